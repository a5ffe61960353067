import { describe, expect, it } from 'vitest';
import { ellipticE, ellipticEIncomplete, ellipticF, ellipticK } from './elliptic.js';
import { expIntegralE1, expIntegralEi } from './exponential-integral.js';
import { worst } from './fixtures.js';
import { lambertW } from './lambert-w.js';
import { polygamma } from './polygamma.js';
import { table as eTable } from './tables/ellipticE.js';
import { table as eIncompleteTable } from './tables/ellipticEIncomplete.js';
import { table as fTable } from './tables/ellipticF.js';
import { table as kTable } from './tables/ellipticK.js';
import { table as e1Table } from './tables/expIntegralE1.js';
import { table as eiTable } from './tables/expIntegralEi.js';
import { table as hurwitzTable } from './tables/hurwitzZeta.js';
import { table as lambertTable } from './tables/lambertW.js';
import { table as lambertLowerTable } from './tables/lambertWMinus1.js';
import { table as polygammaTable } from './tables/polygamma.js';
import { table as zetaTable } from './tables/zeta.js';
import { hurwitzZeta, zeta } from './zeta.js';

describe('integrals, Lambert W and zeta', () => {
  it.each([
    ['expIntegralE1', e1Table, expIntegralE1, 1e-14],
    ['expIntegralEi', eiTable, expIntegralEi, 1e-14],
    ['ellipticK', kTable, ellipticK, 2e-15],
    ['ellipticE', eTable, ellipticE, 2e-15],
    ['ellipticF', fTable, ellipticF, 4e-15],
    ['ellipticEIncomplete', eIncompleteTable, ellipticEIncomplete, 4e-15],
    ['lambertW', lambertTable, (x: number) => lambertW(x), 2e-15],
    ['lambertW, branch −1', lambertLowerTable, (x: number) => lambertW(x, -1), 2e-15],
    ['zeta', zetaTable, (s: number) => zeta(s), 1e-13],
    ['hurwitzZeta', hurwitzTable, hurwitzZeta, 4e-15],
    ['polygamma', polygammaTable, polygamma, 1e-14],
  ] as const)('%s agrees with the table', (_, table, compute: (...args: number[]) => number, tolerance) => {
    expect(worst(table, compute).error).toBeLessThan(tolerance);
  });

  it("satisfy Legendre's relation E K′ + E′ K − K K′ = π/2", () => {
    for (const m of [1e-12, 0.1, 0.5, 0.77]) {
      const [k, e, k1, e1] = [ellipticK(m), ellipticE(m), ellipticK(1 - m), ellipticE(1 - m)];
      expect(Math.abs(e * k1 + e1 * k - k * k1 - Math.PI / 2)).toBeLessThan(4e-16 * (k * k1 + 2));
    }
  });

  it('have their limits', () => {
    expect([expIntegralE1(0), expIntegralE1(800), expIntegralEi(0), expIntegralEi(800)]).toEqual([
      Infinity,
      0,
      -Infinity,
      Infinity,
    ]);
    expect([expIntegralE1(-1), ellipticK(1.1), lambertW(-1), lambertW(1, -1), polygamma(0.5, 1)]).toEqual(
      Array(5).fill(Number.NaN),
    );
    expect([ellipticK(1), ellipticE(1), lambertW(0), lambertW(0, -1), lambertW(Infinity)]).toEqual([
      Infinity,
      1,
      0,
      -Infinity,
      Infinity,
    ]);
    expect([zeta(1), zeta(0), zeta(-2), zeta(Infinity), polygamma(1, -1), polygamma(2, 0)]).toEqual([
      Infinity,
      -0.5,
      0,
      1,
      Infinity,
      Number.NaN,
    ]);
  });
});
