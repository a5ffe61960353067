/* Small methods and oracles that the tests of the drivers share. */
import {
  evaluateEach,
  type Gradients,
  gradientAt,
  type Method,
  type Oracle,
  pool,
  progress,
  type Query,
  type ReportOf,
  type Values,
  type Vector,
  valueAt,
} from '../query/index.js';

export const start = (): Vector => Float64Array.of(-1.2, 1);

export function rosenbrock(x: Vector): number {
  return 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
}

export function rosenbrockGradient(x: Vector): Vector {
  const a = x[1]! - x[0]! ** 2;
  return Float64Array.of(-400 * a * x[0]! - 2 * (1 - x[0]!), 200 * a);
}

export const values: Oracle<Values> = { values: (query) => evaluateEach(query.points, rosenbrock) };

export const gradients: Oracle<Gradients> = {
  gradients: (query) => query.points.map((x) => ({ value: rosenbrock(x), gradient: rosenbrockGradient(x) })),
};

/** Gradient descent of a fixed number of steps. */
export function* descend(x0: Vector, steps: number, step = 1e-3) {
  const x = x0.slice();
  for (let k = 0; k < steps; k++) {
    const { value, gradient } = yield* gradientAt(x);
    yield* progress({ x, value, gradient });
    for (let i = 0; i < x.length; i++) x[i]! -= step * gradient[i]!;
  }
  return x;
}

type Descent = ReturnType<typeof descend> extends Generator<infer Y, unknown, unknown> ? Y : never;

/** Gradient descent that only a rule ends. */
export function* descendForever(x0: Vector, step = 1e-3): Method<Descent, never> {
  const x = x0.slice();
  for (;;) {
    const { value, gradient } = yield* gradientAt(x);
    yield* progress<ReportOf<Descent>>({ x, value, gradient });
    for (let i = 0; i < x.length; i++) x[i]! -= step * gradient[i]!;
  }
}

/** `workers` evaluations outstanding, in a walk that depends on the order of their answers; only a rule ends it. */
export function* wander(workers: number) {
  const running = yield* pool<number>();
  const points = new Map<number, Vector>();
  let best = start();
  let least = Infinity;
  for (let k = 0; ; k++) {
    while (running.size < workers) {
      const x = Float64Array.of(best[0]! + Math.sin(k + running.size), best[1]! + Math.cos(k));
      points.set(yield* running.start(valueAt(x)), x);
    }
    const { ticket, result } = yield* running.next();
    const x = points.get(ticket);
    points.delete(ticket);
    if (x !== undefined && result < least) {
      least = result;
      best = x;
    }
    if (yield* progress({ x: best, value: least })) return best;
  }
}

/** An oracle that answers in `delay()` milliseconds. */
export function later<Q extends Query, A>(answer: (query: Q) => A, delay: () => number): (query: Q) => Promise<A> {
  return (query) => new Promise((resolve) => setTimeout(() => resolve(answer(query)), delay()));
}

/** Numbers in [0, 1) for tests that need disorder, the same every time. */
export function disorder(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
