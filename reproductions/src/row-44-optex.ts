import { optEx } from 'zeroth';
import type { Gradients, Oracle, Vector } from 'zeroth/query';
import { random } from 'zeroth/random';
import { iterations, run } from 'zeroth/run';
import { sgdUpdate } from 'zeroth/updates';
import { inner } from './convex-problems.js';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { median, stepsTo } from './statistics.js';

const size = 1000;
const workers = [1, 4, 16] as const;
const histories = [2, 5, 10, 20, 40] as const;
/** Rounds in which predictions are compared: the longest history is full, and the gap is not yet down to rounding. */
const compared = [11, 40] as const;

interface Subject {
  readonly name: string;
  readonly oracle: Oracle<Gradients>;
  readonly x0: Vector;
  readonly rate: number;
  /** Rounds of the plain rule whose gap the others are to reach. */
  readonly rounds: number;
}

/**
 * Sphere, Ackley's and Rosenbrock's function in a thousand variables by a first-order rule with N gradients at a time. A
 * round is one question, whatever N. The set gap is the one that the rule alone has after its rounds.
 */
export const row44: Script = {
  row: 44,
  title: 'OptEx: Expediting First-Order Optimization with Approximately Parallelized Iterations',
  async run({ seed }: Scale): Promise<Findings> {
    const subjects = subjectsFor(seed);
    const measured = subjects.map(measure);
    const listed = (value: (m: Measured) => string) =>
      measured.map((m, i) => `${subjects[i]!.name} ${value(m)}`).join(', ');
    return {
      checks: [
        {
          claim: `Rounds to a set gap fall with four gradients at a time (d = ${size})`,
          expected: 'by 1.5 times or more',
          measured: listed(({ rounds: [one, four] }) => `${one} to ${four}`),
          pass: measured.every(({ rounds: [one, four] }) => one! >= 1.5 * four!),
        },
        {
          claim: 'They fall further with sixteen',
          expected: 'fewer than with four',
          measured: listed(({ rounds: [, four, sixteen] }) => `${four} to ${sixteen}`),
          pass: measured.every(({ rounds: [, four, sixteen] }) => sixteen! < four!),
        },
        {
          claim: 'The error of predictions shrinks as the history grows',
          expected: `smaller with ten gradients than with two, and with ${histories.at(-1)} than with ten, median of rounds ${compared[0]} to ${compared[1]}`,
          measured: listed(({ errors }) => errors.map((error) => error.toPrecision(2)).join(' ')),
          pass: measured.every(({ errors }) => errors[2]! < errors[0]! && errors.at(-1)! < errors[2]!),
        },
      ],
      svg: linePlot({
        title: 'OptEx: rounds of N gradients at a time',
        xLabel: 'log10 of rounds',
        yLabel: 'log10 of the gap, of the first',
        curves: [0, 2].flatMap((s) =>
          workers.map((count, w) => ({
            name: `${subjects[s]!.name}, N = ${count}`,
            points: measured[s]!.gaps[w]!.map(
              (gap, k) => [Math.log10(k + 1), Math.log10(gap / measured[s]!.gaps[0]![0]!)] as const,
            ),
          })),
        ),
      }),
    };
  },
};

interface Measured {
  readonly rounds: readonly number[];
  readonly errors: readonly number[];
  readonly gaps: readonly (readonly number[])[];
}

function measure(subject: Subject): Measured {
  const gaps = workers.map((count) => follow(subject, count, 40).values);
  const goal = gaps[0]!.at(-1)!;
  return {
    gaps,
    rounds: gaps.map((list) => stepsTo(goal, list)),
    errors: histories.map((history) => median(follow(subject, 4, history).errors.slice(...compared))),
  };
}

/** Gaps and errors of predictions by round; the minimum is 0. */
function follow({ oracle, x0, rate, rounds }: Subject, count: number, history: number) {
  const values: number[] = [];
  const errors: number[] = [];
  const problem = { x0, bounds: undefined, tolerance: { gradient: 0, step: 0, value: 0 }, seed: 0 };
  run(optEx(sgdUpdate({ momentum: 0.9 }), { rate, workers: count, history }).start(problem), oracle, {
    stop: iterations(rounds + 1),
    keepBest: false,
    onProgress: ({ value, predictionError }) => {
      values.push(value);
      errors.push(predictionError);
    },
  });
  return { values, errors };
}

function subjectsFor(seed: number): readonly Subject[] {
  const draws = random(seed);
  const start = (spread: number, center: number) =>
    draws.fillNormal(new Float64Array(size)).map((v) => center + spread * v);
  const oracle = (value: (x: Vector) => number, gradient: (x: Vector) => Vector): Oracle<Gradients> => ({
    gradients: ({ points }) => points.map((x) => ({ value: value(x), gradient: gradient(x) })),
  });
  return [
    {
      name: 'sphere',
      oracle: oracle(
        (x) => inner(x, x),
        (x) => x.map((v) => 2 * v),
      ),
      x0: start(1, 0),
      rate: 0.002,
      rounds: 120,
    },
    { name: "Ackley's", oracle: oracle(ackley, ackleyGradient), x0: start(0.3, 0), rate: 0.1, rounds: 200 },
    {
      name: "Rosenbrock's",
      oracle: oracle(rosenbrock, rosenbrockGradient),
      x0: start(0.1, 0),
      rate: 2e-5,
      rounds: 200,
    },
  ];
}

function ackley(x: Vector): number {
  const root = Math.sqrt(inner(x, x) / size);
  const waves = x.reduce((sum, v) => sum + Math.cos(2 * Math.PI * v), 0) / size;
  return 20 - 20 * Math.exp(-0.2 * root) + Math.E - Math.exp(waves);
}

function ackleyGradient(x: Vector): Vector {
  const root = Math.sqrt(inner(x, x) / size);
  const waves = Math.exp(x.reduce((sum, v) => sum + Math.cos(2 * Math.PI * v), 0) / size);
  const slope = root > 0 ? (4 * Math.exp(-0.2 * root)) / (root * size) : 0;
  return x.map((v) => slope * v + (waves * 2 * Math.PI * Math.sin(2 * Math.PI * v)) / size);
}

function rosenbrock(x: Vector): number {
  let sum = 0;
  for (let i = 0; i + 1 < size; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  return sum;
}

function rosenbrockGradient(x: Vector): Vector {
  const gradient = new Float64Array(size);
  for (let i = 0; i + 1 < size; i++) {
    const gap = x[i + 1]! - x[i]! ** 2;
    gradient[i]! += -400 * x[i]! * gap - 2 * (1 - x[i]!);
    gradient[i + 1]! += 200 * gap;
  }
  return gradient;
}
