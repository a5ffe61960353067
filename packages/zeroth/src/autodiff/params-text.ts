import { NDArray } from '../array/index.js';

/**
 * Parameters of a primitive as a text, equal for equal ones: JSON, but with NaN, the infinities and −0 told apart. Of
 * arrays in graphs it says the shape, of functions nothing.
 */
export function paramsText(params: unknown): string {
  return JSON.stringify(params, (_, value: unknown) => (value instanceof NDArray ? value.shape : exact(value))) ?? '';
}

function exact(value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return `#${Object.is(value, -0) ? '-0' : value}`;
}
