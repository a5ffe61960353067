import { polynomialPreconditioning } from 'zeroth';
import { fromData } from 'zeroth/array';
import { eigvalsh } from 'zeroth/linalg';
import type { Vector } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { inner, oracleOf } from './convex-problems.js';
import { linePlot } from './line-plot.js';
import { orthogonalRows } from './matrices.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { stepsTo } from './statistics.js';
import { follow } from './trajectories.js';

const size = 100;
const outliers = [3, 5] as const;
const accuracy = 1e-8;

/**
 * A quadratic whose curvature has τ outliers from 2000 to 10,000 above a bulk from 1 to 10. The condition number of
 * P_τ(B) B is computed from the spectrum that the problem was made with, which the method does not see: it gets B.
 */
export const row39: Script = {
  row: 39,
  title: 'Polynomial Preconditioning for Gradient Methods',
  async run({ seed }: Scale): Promise<Findings> {
    const runs = outliers.map((count) => measure(random(seed).split(count), count));
    const listed = (value: (m: Measured) => string) => runs.map((m) => `τ = ${m.count}: ${value(m)}`).join('; ');
    return {
      checks: [
        {
          claim:
            'A polynomial of the degree τ of outliers cuts the condition number, without the spectrum being computed',
          expected: 'at least 10 times',
          measured: listed(({ before, after }) => `${before.toFixed(0)} to ${after.toFixed(0)}`),
          pass: runs.every(({ before, after }) => before >= 10 * after),
        },
        {
          claim: `The gradient method takes fewer iterations accordingly, to ${accuracy} of the first gap`,
          expected: 'iterations fall at least by half the factor of the condition numbers',
          measured: listed(({ plain, symmetric }) => `${plain} to ${symmetric}`),
          pass: runs.every(({ before, after, plain, symmetric }) => plain / symmetric >= (0.5 * before) / after),
        },
        {
          claim:
            'Momentum takes a root of the condition number: the fast method beats the plain one with the same polynomial',
          expected: 'fewer iterations',
          measured: listed(({ symmetric, fast }) => `${symmetric} to ${fast}`),
          pass: runs.every(({ symmetric, fast }) => fast < symmetric),
        },
        {
          claim: 'The best polynomial of each step, over the Krylov space, is no worse than the symmetric one',
          expected: 'no more iterations',
          measured: listed(({ symmetric, krylov }) => `${symmetric} to ${krylov}`),
          pass: runs.every(({ symmetric, krylov }) => krylov <= symmetric),
        },
      ],
      svg: linePlot({
        title: `Polynomial preconditioning, ${outliers[0]} outliers`,
        xLabel: 'iterations',
        yLabel: 'log10 of the relative gap',
        curves: runs[0]!.curves,
      }),
    };
  },
};

interface Measured {
  readonly count: number;
  readonly before: number;
  readonly after: number;
  readonly plain: number;
  readonly symmetric: number;
  readonly fast: number;
  readonly krylov: number;
  readonly curves: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

function measure(draws: Random, count: number): Measured {
  const spectrum = Float64Array.from({ length: size }, (_, i) =>
    i < count ? 2e3 * 5 ** (count === 1 ? 1 : i / (count - 1)) : 1 + (9 * (i - count)) / (size - count - 1),
  );
  const rows = orthogonalRows(draws, size);
  const matrix = new Float64Array(size * size);
  for (const [k, row] of rows.entries())
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) matrix[i * size + j]! += spectrum[k]! * row[i]! * row[j]!;
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[i * size + j] = matrix[j * size + i]!;
  const times = (x: Vector) => x.map((_, i) => inner(matrix.subarray(i * size, (i + 1) * size), x));
  const oracle = oracleOf({
    name: 'quadratic',
    size,
    value: (x) => 0.5 * inner(x, times(x)),
    gradient: times,
    hessian: () => matrix,
  });
  const x0 = draws.fillNormal(new Float64Array(size));
  const gaps = (degree: number, options: { readonly accelerated?: boolean; readonly polynomial?: 'krylov' }) => {
    const { points } = follow(polynomialPreconditioning({ matrix, degree, ...options }), oracle, x0, {
      most: 20_000,
      gradient: 1e-5,
    });
    return points.map(({ value }) => value / points[0]!.value);
  };
  const series = {
    plain: gaps(0, {}),
    symmetric: gaps(count, {}),
    fast: gaps(count, { accelerated: true }),
    krylov: gaps(count, { polynomial: 'krylov' }),
  };
  const steps = (list: readonly number[]) => stepsTo(accuracy, list);
  const found = eigvalsh(fromData(matrix, [size, size])).data;
  return {
    count,
    before: found[size - 1]! / found[0]!,
    after: conditionOf(spectrum, count),
    plain: steps(series.plain),
    symmetric: steps(series.symmetric),
    fast: steps(series.fast),
    krylov: steps(series.krylov),
    curves: Object.entries(series).map(([name, list]) => ({
      name: name === 'plain' ? 'no polynomial' : name,
      points: list.slice(0, 600).map((gap, k) => [k, Math.log10(Math.max(gap, 1e-16))] as const),
    })),
  };
}

/** max over min of λᵢ σ_τ(the other eigenvalues): the definition, by products and not by traces. */
function conditionOf(spectrum: Vector, degree: number): number {
  const values = Array.from(spectrum, (own, i) => {
    const sigma = [1, ...Array.from({ length: degree }, () => 0)];
    for (const [j, other] of spectrum.entries())
      if (j !== i) for (let t = degree; t > 0; t--) sigma[t]! += other * sigma[t - 1]!;
    return own * sigma[degree]!;
  });
  return Math.max(...values) / Math.min(...values);
}
