import { type Estimator, lift } from 'zeroth/estimators';
import {
  type GradientAnswer,
  type Gradients,
  gradientAt,
  gradientsAt,
  type Method,
  type Oracle,
  progress,
  type Query,
  type Vector,
} from 'zeroth/query';
import { anyOf, evaluations, gradientNorm, run, seconds } from 'zeroth/run';
import { interleaved, type Measurement } from './measure.js';

/** f(x) = ½ Σ (1 + i / n) xᵢ² and its gradient. */
function quadratic(x: Vector, gradient: Vector): number {
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    const curvature = 1 + i / x.length;
    value += 0.5 * curvature * x[i]! * x[i]!;
    gradient[i] = curvature * x[i]!;
  }
  return value;
}

const oracle: Oracle<Gradients> = {
  gradients({ points, into }) {
    const answers: GradientAnswer[] = [];
    for (let i = 0; i < points.length; i++) {
      const gradient = into?.[i] ?? new Float64Array(points[i]!.length);
      answers.push({ value: quadratic(points[i]!, gradient), gradient });
    }
    return answers;
  },
};

/** So small that nothing moves: all runs do the same work. */
const step = 1e-9;

function* bare(n: number, steps: number) {
  const x = new Float64Array(n).fill(1);
  const buffer = new Float64Array(n);
  for (let k = 0; k < steps; k++) {
    const { gradient } = yield* gradientAt(x, buffer);
    for (let i = 0; i < n; i++) x[i]! -= step * gradient[i]!;
  }
  return x;
}

function* reporting(n: number, steps: number) {
  const x = new Float64Array(n).fill(1);
  const buffer = new Float64Array(n);
  for (let k = 0; k < steps; k++) {
    const { value, gradient } = yield* gradientAt(x, buffer);
    if (yield* progress({ x, value, gradient })) break;
    for (let i = 0; i < n; i++) x[i]! -= step * gradient[i]!;
  }
  return x;
}

function byHand(n: number, steps: number): Vector {
  const x = new Float64Array(n).fill(1);
  const gradient = new Float64Array(n);
  for (let k = 0; k < steps; k++) {
    quadratic(x, gradient);
    for (let i = 0; i < n; i++) x[i]! -= step * gradient[i]!;
  }
  return x;
}

/** The same with the check that its stop rule makes. */
function byHandStopping(n: number, steps: number): Vector {
  const x = new Float64Array(n).fill(1);
  const gradient = new Float64Array(n);
  for (let k = 0; k < steps; k++) {
    quadratic(x, gradient);
    let squares = 0;
    for (let i = 0; i < n; i++) squares += gradient[i]! * gradient[i]!;
    if (squares <= 1e-300) break;
    for (let i = 0; i < n; i++) x[i]! -= step * gradient[i]!;
  }
  return x;
}

/** Answers by asking the same. */
function answering(): Estimator<Gradients, Gradients> {
  return {
    begin: () => ({
      *gradients({ points }) {
        return yield* gradientsAt(points);
      },
    }),
  };
}

/** Knows another kind, so that every question passes. */
function passing(): Estimator<Query<'other', number>, Gradients> {
  return {
    begin: () => ({
      // biome-ignore lint/correctness/useYield: it is never asked
      *other() {
        return 0;
      },
    }),
  };
}

/** What the protocol costs, against the same loop by hand. */
export function benchProtocol(): readonly Measurement[] {
  const large = 1000;
  const many = 20_000;
  const small = 2;
  const more = 400_000;
  const quiet = { keepBest: false, checkFinite: false };
  const wrapped = (wrap: (method: Method<Gradients, Vector>) => Method<Gradients, Vector>) => () =>
    run(wrap(bare(small, more)), oracle, quiet);

  const [handLarge = 0, stoppingLarge = 0, runLarge = 0] = interleaved([
    () => byHand(large, many),
    () => byHandStopping(large, many),
    () => run(reporting(large, many), oracle, { stop: evaluations(1e9), keepBest: false }),
  ]);
  const [handSmall = 0, bareSmall = 0, fullSmall = 0, answered = 0, passed = 0] = interleaved([
    () => byHand(small, more),
    () => run(bare(small, more), oracle, quiet),
    () => run(reporting(small, more), oracle, { stop: anyOf(gradientNorm(1e-300), evaluations(1e9), seconds(1e9)) }),
    wrapped((method) => lift(method, answering())),
    wrapped((method) => lift(method, passing())),
  ]);
  const nanoseconds = (milliseconds: number) => (1e6 * milliseconds) / more;
  void stoppingLarge;
  return [
    {
      name: 'gradient descent, n = 1000, with a stop rule: time',
      ours: runLarge,
      peer: handLarge,
      peerVersion: 'the same loop by hand',
      limit: 1.15,
      unit: 'ms',
    },
    {
      name: 'gradient descent, n = 2: ns an iteration, bare',
      ours: nanoseconds(bareSmall),
      peer: 200,
      peerVersion: 'goal',
      limit: 1,
      unit: 'ns',
    },
    {
      name: 'gradient descent, n = 2: ns with three rules, progress, best',
      ours: nanoseconds(fullSmall),
      peer: 600,
      peerVersion: 'goal',
      limit: 1,
      unit: 'ns',
    },
    {
      name: 'an estimator level that answers: ns',
      ours: nanoseconds(answered - bareSmall),
      peer: 170,
      peerVersion: 'goal',
      limit: 1,
      unit: 'ns',
    },
    {
      name: 'an estimator level that passes: ns',
      ours: nanoseconds(passed - bareSmall),
      peer: 25,
      peerVersion: 'goal',
      limit: 1,
      unit: 'ns',
    },
    {
      name: 'the loop by hand, n = 2: ns an iteration',
      ours: nanoseconds(handSmall),
      peer: nanoseconds(handSmall),
      peerVersion: 'itself, for the record',
      limit: 1,
      unit: 'ns',
    },
  ];
}
