import { describe, it } from 'vitest';
import {
  add,
  array,
  matmul,
  matrixTranspose,
  multiply,
  type NDArray,
  outer,
  slice,
  subtract,
  toFloat64Array,
} from '../../array/index.js';
import * as fft from '../../fft/index.js';
import * as la from '../../linalg/index.js';
import * as special from '../../special/index.js';
import { type ArrayMap, modeChecks } from '../testing/check-modes.js';

const { check, draws, shaped } = modeChecks(7);

const general = (n: number, m = n): NDArray => {
  const data = draws(n * m);
  for (let i = 0; i < Math.min(n, m); i++) data[i * m + i]! += 2 + i / 2;
  return shaped([n, m], data);
};
const symmetric = (x: NDArray): NDArray => multiply(add(x, matrixTranspose(x)), 0.5);
const definite = (x: NDArray): NDArray =>
  add(matmul(x, matrixTranspose(x)), la.expm(shaped([4, 4], new Float64Array(16))));

const general4 = general(4);
const shapedRight = shaped([5]);

describe('rules of linear algebra agree in all modes and with differences', () => {
  const b = shaped([4, 2]);
  const vector = shaped([4]);
  const cases: Readonly<Record<string, readonly [ArrayMap, NDArray]>> = {
    'solve by matrix': [(a) => la.solve(a, b), general(4)],
    'solve by a vector': [(a) => la.solve(a, vector), general(4)],
    'solve by its right side': [(y) => la.solve(add(multiply(outer(y, y), 0.2), general4), y), shaped([4])],
    'solve of a stack': [
      (a) => la.solve(a, b),
      shaped([2, 4, 4], new Float64Array([...toFloat64Array(general(4)), ...toFloat64Array(general(4))])),
    ],
    'solveTriangular, lower': [(a) => la.solveTriangular(a, b, { lower: true }), general(4)],
    'solveTriangular, transposed': [(a) => la.solveTriangular(a, b, { transposed: true }), general(4)],
    'solveTriangular, unit': [(a) => la.solveTriangular(a, vector, { lower: true, unit: true }), general(4)],
    inv: [(a) => la.inv(a), general(4)],
    det: [(a) => la.det(a), general(4)],
    slogdet: [(a) => la.slogdet(a).logdet, general(4)],
    sylvester: [(a) => la.sylvester(a, add(a, general4), multiply(a, a)), general(4)],
    cholesky: [(a) => la.cholesky(definite(a)), general(4)],
    'cholesky as it reads': [(a) => la.cholesky(a), definite(general(4))],
    choleskyUpdate: [(a) => la.choleskyUpdate(la.cholesky(definite(a)), slice(a, 0)), general(4)],
    'lu of a square': [(a) => multiply(la.lu(a).l, la.lu(a).u), general(4)],
    'lu of a tall one': [(a) => la.lu(a).l, general(5, 3)],
    'lu of a wide one': [(a) => la.lu(a).u, general(3, 5)],
    'qr, Q': [(a) => la.qr(a).q, general(5, 3)],
    'qr, R': [(a) => la.qr(a).r, general(4)],
    'qr of a wide one': [(a) => matmul(la.qr(a).q, multiply(la.qr(a).r, 2)), general(3, 5)],
    'qr, R alone': [(a) => la.qr(a, { mode: 'r' }).r, general(5, 3)],
    'qr, pivoted': [(a) => la.qr(a, { pivot: true }).r, general(4)],
    'lstsq, tall': [(a) => la.lstsq(a, shapedRight).x, general(5, 3)],
    'lstsq, wide': [(a) => la.lstsq(a, vector).x, general(4, 6)],
    'eigh, values': [(a) => la.eigh(symmetric(a)).values, general(4)],
    'eigh, vectors': [
      (a) => {
        const { vectors } = la.eigh(a);
        return multiply(vectors, vectors);
      },
      general(4),
    ],
    'eigh with b': [(a) => la.eigh(symmetric(a), { b: definite(a) }).values, general(4)],
    eigvalsh: [(a) => la.eigvalsh(a), general(4)],
    'svd, U of a tall one': [
      (a) => {
        const { u } = la.svd(a);
        return multiply(u, u);
      },
      general(5, 3),
    ],
    'svd of a wide one': [
      (a) => {
        const { u, s, vt } = la.svd(a);
        return matmul(multiply(u, multiply(s, s)), vt);
      },
      general(3, 5),
    ],
    svdvals: [(a) => la.svdvals(a), general(5, 3)],
    eig: [
      (a) => {
        const { values, vectors } = la.eig(a);
        return add(values.re, multiply(vectors.re, vectors.re));
      },
      general(4),
    ],
    expm: [(a) => la.expm(a), shaped([4, 4])],
    logm: [(a) => la.logm(a), general(4)],
    sqrtm: [(a) => la.sqrtm(a), general(4)],
    signm: [(a) => la.signm(a), subtract(general(4), multiply(general4, 1.3))],
    pinv: [(a) => la.pinv(a), general(5, 3)],
    polar: [(a) => la.polar(a).u, general(5, 3)],
  };
  for (const [name, [f, x]] of Object.entries(cases)) it(name, () => check(f, x));
});

describe('rules of the special functions agree in all modes and with differences', () => {
  const at = array([0.3, 0.7, 1.9]);
  const unit = array([0.2, 0.45, 0.8]);
  const s = special;
  const cases: Readonly<Record<string, readonly [ArrayMap, NDArray, boolean?]>> = {
    softplus: [(x) => s.softplus(x), at],
    logistic: [(x) => s.logistic(x), at],
    logit: [(x) => s.logit(x), unit],
    xlogy: [(x) => s.xlogy(x, add(x, 1)), at],
    sinc: [(x) => s.sinc(x), array([0, 0.01, 2.3])],
    erf: [(x) => s.erf(x), at],
    erfc: [(x) => s.erfc(x), at],
    erfcx: [(x) => s.erfcx(x), at],
    erfinv: [(x) => s.erfinv(x), unit],
    erfcinv: [(x) => s.erfcinv(x), unit],
    normalCdf: [(x) => s.normalCdf(x), at],
    logNormalCdf: [(x) => s.logNormalCdf(x), array([-20, -3, 1])],
    gamma: [(x) => s.gamma(x), at],
    lgamma: [(x) => s.lgamma(x), at],
    digamma: [(x) => s.digamma(x), at],
    polygamma: [(x) => s.polygamma(2, x), at],
    beta: [(x) => s.beta(x, add(x, 1)), at],
    logBeta: [(x) => s.logBeta(x, add(x, 1)), at],
    'gammaP by x': [(x) => s.gammaP(1.7, x), at],
    'gammaP by both': [(x) => s.gammaP(x, 1.2), at, false],
    'gammaQ by its shape, in the tail': [(x) => s.gammaQ(x, 9), at, false],
    gammaPInverse: [(x) => s.gammaPInverse(add(x, 0.5), x), unit, false],
    gammaQInverse: [(x) => s.gammaQInverse(1.5, x), unit],
    'betaI by x': [(x) => s.betaI(1.7, 2.2, x), unit],
    'betaI by a': [(x) => s.betaI(add(x, 0.4), 2.2, x), unit, false],
    'betaI by b': [(x) => s.betaI(2.2, add(x, 0.4), x), unit, false],
    betaIInverse: [(x) => s.betaIInverse(add(x, 0.4), add(x, 1.4), x), unit, false],
    besselJ: [(x) => s.besselJ(1.5, x), at],
    besselY: [(x) => s.besselY(2, x), at],
    besselI: [(x) => s.besselI(1.5, x), at],
    besselK: [(x) => s.besselK(1.5, x), at],
    besselIScaled: [(x) => s.besselIScaled(1.5, x), at],
    besselKScaled: [(x) => s.besselKScaled(1.5, x), at],
    airyAi: [(x) => s.airyAi(x), at],
    airyBi: [(x) => s.airyBi(x), at],
    hypergeometric1F1: [(x) => s.hypergeometric1F1(0.4, 1.3, x), at],
    hypergeometric2F1: [(x) => s.hypergeometric2F1(0.4, 1.3, 2.1, x), unit],
    expIntegralE1: [(x) => s.expIntegralE1(x), at],
    expIntegralEi: [(x) => s.expIntegralEi(x), at],
    ellipticK: [(x) => s.ellipticK(x), array([-0.4, 0, 0.7])],
    ellipticE: [(x) => s.ellipticE(x), array([-0.4, 0, 0.7])],
    ellipticF: [(x) => s.ellipticF(x, 0.6), at],
    ellipticEIncomplete: [(x) => s.ellipticEIncomplete(x, 0.6), at],
    hurwitzZeta: [(x) => s.hurwitzZeta(2.5, x), at],
    'lambertW, principal': [(x) => s.lambertW(x), at],
    'lambertW, lower': [(x) => s.lambertW(x, -1), array([-0.3, -0.2, -0.1])],
  };
  for (const [name, [f, x, second = true]] of Object.entries(cases))
    it(name, () => check(f, x, { second, differences: 1e-7 }));
});

describe('rules of the Fourier transforms agree in all modes and with differences', () => {
  const cases: Readonly<Record<string, readonly [ArrayMap, NDArray]>> = {
    fft: [
      (x) => {
        const { re, im } = fft.fft(x);
        return add(multiply(re, im), im);
      },
      shaped([7]),
    ],
    'ifft of pairs': [
      (x) => {
        const y = fft.ifft({ re: slice(x, 0), im: slice(x, 1) });
        return multiply(y.re, y.im);
      },
      shaped([2, 6]),
    ],
    fft2: [
      (x) => {
        const { re, im } = fft.fft2(x);
        return add(multiply(re, re), im);
      },
      shaped([3, 4]),
    ],
    'rfft, even': [
      (x) => {
        const { re, im } = fft.rfft(x);
        return add(multiply(re, re), im);
      },
      shaped([8]),
    ],
    'rfft, odd': [
      (x) => {
        const { re, im } = fft.rfft(x);
        return add(multiply(re, re), im);
      },
      shaped([2, 5]),
    ],
    'irfft, even': [
      (x) => {
        const y = fft.irfft({ re: slice(x, 0), im: slice(x, 1) }, { length: 8 });
        return multiply(y, y);
      },
      shaped([2, 5]),
    ],
    'irfft, odd': [
      (x) => {
        const y = fft.irfft({ re: slice(x, 0), im: slice(x, 1) }, { length: 9 });
        return multiply(y, y);
      },
      shaped([2, 5]),
    ],
    'dct 1': [(x) => fft.dct(x, { type: 1 }), shaped([6])],
    'dct 2': [(x) => fft.dct(x), shaped([6])],
    'dct 3': [(x) => fft.dct(x, { type: 3 }), shaped([6])],
    'dct 4': [(x) => fft.dct(x, { type: 4 }), shaped([6])],
    'dst 1': [(x) => fft.dst(x, { type: 1 }), shaped([6])],
    'dst 2': [(x) => fft.dst(x), shaped([6])],
    convolve: [(x) => fft.convolve(x, multiply(x, x)), shaped([6])],
  };
  for (const [name, [f, x]] of Object.entries(cases)) it(name, () => check(f, x));
});
