import { describe, expect, it } from 'vitest';
import { array } from '../array/index.js';
import { besselJ, betaI, erf, gammaP, lambertW, polygamma } from './index.js';

describe('public functions', () => {
  it('give numbers for numbers, Float64Arrays for Float64Arrays and arrays for arrays, broadcasting', () => {
    const x = Float64Array.of(0.1, 2);
    expect(erf(x)).toEqual(Float64Array.of(erf(0.1), erf(2)));
    expect(besselJ(2, x)).toEqual(Float64Array.of(besselJ(2, 0.1), besselJ(2, 2)));
    expect(gammaP(array([[1], [2]]), x).toArray()).toEqual([
      [gammaP(1, 0.1), gammaP(1, 2)],
      [gammaP(2, 0.1), gammaP(2, 2)],
    ]);
    expect(betaI(1, [2, 3], 0.5).toArray()).toEqual([betaI(1, 2, 0.5), betaI(1, 3, 0.5)]);
    expect(lambertW(Float64Array.of(-0.2), -1)).toEqual(Float64Array.of(lambertW(-0.2, -1)));
    expect(polygamma(1, 1)).toBeCloseTo(Math.PI ** 2 / 6, 14);
  });
});
