import { InvalidArgumentError } from 'commander';

/** A number as an option's value. */
export function numberValue(text: string): number {
  // Number reads the empty text as 0.
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** A number above zero. */
export function positiveValue(text: string): number {
  const value = numberValue(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/** An integer of at least 0. */
export function countValue(text: string): number {
  const value = numberValue(text);
  if (!(Number.isSafeInteger(value) && value >= 0))
    throw new InvalidArgumentError('It must be a whole number, at least 0.');
  return value;
}

/** An integer of at least 1. */
export function positiveCountValue(text: string): number {
  const value = numberValue(text);
  if (!(Number.isSafeInteger(value) && value >= 1))
    throw new InvalidArgumentError('It must be a whole number, at least 1.');
  return value;
}

/** Words between commas. */
export function listValue(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => word === ''))
    throw new InvalidArgumentError('It must be a list of names with commas between.');
  return words;
}

/** A number between 0 and 1, neither of them. */
export function fractionValue(text: string): number {
  const value = numberValue(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1.');
  return value;
}
