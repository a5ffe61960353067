import { bindOne, type Primitive, toFloat64Array } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import {
  eighPrimitive,
  eigvalshPrimitive,
  expmPrimitive,
  logmPrimitive,
  signmPrimitive,
  sqrtmPrimitive,
  svdPrimitive,
  svdvalsPrimitive,
} from '../../linalg/index.js';
import {
  choleskyPrimitive,
  detPrimitive,
  invPrimitive,
  luPrimitive,
  qrPrimitive,
  slogdetPrimitive,
  solvePrimitive,
  solveTriangularPrimitive,
} from '../../linalg/primitives.js';
import { isElementwise } from '../compile/elementwise.js';
import { stretched, unreduced } from '../rules/operations.js';
import { mixedMatrices } from './blocks.js';
import { contraction } from './contraction.js';
import { numbered, overAxes } from './elements.js';
import { gather, scatter, select } from './indexing.js';
import { gatheredPattern, joinedPattern, movedPattern, type Pattern, unitedPattern } from './pattern.js';
import { type ReachRule, sizeOf } from './reach.js';

interface ReachEntry {
  readonly primitive: Primitive<unknown>;
  readonly rule: ReachRule<unknown>;
}

/** An entry whose rule takes the primitive's own parameters. */
function reach<P>(primitive: Primitive<P>, rule: ReachRule<P>): ReachEntry;
function reach(primitive: Primitive<unknown>, rule: ReachRule<unknown>): ReachEntry {
  return { primitive, rule };
}

function untyped<P>(primitive: Primitive<P>): Primitive<unknown>;
function untyped(primitive: Primitive<unknown>): Primitive<unknown> {
  return primitive;
}

/** A primitive that only moves elements is asked where it moves their numbers; what it puts in counts as −1. */
function moving<P>(primitive: Primitive<P>, within: (params: P) => P = (params) => params): ReachEntry {
  return reach<P>(primitive, ({ inputs: [x], inputShapes: [shape], params }) => {
    const from = bindOne(primitive, [numbered(shape!)], within(params));
    return [movedPattern(x!.pattern!, toFloat64Array(from))];
  });
}

/** Each output depends on all elements along the axes that are reduced. */
function reducing<P extends { readonly axes: readonly number[] }>(primitive: Primitive<P>): ReachEntry {
  return reach<P>(primitive, ({ inputs: [x], inputShapes: [shape], outputShapes: [out], params }) => [
    overAxes(x!.pattern!, shape!, params.axes, out!),
  ]);
}

/** All elements along an axis depend on all others there. */
function mixing<P extends { readonly axis: number }>(primitive: Primitive<P>): ReachEntry {
  return reach<P>(primitive, ({ inputs: [x], inputShapes: [shape], params }) => [
    alongAxis(x!.pattern!, shape!, params.axis),
  ]);
}

function alongAxis(pattern: Pattern, shape: readonly number[], axis: number): Pattern {
  const reduced = shape.filter((_, i) => i !== axis);
  const lines = toFloat64Array(unreduced(numbered(reduced), [axis], shape));
  return movedPattern(gatheredPattern(pattern, lines, sizeOf(reduced)), lines);
}

/** Each element depends on those before it along the axis. */
function accumulating<P extends { readonly axis: number }>(primitive: Primitive<P>): ReachEntry {
  return reach<P>(primitive, ({ inputs: [x], inputShapes: [shape], params: { axis } }) => {
    const inner = sizeOf(shape!.slice(axis + 1));
    const length = shape![axis]!;
    const from: number[] = [];
    const to: number[] = [];
    const size = sizeOf(shape!);
    for (let k = 0; k < size; k++)
      for (let back = Math.floor(k / inner) % length; back >= 0; back--) {
        from.push(k - back * inner);
        to.push(k);
      }
    return [gatheredPattern(movedPattern(x!.pattern!, from), to, size)];
  });
}

const none: ReachRule<unknown> = ({ outputShapes }) => outputShapes.map(() => undefined);

/** Each element depends on what those at its place do. */
const byElement: ReachRule<unknown> = ({ inputs }) => [unitedPattern(inputs.map(({ pattern }) => pattern))];

/** As {@link byElement}; nothing where the other factor is known to be zero. */
const product: ReachRule<unknown> = (application) => {
  const [a, b] = application.inputs;
  const known = a!.value ?? b!.value;
  if (known === undefined) return byElement(application);
  const factors = toFloat64Array(known());
  const pattern = a!.pattern ?? b!.pattern!;
  if (!factors.includes(0)) return [pattern];
  return [
    movedPattern(
      pattern,
      factors.map((factor, k) => (factor === 0 ? -1 : k)),
    ),
  ];
};

/** Primitives of matrices that take stacks of them. */
const stacks: readonly Primitive<unknown>[] = [
  choleskyPrimitive,
  detPrimitive,
  eighPrimitive,
  eigvalshPrimitive,
  expmPrimitive,
  invPrimitive,
  logmPrimitive,
  luPrimitive,
  qrPrimitive,
  signmPrimitive,
  slogdetPrimitive,
  solvePrimitive,
  solveTriangularPrimitive,
  sqrtmPrimitive,
  svdPrimitive,
  svdvalsPrimitive,
].map((primitive) => untyped(primitive));

const entries: readonly ReachEntry[] = [
  reach(p.multiplyPrimitive, product),
  ...[p.signPrimitive, p.floorPrimitive, p.ceilPrimitive, p.truncPrimitive, p.roundPrimitive].map((primitive) =>
    reach(primitive, none),
  ),
  reach(p.astypePrimitive, byElement),
  reach(p.reshapePrimitive, byElement),
  moving(p.permutePrimitive),
  reach(p.broadcastToPrimitive, ({ inputs: [x], inputShapes: [shape], params }) => [
    movedPattern(x!.pattern!, toFloat64Array(stretched(numbered(shape!), params.shape))),
  ]),
  moving(p.slicePrimitive),
  moving(p.padPrimitive, (params) => ({ ...params, value: -1 })),
  reach(p.concatenatePrimitive, ({ inputs, inputShapes, params }) => {
    let first = 0;
    const numbers = inputShapes.map((shape) => {
      const part = numbered(shape, first);
      first += part.size;
      return part;
    });
    const joined = joinedPattern(inputs.map(({ pattern }, i) => ({ pattern, size: numbers[i]!.size })));
    return [movedPattern(joined, toFloat64Array(bindOne(p.concatenatePrimitive, numbers, params)))];
  }),
  reach(p.gatherPrimitive, gather),
  reach(p.scatterAddPrimitive, (application) => scatter(application)),
  reach(p.scatterSetPrimitive, (application) => scatter(application, true)),
  reach(p.selectPrimitive, select),
  reducing(p.sumPrimitive),
  reducing(p.maxPrimitive),
  reducing(p.minPrimitive),
  accumulating(p.cumsumPrimitive),
  mixing(p.sortPrimitive),
  reach(p.dotGeneralPrimitive, contraction),
  ...stacks.map((primitive) => ({ primitive, rule: mixedMatrices })),
];

const table: ReadonlyMap<Primitive<unknown>, ReachRule<unknown>> = new Map(
  entries.map(({ primitive, rule }) => [primitive, rule]),
);

/** How the dependences pass through a primitive; undefined where it mixes all of them. */
export function reachRuleOf(primitive: Primitive<unknown>): ReachRule<unknown> | undefined {
  return table.get(primitive) ?? (isElementwise(primitive) ? byElement : undefined);
}
