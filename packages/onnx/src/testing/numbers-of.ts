import type { Tensor } from '../model/types.js';

/** The values of a float32 result. */
export function numbersOf(tensor: Tensor | undefined): readonly number[] {
  if (tensor?.type !== 'float32') throw new Error(`expected float32, not ${tensor?.type}`);
  return Array.from(tensor.data);
}
