import { fromData, matmul, toFloat64Array } from 'zeroth/array';
import { svd } from 'zeroth/linalg';
import { type Random, random } from 'zeroth/random';
import {
  adamUpdate,
  prodigyUpdate,
  type SteepestNorm,
  shampooUpdate,
  steepestDirection,
  type UpdateRule,
} from 'zeroth/updates';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';

const shapes: readonly (readonly [number, number])[] = [
  [8, 8],
  [5, 12],
  [16, 3],
];
const norms: readonly SteepestNorm[] = ['euclidean', 'max', 'spectral', 'oneToRms', 'rmsToMax'];

/**
 * Adam, Shampoo and Prodigy without their averages are steepest descent, under the largest entry and the largest singular
 * value. The directions are checked against norms computed apart from them; the plot shows how Shampoo leaves the polar
 * factor as it remembers more of a gradient that drifts.
 */
export const row27: Script = {
  row: 27,
  title: 'Old Optimizer, New Norm: An Anthology',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const repeats = full ? 200 : 20;
    let [sign, polar, first, dual] = [0, 0, 0, 0];
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const shape of shapes) {
        const g = gaussian(draws, shape);
        const signs = g.map((v) => -Math.sign(v));
        const factor = polarFactor(g, shape).map((v) => -v);
        const adam = adamUpdate({ meanDecay: 0, squareDecay: 0, epsilon: 0 });
        sign = Math.max(sign, difference(afterTwo(adam, gaussian(draws, shape), g, shape), signs));
        const shampoo = shampooUpdate({ decay: 0, epsilon: 0 });
        polar = Math.max(polar, difference(afterTwo(shampoo, gaussian(draws, shape), g, shape), factor));
        const prodigy = prodigyUpdate({ meanDecay: 0, squareDecay: 0, epsilon: 0, firstDistance: 0.5 });
        first = Math.max(
          first,
          difference(
            moveOf(prodigy, g, shape, prodigy.begin(tensorsOf(shape))),
            signs.map((v) => v / 2),
          ),
        );
        for (const norm of norms) {
          const { direction } = steepestDirection({ values: g, shape }, norm);
          const along = g.reduce((sum, v, i) => sum + v * direction[i]!, 0);
          const wanted = -dualOf(norm, g, shape) * normOf(norm, direction, shape);
          dual = Math.max(dual, Math.abs(along / wanted - 1));
        }
      }
    }
    return {
      checks: [
        {
          claim: 'Adam with zero betas is sign descent, whatever gradients came before',
          expected: 'difference at most 1e-8',
          measured: sign.toExponential(1),
          pass: sign <= 1e-8,
        },
        {
          claim: 'Shampoo without accumulation steps by the polar factor U Vᵀ of the gradient',
          expected: 'difference at most 1e-8',
          measured: polar.toExponential(1),
          pass: polar <= 1e-8,
        },
        {
          claim: 'Prodigy without averages is sign descent with the step d',
          expected: 'difference at most 1e-8',
          measured: first.toExponential(1),
          pass: first <= 1e-8,
        },
        {
          claim: `Every step satisfies ⟨g, d⟩ = −‖g‖* ‖d‖, under ${norms.length} norms`,
          expected: 'relative error at most 1e-10',
          measured: dual.toExponential(1),
          pass: dual <= 1e-10,
        },
      ],
      svg: linePlot({
        title: 'Shampoo leaves the polar factor as it remembers more',
        xLabel: 'decay of its statistics (0: of the last gradient alone)',
        yLabel: 'cosine of the angle between its step and U Vᵀ of the gradient',
        curves: shapes.map((shape) => ({
          name: `gradient ${shape[0]} x ${shape[1]}`,
          points: agreement(draws, shape),
        })),
      }),
    };
  },
};

type Shape = readonly [number, number];

function gaussian(draws: Random, [rows, columns]: Shape): Float64Array {
  return draws.fillNormal(new Float64Array(rows * columns));
}

function tensorsOf(shape: Shape) {
  return [{ values: new Float64Array(shape[0] * shape[1]), shape }];
}

function moveOf<S extends { step: number }>(
  rule: UpdateRule<S>,
  g: Float64Array,
  shape: Shape,
  state: S,
): Float64Array {
  const tensors = tensorsOf(shape);
  rule.step(tensors, [g], state, 1);
  return tensors[0]!.values;
}

/** The second move of a rule, after another gradient. */
function afterTwo<S extends { step: number }>(
  rule: UpdateRule<S>,
  before: Float64Array,
  g: Float64Array,
  shape: Shape,
): Float64Array {
  const state = rule.begin(tensorsOf(shape));
  moveOf(rule, before, shape, state);
  return moveOf(rule, g, shape, state);
}

function polarFactor(g: Float64Array, shape: Shape): Float64Array {
  const { u, vt } = svd(fromData(g, shape));
  return toFloat64Array(matmul(u, vt));
}

function difference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);
}

function columnLengths(g: Float64Array, [rows, columns]: Shape): readonly number[] {
  return Array.from({ length: columns }, (_, j) =>
    Math.hypot(...Array.from({ length: rows }, (_, i) => g[i * columns + j]!)),
  );
}

function rowLengths(g: Float64Array, [rows, columns]: Shape): readonly number[] {
  return Array.from({ length: rows }, (_, i) => Math.hypot(...g.subarray(i * columns, (i + 1) * columns)));
}

const total = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0);

function normOf(norm: SteepestNorm, d: Float64Array, shape: Shape): number {
  switch (norm) {
    case 'euclidean':
      return Math.hypot(...d);
    case 'max':
      return Math.max(...d.map(Math.abs));
    case 'spectral':
      return Math.max(...toFloat64Array(svd(fromData(d, shape)).s));
    case 'oneToRms':
      return Math.max(...columnLengths(d, shape)) / Math.sqrt(shape[0]);
    case 'rmsToMax':
      return Math.max(...rowLengths(d, shape)) * Math.sqrt(shape[1]);
  }
}

function dualOf(norm: SteepestNorm, g: Float64Array, shape: Shape): number {
  switch (norm) {
    case 'euclidean':
      return Math.hypot(...g);
    case 'max':
      return total(Array.from(g, Math.abs));
    case 'spectral':
      return total(Array.from(toFloat64Array(svd(fromData(g, shape)).s)));
    case 'oneToRms':
      return total(columnLengths(g, shape)) * Math.sqrt(shape[0]);
    case 'rmsToMax':
      return total(rowLengths(g, shape)) / Math.sqrt(shape[1]);
  }
}

/** The cosine after thirty gradients that drift, by the decay of the statistics. */
function agreement(draws: Random, shape: Shape): readonly (readonly [number, number])[] {
  const drift = Array.from({ length: 30 }, () => gaussian(draws, shape));
  return [0, 0.2, 0.4, 0.6, 0.8, 0.9, 1].map((decay) => {
    const rule = shampooUpdate({ decay, epsilon: 0 });
    const state = rule.begin(tensorsOf(shape));
    let g = drift[0]!;
    let step = g;
    for (const change of drift) {
      g = g.map((v, i) => 0.9 * v + 0.44 * change[i]!);
      step = moveOf(rule, g, shape, state);
    }
    const polar = polarFactor(g, shape);
    const along = -step.reduce((sum, v, i) => sum + v * polar[i]!, 0);
    return [decay, along / (Math.hypot(...step) * Math.hypot(...polar))] as const;
  });
}
