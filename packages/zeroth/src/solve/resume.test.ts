import { describe, expect, it } from 'vitest';
import type { Checkpoint, Method, Progress } from '../query/index.js';
import { random } from '../random/index.js';
import { decode, encode, run, type SavedRun } from '../run/index.js';
import { laplacian1d, randomSparse } from '../sparse/subjects.js';
import {
  conjugateGradients,
  generalizedMinimalResidual,
  jacobi,
  krylovSchur,
  leastSquaresMinimalResidual,
  leastSquaresQr,
  linearOperator,
  locallyOptimalBlockConjugateGradients,
  minimalResidual,
  type Product,
  stabilizedBiconjugateGradients,
  type TransposedProduct,
  thickRestartLanczos,
  transposedProductOracle,
} from './index.js';

const n = 24;
const a = laplacian1d(n);
const skewed = randomSparse(n, n, 0.5, random(3));
const b = random(1).fillNormal(new Float64Array(n));
const x0 = random(2).fillNormal(new Float64Array(n));

type Asked = Product | TransposedProduct | Progress | Checkpoint;

const methods: readonly (readonly [string, () => Method<Asked, unknown>, typeof a])[] = [
  ['conjugateGradients', () => conjugateGradients(b, { x0, preconditioner: jacobi(a) }), a],
  ['minimalResidual', () => minimalResidual(b, { x0 }), a],
  ['stabilizedBiconjugateGradients', () => stabilizedBiconjugateGradients(b, { x0 }), a],
  ['stabilizedBiconjugateGradients', () => stabilizedBiconjugateGradients(b, { maxIterations: 40 }), skewed],
  ['generalizedMinimalResidual', () => generalizedMinimalResidual(b, { x0, restart: 6, maxIterations: 60 }), a],
  ['leastSquaresQr', () => leastSquaresQr(b, { columns: n, x0, damping: 0.1 }), a],
  ['leastSquaresMinimalResidual', () => leastSquaresMinimalResidual(b, { columns: n, x0, damping: 0.1 }), a],
  ['thickRestartLanczos', () => thickRestartLanczos({ order: n, count: 2, subspace: 5 }), a],
  ['krylovSchur', () => krylovSchur({ order: n, count: 2, subspace: 8 }), skewed],
  ['krylovSchur', () => krylovSchur({ order: n, count: 4, subspace: 8 }), a],
  ['locallyOptimalBlockConjugateGradients', () => locallyOptimalBlockConjugateGradients({ order: n, count: 2 }), a],
];

describe.each(methods)('%s', (_, method, matrix) => {
  it('goes on from any checkpoint with the same bits, and asks only what was not answered', () => {
    let asked = 0;
    const oracle = () => {
      const { product } = transposedProductOracle(linearOperator(matrix));
      return {
        product: (query: Parameters<typeof product>[0]) => {
          asked++;
          return product(query);
        },
      };
    };
    const saved: string[] = [];
    const outcome = run(method(), oracle(), { onCheckpoint: (take) => saved.push(encode(take())) });
    const all = asked;
    expect(outcome.status).toBe('returned');
    expect(saved.length).toBeGreaterThan(3);
    for (const text of saved) {
      asked = 0;
      const from = decode(text) as SavedRun;
      expect(run(method(), oracle(), { from })).toEqual(outcome);
      expect(asked).toBe(all - from.answers);
    }
  });
});
