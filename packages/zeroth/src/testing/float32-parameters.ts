/* A method and an oracle with effects, which tests share. */
import { ask, type Effect, type Oracle, progress, type Query, readDraw } from '../query/index.js';

interface PerturbedLoss extends Query<'perturbedLoss', readonly [number, number]>, Effect {
  readonly seed: number;
  readonly scale: number;
}

interface SeededStep extends Query<'seededStep', void>, Effect {
  readonly seed: number;
  readonly step: number;
}

/** MeZO in small: parameters stay in the oracle, which moves them by seed. */
export function* mezo(scale: number, step: number, iterations: number) {
  for (let k = 0; k < iterations; k++) {
    const seed = 1000 + k;
    const [plus, minus] = yield* ask<PerturbedLoss>({ kind: 'perturbedLoss', seed, scale, effect: true });
    const difference = (plus - minus) / (2 * scale);
    yield* progress({ value: (plus + minus) / 2, iteration: k });
    yield* ask<SeededStep>({ kind: 'seededStep', seed, step: step * difference, effect: true });
  }
}

/** Float32 parameters: θ + ε z − 2 ε z + ε z is not θ, so each question leaves rounding behind. */
export function float32Parameters(n: number) {
  const theta = Float32Array.from({ length: n }, (_, i) => Math.sin(i));
  const z = new Float64Array(n);
  const move = (seed: number, scale: number) => {
    readDraw({ law: 'gaussian', center: z, scale: z, seed, length: 1 }, 0, z);
    for (let i = 0; i < n; i++) theta[i]! += scale * z[i]!;
  };
  let forwards = 0;
  const loss = () => {
    forwards++;
    return theta.reduce((sum, t) => sum + (t - 1) ** 2, 0) / n;
  };
  const oracle: Oracle<PerturbedLoss | SeededStep> = {
    perturbedLoss({ seed, scale }) {
      move(seed, scale);
      const plus = loss();
      move(seed, -2 * scale);
      const minus = loss();
      move(seed, scale);
      return [plus, minus];
    },
    seededStep({ seed, step }) {
      move(seed, -step);
    },
    replayed(query) {
      if (query.kind === 'seededStep') move(query.seed, -query.step);
      else for (const times of [1, -2, 1]) move(query.seed, times * query.scale);
    },
  };
  return { oracle, theta, forwards: () => forwards };
}
