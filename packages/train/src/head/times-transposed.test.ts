import { expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { gram, timesTransposed } from './times-transposed.js';

const normals = (length: number, seed: number): Float64Array => random(seed).fillNormal(new Float64Array(length));

function naive(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const q = b.length / m;
  return Float64Array.from({ length: (a.length / m) * q }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < m; k++) sum += a[Math.floor(at / q) * m + k]! * b[(at % q) * m + k]!;
    return sum;
  });
}

it.each([
  [1, 1, 1],
  [2, 4, 3],
  [3, 5, 7],
  [4, 9, 2],
  [5, 3, 1],
])('multiplies %d rows by %d rows of %d, term by term in order', (p, q, m) => {
  const a = normals(p * m, p);
  const b = normals(q * m, q + 10);
  expect(timesTransposed(a, b, m)).toEqual(naive(a, b, m));
});

it.each([1, 2, 3, 4, 5, 9])('gives the lower triangle of the products of %d rows with one another', (p) => {
  const a = normals(p * 3, p);
  const expected = naive(a, a, 3);
  const product = gram(a, 3);
  for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) expect(product[i * p + j]).toBe(expected[i * p + j]);
});
