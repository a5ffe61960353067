import { describe, expect, it } from 'vitest';
import { random } from '../../random/index.js';
import { normalInverse } from './normal-inverse.js';
import { pivotedFactors } from './pivoted-qr.js';

const [m, n] = [20, 4];

function factorsOf(jacobian: Float64Array) {
  return pivotedFactors(jacobian, new Float64Array(m), n, new Uint8Array(n));
}

describe('normalInverse', () => {
  it("is the inverse of J'J in the order of the columns, whatever their scales", () => {
    const draws = random(3);
    const scales = [1, 1e6, 1e-5, 30];
    const jacobian = Float64Array.from({ length: m * n }, (_, at) => scales[at % n]! * draws.normal());
    const factors = factorsOf(jacobian);
    const inverse = normalInverse(factors)!;
    for (let c = 0; c < n; c++)
      for (let e = 0; e < n; e++) {
        let sum = 0;
        for (let f = 0; f < n; f++)
          for (let i = 0; i < m; i++)
            sum +=
              inverse[c * n + f]! * jacobian[i * n + factors.columns[f]!]! * jacobian[i * n + factors.columns[e]!]!;
        // Columns of Gaussians, each by its scale, have a condition of some units, which counts twice.
        const scale = scales[factors.columns[e]!]! / scales[factors.columns[c]!]!;
        expect(Math.abs(sum - (c === e ? 1 : 0))).toBeLessThanOrEqual(100 * m * 2 ** -52 * scale);
      }
  });

  it('is none where a column depends on the others', () => {
    const draws = random(4);
    const jacobian = Float64Array.from({ length: m * n }, () => draws.normal());
    for (let i = 0; i < m; i++) jacobian[i * n + 3] = jacobian[i * n]! - 2 * jacobian[i * n + 1]!;
    expect(normalInverse(factorsOf(jacobian))).toBeUndefined();
  });
});
