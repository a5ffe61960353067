import { ZerothError } from '../errors.js';

/** Elements that share words 1 to 3 of their counter: a tensor may be split anywhere at multiples of this. */
export const SHARD = 512;

/** Throws unless vectors at these addresses lie in the memory. */
export type RangeCheck = (length: number, bytesPerElement: number, ...pointers: number[]) => void;

/** A check that asks the memory for its size only when the size it knows does not suffice: asking is slow. */
export function rangeCheckOf(memory: WebAssembly.Memory): RangeCheck {
  let size = memory.buffer.byteLength;
  return (length, bytesPerElement, ...pointers) => {
    if (!Number.isInteger(length) || length < 0)
      throw new ZerothError('kernel-range', 'The length of a vector must be an integer, 0 or more.', length);
    for (const pointer of pointers) {
      if (!Number.isInteger(pointer) || pointer < 0 || pointer % bytesPerElement !== 0)
        throw new ZerothError(
          'kernel-range',
          `The address of a vector must be a multiple of ${bytesPerElement} bytes, 0 or more.`,
          pointer,
        );
      const end = pointer + length * bytesPerElement;
      if (end > size) size = memory.buffer.byteLength;
      if (end > size)
        throw new ZerothError('kernel-range', 'A vector ends beyond the memory; check its address and length.', {
          pointer,
          length,
          memory: size,
        });
    }
  };
}

/** Throws unless the start is the index of a shard's first element. */
export function checkStart(start: number): void {
  if (!Number.isSafeInteger(start) || start < 0 || start % SHARD !== 0)
    throw new ZerothError('kernel-start', `The start of a seeded tensor must be a multiple of ${SHARD}.`, start);
}

/** Throws unless all numbers are finite when rounded to float32. */
export function checkFloat32(operands: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(operands))
    if (!Number.isFinite(Math.fround(value)))
      throw new ZerothError('kernel-operand', `The ${name} must be finite in float32; nothing was changed.`, value);
}

/** Throws unless all numbers are in [0, 1]. */
export function checkFractions(operands: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(operands))
    if (!(value >= 0 && value <= 1))
      throw new ZerothError('kernel-operand', `The ${name} must be from 0 to 1; nothing was changed.`, value);
}
