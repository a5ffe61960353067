import { expect, it } from 'vitest';
import { random } from '../random/index.js';
import { symmetricProduct } from './symmetric-product.js';

it.each([
  [1, 1],
  [3, 2],
  [128, 5],
  [131, 40],
  [300, 7],
  [4, 0],
])('is the product within its rounding, and exactly symmetric: n = %i, k = %i', (n, k) => {
  const draws = random(n + k);
  const a = draws.fillNormal(new Float64Array(n * k));
  const old = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) old[i * n + j] = old[j * n + i] = draws.normal();
  for (const transposed of [false, true])
    for (const beta of [0, 1, 0.5]) {
      const c = beta === 0 ? new Float64Array(n * n).fill(Number.NaN) : old.slice();
      symmetricProduct(n, k, a, transposed, beta, c);
      const at = (i: number, p: number): number => a[transposed ? p * n + i : i * k + p]!;
      let worst = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let [sum, size] = [beta === 0 ? 0 : beta * old[i * n + j]!, beta * Math.abs(old[i * n + j]!)];
          for (let p = 0; p < k; p++) {
            sum += at(i, p) * at(j, p);
            size += Math.abs(at(i, p) * at(j, p));
          }
          // Two orders of k + 1 terms, each sum and product rounded.
          worst = Math.max(worst, Math.abs(c[i * n + j]! - sum) - 2 * (k + 2) * 2 ** -53 * size);
          if (c[i * n + j] !== c[j * n + i]) worst = Number.POSITIVE_INFINITY;
        }
      expect(worst).toBeLessThanOrEqual(0);
    }
});
