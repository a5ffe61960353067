import { ZerothError } from '../errors.js';

/** base^exponent for an integer exponent from 1, by multiplications only: the same bits everywhere. */
export function integerPower(base: number, exponent: number): number {
  if (!Number.isSafeInteger(exponent) || exponent < 1)
    throw new ZerothError('kernel-operand', 'The iteration must be an integer, 1 or more.', exponent);
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
