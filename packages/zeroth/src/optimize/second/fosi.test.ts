import { describe, expect, it } from 'vitest';
import { dot, norm2 } from '../../array/vector.js';
import type { Gradients, HessianVectorProducts, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { Minimizer } from '../minimizer.js';
import { lanczosExtremes } from '../pieces/lanczos-extremes.js';
import { training } from '../stochastic/training.js';
import { distance } from '../subjects.js';
import { adamUpdate } from '../updates/adam.js';
import { sgdUpdate } from '../updates/sgd.js';
import { fosi } from './fosi.js';

const spectrum = [1, 1.5, 2, 3, 100, 400];
const n = spectrum.length;
const normal = Float64Array.from(spectrum, (_, i) => Math.cos(i + 1));
/** Q v, Q the reflection along `normal`. */
const turned = (v: Vector) => {
  const factor = (2 * dot(normal, v)) / dot(normal, normal);
  return v.map((x, i) => x - factor * normal[i]!);
};
const times = (x: Vector) => turned(turned(x).map((v, i) => spectrum[i]! * v));
const oracle: Oracle<Gradients | HessianVectorProducts> = {
  gradients: ({ points }) => points.map((x) => ({ value: 0.5 * dot(x, times(x)), gradient: times(x) })),
  hessianVectorProducts: ({ directions }) => directions.map(times),
};
const start = Float64Array.of(1, -2, 3, 1, -1, 2);

function reportsOf(minimizer: Minimizer<Gradients | HessianVectorProducts>, most: number) {
  const points: Vector[] = [];
  const { counts } = run(minimizer.start(problemAt(start)), oracle, {
    stop: iterations(most),
    onProgress: ({ x }) => points.push(x.slice()),
  });
  return { points, counts };
}

describe('lanczosExtremes', () => {
  it('finds both ends of a spectrum, as exactly as rounding allows where the space is the whole', () => {
    const found = drained(lanczosExtremes(asked, start, n, 2, 1));
    for (const [j, i] of [0, 4, 5].entries()) {
      expect(Math.abs(found.values[j]! - spectrum[i]!)).toBeLessThanOrEqual(8 * n * Number.EPSILON * 400);
      const residual = times(found.vectors[j]!).map((v, k) => v - spectrum[i]! * found.vectors[j]![k]!);
      expect(norm2(residual)).toBeLessThanOrEqual(8 * n * Number.EPSILON * 400);
    }
  });

  it('stops at an invariant space', () => {
    const unit = turned(Float64Array.of(0, 0, 0, 0, 0, 1));
    expect(drained(lanczosExtremes(asked, unit, n, 3, 0)).values).toHaveLength(1);
  });
});

function* asked(v: Vector) {
  const answers: readonly Vector[] = yield { kind: 'hessianVectorProducts' as const, point: v, directions: [v] };
  return answers[0]!;
}

function drained<R>(method: Generator<{ readonly directions: readonly Vector[] }, R, readonly Vector[]>): R {
  for (let step = method.next(); ; step = method.next(step.value.directions.map(times)))
    if (step.done) return step.value;
}

describe('fosi', () => {
  it('is Newton’s method where all eigenvectors are taken', () => {
    const { points } = reportsOf(fosi(sgdUpdate(), { largest: n }), 2);
    expect(norm2(points[1]!)).toBeLessThanOrEqual(100 * n * Number.EPSILON * norm2(start));
  });

  it('is its base where none is, and else leaves to it what is orthogonal to them', () => {
    const base = reportsOf(training(sgdUpdate({ momentum: 0.9 }), { rate: 0.001 }), 20);
    const none = reportsOf(fosi(sgdUpdate({ momentum: 0.9 }), { rate: 0.001, largest: 0 }), 20);
    for (const [k, x] of none.points.entries()) expect(distance(x, base.points[k]!)).toBeLessThanOrEqual(1e-13);
    const some = reportsOf(fosi(sgdUpdate({ momentum: 0.9 }), { rate: 0.001, largest: 2 }), 20);
    for (const [k, x] of some.points.entries()) {
      const [ours, theirs] = [turned(x), turned(base.points[k]!)];
      for (let i = 0; i < 4; i++) expect(Math.abs(ours[i]! - theirs[i]!)).toBeLessThanOrEqual(1e-11);
      if (k > 0) for (let i = 4; i < n; i++) expect(Math.abs(ours[i]!)).toBeLessThanOrEqual(1e-11);
    }
  });

  it('asks Lanczos’s products every T steps alone', () => {
    const { counts } = reportsOf(fosi(sgdUpdate(), { rate: 0.1, largest: 2, every: 4, lanczosSteps: 5 }), 10);
    expect(counts).toEqual({ gradients: 10, hessianVectorProducts: 15 });
  });

  it('refuses options out of range', () => {
    expect(() => fosi(sgdUpdate(), { largest: 3, lanczosSteps: 2 })).toThrow('lanczosSteps must be');
    expect(() => fosi(sgdUpdate(), { every: 0 })).toThrow('every must be');
  });

  for (const { name, check } of conformance({
    name: 'fosi',
    method: () => fosi(adamUpdate(), { rate: 0.05, largest: 2, smallest: 1, every: 3 }).start(problemAt(start)),
    oracle: () => oracle,
    stop: () => iterations(8),
    survivesFailures: true,
  }))
    it(name, check);
});
