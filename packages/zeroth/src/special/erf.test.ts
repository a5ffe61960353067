import { describe, expect, it } from 'vitest';
import { erf, erfc, erfcinv, erfcx, erfinv, logNormalCdf, normalCdf } from './erf.js';
import { worst } from './fixtures.js';
import { table as erfTable } from './tables/erf.js';
import { table as erfcTable } from './tables/erfc.js';
import { table as erfcinvTable } from './tables/erfcinv.js';
import { table as erfcxTable } from './tables/erfcx.js';
import { table as erfinvTable } from './tables/erfinv.js';
import { table as logNormalCdfTable } from './tables/logNormalCdf.js';
import { table as normalCdfTable } from './tables/normalCdf.js';

/** Four units in the last place. */
const TOLERANCE = 8.9e-16;

describe('error functions', () => {
  it.each([
    ['erf', erfTable, erf],
    ['erfc', erfcTable, erfc],
    ['erfcx', erfcxTable, erfcx],
    ['erfinv', erfinvTable, erfinv],
    ['erfcinv', erfcinvTable, erfcinv],
    ['normalCdf', normalCdfTable, normalCdf],
    ['logNormalCdf', logNormalCdfTable, logNormalCdf],
  ] as const)('%s agrees with the table to four units in the last place', (_, table, compute) => {
    expect(worst(table, compute).error).toBeLessThan(TOLERANCE);
  });

  it('have their limits', () => {
    expect([erf(0), erf(Infinity), erf(-Infinity), erfc(-Infinity), erfc(30), erfcx(Infinity)]).toEqual([
      0, 1, -1, 2, 0, 0,
    ]);
    expect([erfinv(1), erfinv(-1), erfcinv(0), erfcinv(2), erfcx(-30)]).toEqual([
      Infinity,
      -Infinity,
      Infinity,
      -Infinity,
      Infinity,
    ]);
    expect([erf(Number.NaN), erfc(Number.NaN), erfcx(Number.NaN), erfinv(1.1), erfcinv(-0.1)]).toEqual(
      Array(5).fill(Number.NaN),
    );
    expect([
      normalCdf(-Infinity),
      normalCdf(Infinity),
      Math.abs(logNormalCdf(Infinity)),
      logNormalCdf(-Infinity),
    ]).toEqual([0, 1, 0, -Infinity]);
  });
});
