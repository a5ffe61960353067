import { ZerothError } from '../errors.js';

/** @throws ZerothError `distribution-parameter` unless the value is positive and finite */
export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw new ZerothError('distribution-parameter', `The ${name} must be a positive finite number.`, value);
}

/** @throws ZerothError `distribution-parameter` unless the value is finite */
export function checkFinite(name: string, value: number): void {
  if (!Number.isFinite(value))
    throw new ZerothError('distribution-parameter', `The ${name} must be a finite number.`, value);
}

/** @throws ZerothError `distribution-parameter` unless the value is from low to high */
export function checkRange(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high))
    throw new ZerothError('distribution-parameter', `The ${name} must be from ${low} to ${high}.`, value);
}
