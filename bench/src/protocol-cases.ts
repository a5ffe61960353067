/* One case a process, so that what one case teaches the compiler does not slow the next: node protocol-cases.js CASE N STEPS */
import { type Estimator, lift } from 'zeroth/estimators';
import {
  ask,
  type GradientAnswer,
  type Gradients,
  gradientAt,
  type Oracle,
  progress,
  type Query,
  type Vector,
} from 'zeroth/query';
import { anyOf, evaluations, gradientNorm, run, seconds } from 'zeroth/run';
import { processorTime } from './measure.js';

/** f(x) = ½ Σ cᵢ xᵢ² and its gradient. */
function quadratic(x: Vector, curvatures: Vector, gradient: Vector): number {
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    const slope = curvatures[i]! * x[i]!;
    value += 0.5 * slope * x[i]!;
    gradient[i] = slope;
  }
  return value;
}

function quadraticOracle(n: number): Oracle<Gradients> {
  const curvatures = Float64Array.from({ length: n }, (_, i) => 1 + i / n);
  return {
    gradients({ points, into }) {
      const answers: GradientAnswer[] = [];
      for (let i = 0; i < points.length; i++) {
        const gradient = into?.[i] ?? new Float64Array(n);
        answers.push({ value: quadratic(points[i]!, curvatures, gradient), gradient });
      }
      return answers;
    },
  };
}

/** So short that nothing is reached: every run does the same work. */
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
  const curvatures = Float64Array.from({ length: n }, (_, i) => 1 + i / n);
  const x = new Float64Array(n).fill(1);
  const gradient = new Float64Array(n);
  for (let k = 0; k < steps; k++) {
    quadratic(x, curvatures, gradient);
    for (let i = 0; i < n; i++) x[i]! -= step * gradient[i]!;
  }
  return x;
}

/** Answers by asking the same, into the method's own buffers, as the library's estimators do. */
function answering(): Estimator<Gradients, Gradients> {
  return {
    begin: () => ({
      *gradients({ points, into }) {
        return yield* ask<Gradients>({ kind: 'gradients', points, ...(into === undefined ? undefined : { into }) });
      },
    }),
  };
}

/** Knows another kind, so that every question passes. */
function passing(): Estimator<Query<'other', number>, Gradients> {
  return {
    begin: () => ({
      *other() {
        return 0;
      },
    }),
  };
}

const quiet = { keepBest: false, checkFinite: false };
const cases: Readonly<Record<string, (n: number, steps: number, oracle: Oracle<Gradients>) => unknown>> = {
  hand: byHand,
  bare: (n, steps, oracle) => run(bare(n, steps), oracle, quiet),
  stopping: (n, steps, oracle) => run(reporting(n, steps), oracle, { stop: evaluations(1e9), keepBest: false }),
  full: (n, steps, oracle) =>
    run(reporting(n, steps), oracle, { stop: anyOf(gradientNorm(1e-300), evaluations(1e9), seconds(1e9)) }),
  answering: (n, steps, oracle) => run(lift(bare(n, steps), answering()), oracle, quiet),
  passing: (n, steps, oracle) => run(lift(bare(n, steps), passing()), oracle, quiet),
};

const [name = '', size = '2', count = '100000'] = process.argv.slice(2);
const [n, steps] = [Number(size), Number(count)];
const task = cases[name];
if (task === undefined) throw new Error(`no case ${name}`);
const oracle = quadraticOracle(n);
let best = Infinity;
for (let round = 0; round < 12; round++) {
  const begun = processorTime();
  task(n, steps, oracle);
  best = Math.min(best, processorTime() - begun);
}
/* Nanoseconds an iteration; the least of the rounds, because the others met other processes. */
process.stdout.write(String((1e6 * best) / steps));
