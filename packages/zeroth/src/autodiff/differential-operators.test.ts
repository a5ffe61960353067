import { describe, expect, it } from 'vitest';
import { array, asArray, exp, fromData, matmul, multiply, type NDArray, sin, sum, tanh } from '../array/index.js';
import { random } from '../random/index.js';
import {
  biharmonicEstimate,
  type Contraction,
  contractDerivatives,
  directionalDerivatives,
  grad,
  hessian,
  jet,
  laplacian,
  laplacianContraction,
  laplacianEstimate,
  partialsContraction,
  partialsEstimate,
} from './index.js';

const n = 5;
const draws = random(21);
const w = fromData(draws.fillNormal(new Float64Array(8 * n)), [8, n]);
const c = draws.fillNormal(new Float64Array(8));
const x = draws.fillNormal(new Float64Array(n));
const network = (z: NDArray): NDArray => sum(multiply(c, tanh(matmul(w, z))));
const a = draws.fillNormal(new Float64Array(n));
/** exp(a · z), of which every derivative is known. */
const wave = (z: NDArray): NDArray => exp(sum(multiply(a, z)));
const waveAt = Math.exp(a.reduce((total, value, i) => total + value * x[i]!, 0));
const squares = a.reduce((total, value) => total + value * value, 0);
const apply = (f: (z: NDArray) => NDArray, operator: Contraction): number =>
  asArray(contractDerivatives(f, operator.order)(x, operator)).item();

describe('derivatives along many directions', () => {
  it('are those of jets along each', () => {
    const directions = Array.from({ length: 4 }, () => Array.from(draws.fillNormal(new Float64Array(n))));
    for (const order of [1, 2, 3, 4]) {
      const found = directionalDerivatives(network, order)(x, directions);
      directions.forEach((v, s) => {
        const zeros = Array.from({ length: order - 1 }, () => new Float64Array(n));
        const one = jet(network, x, [Float64Array.from(v), ...zeros])[order];
        expect(asArray(found).data[s]).toBeCloseTo(asArray(one!).item(), 9);
      });
    }
  });

  it('of functions that are linear are zero', () => {
    expect(directionalDerivatives((z) => sum(z), 2)(x, [[1, 2, 3, 4, 5]])).toEqual(Float64Array.of(0));
  });

  it('name what does not fit', () => {
    expect(() => directionalDerivatives(network, 0)).toThrow(expect.objectContaining({ code: 'bad-order' }));
    expect(() => directionalDerivatives(network, 2)(x, [1, 2])).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => partialsContraction(n, [])).toThrow(expect.objectContaining({ code: 'bad-indices' }));
    expect(() => partialsContraction(n, [{ weight: 1, indices: [n] }])).toThrow(
      expect.objectContaining({ code: 'bad-indices' }),
    );
    expect(() => laplacianEstimate(n, { random: draws, samples: 6, law: 'coordinates' })).toThrow(
      expect.objectContaining({ code: 'bad-count' }),
    );
  });
});

describe('contractions', () => {
  it('of the Laplacian are the trace of the Hessian', () => {
    const h = asArray(hessian(network)(x));
    const trace = Array.from({ length: n }, (_, i) => h.data[i * n + i]!).reduce((total, value) => total + value, 0);
    expect(apply(network, laplacianContraction(n))).toBeCloseTo(trace, 11);
    expect(asArray(laplacian(network)(x)).item()).toBeCloseTo(trace, 11);
    // Along all coordinates without replacement, there is nothing left to chance.
    const all = laplacianEstimate(n, { random: draws, samples: n, law: 'coordinates' });
    expect(apply(network, all)).toBeCloseTo(trace, 11);
  });

  it('of mixed derivatives are exact, with repeated indices too', () => {
    const terms = [
      { weight: 2, indices: [0, 1, 2] },
      { weight: -1.5, indices: [3, 3, 1] },
      { weight: 0.5, indices: [4, 4, 4] },
    ];
    const exact = waveAt * (2 * a[0]! * a[1]! * a[2]! - 1.5 * a[3]! ** 2 * a[1]! + 0.5 * a[4]! ** 3);
    expect(Math.abs(apply(wave, partialsContraction(n, terms)) - exact)).toBeLessThan(1e-13 * waveAt * squares ** 1.5);
    const first = partialsContraction(n, [{ weight: 3, indices: [2] }]);
    expect(apply(wave, first)).toBeCloseTo(3 * a[2]! * waveAt, 11);
  });

  it('have the operator as their mean, within five standard errors', () => {
    const repeats = 3000;
    const check = (draw: () => Contraction, exact: number): void => {
      const operator = contractDerivatives(wave, draw().order);
      const values = Array.from({ length: repeats }, () => asArray(operator(x, draw())).item());
      const mean = values.reduce((total, value) => total + value, 0) / repeats;
      const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (repeats - 1);
      expect(Math.abs(mean - exact)).toBeLessThan(5 * Math.sqrt(variance / repeats) + 1e-12 * Math.abs(exact));
    };
    const sampling = { random: draws, samples: 4 };
    for (const law of ['rademacher', 'normal', 'coordinates'] as const)
      check(() => laplacianEstimate(n, { ...sampling, law }), waveAt * squares);
    check(() => biharmonicEstimate(n, sampling), waveAt * squares ** 2);
    const terms = [
      { weight: 2, indices: [0, 0, 1] },
      { weight: -1, indices: [2, 3, 4] },
    ];
    const mixed = waveAt * (2 * a[0]! ** 2 * a[1]! - a[2]! * a[3]! * a[4]!);
    check(() => partialsEstimate(n, terms, sampling), mixed);
  });

  it('can be differentiated, by the point and by what the function closes over', () => {
    const alongAxes = laplacianContraction(2);
    // Δ sin(b · z) = −|b|² sin(b · z).
    const field = (b: NDArray) => (z: NDArray) => sin(sum(multiply(b, z)));
    const byB = grad((b: NDArray) => contractDerivatives(field(b), 2)(array([0.3, 0.2]), alongAxes))([1, 2]);
    const s = 0.3 + 0.4;
    expect(byB.data[0]).toBeCloseTo(-2 * Math.sin(s) - 5 * Math.cos(s) * 0.3, 12);
    const byPoint = grad((z: NDArray) => contractDerivatives(field(array([1, 2])), 2)(z, alongAxes))([0.3, 0.2]);
    expect(byPoint.data[1]).toBeCloseTo(-5 * Math.cos(s) * 2, 12);
    const whole = grad((b: NDArray) => laplacian(field(b))(array([0.3, 0.2])))([1, 2]);
    expect(whole.data[0]).toBeCloseTo(byB.data[0]!, 12);
  });
});
