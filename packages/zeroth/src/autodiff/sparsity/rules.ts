import { bindOne, fromData, type NDArray, type Primitive, toFloat64Array } from '../../array/index.js';
import type { ContractionParams } from '../../array/primitives/contraction.js';
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
import { permuted, stretched, unreduced } from '../rules/operations.js';
import { mixedMatrices } from './blocks.js';
import { gatheredPattern, joinedPattern, movedPattern, type Pattern, unitedPattern } from './pattern.js';
import { type Reach, type ReachApplication, type ReachRule, sizeOf } from './reach.js';

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

/** Numbers 0, 1, … of the elements of an array, in its shape. */
function numbered(shape: readonly number[], first = 0): NDArray {
  return fromData(
    Float64Array.from({ length: sizeOf(shape) }, (_, k) => first + k),
    shape,
  );
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

function overAxes(
  pattern: Pattern,
  shape: readonly number[],
  axes: readonly number[],
  out: readonly number[],
): Pattern {
  return gatheredPattern(pattern, toFloat64Array(unreduced(numbered(out), axes, shape)), sizeOf(out));
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

/** Where indices along an axis point to in an array of a shape: numbers of its elements. */
function pointed(indices: Reach, shape: readonly number[], axis: number): Float64Array | undefined {
  if (indices.value === undefined) return undefined;
  return toFloat64Array(bindOne(p.gatherPrimitive, [numbered(shape), indices.value()], { axis }));
}

function gather({
  inputs: [x, indices],
  inputShapes: [shape, by],
  outputShapes: [out],
  params: { axis },
}: ReachApplication<{ readonly axis: number }>): readonly Pattern[] {
  const from = pointed(indices!, shape!, axis);
  if (from !== undefined) return [movedPattern(x!.pattern!, from)];
  const reduced = shape!.filter((_, i) => i !== axis);
  const lines = overAxes(x!.pattern!, shape!, [axis], reduced);
  const added = by!.map((_, i) => axis + i);
  return [movedPattern(lines, toFloat64Array(unreduced(numbered(reduced), added, out!)))];
}

function scatter(
  {
    inputs: [target, indices, updates],
    inputShapes: [shape, by, given],
    params: { axis },
  }: ReachApplication<{ readonly axis: number }>,
  replaces = false,
): readonly (Pattern | undefined)[] {
  const to = pointed(indices!, shape!, axis);
  const size = sizeOf(shape!);
  let under = target!.pattern;
  if (replaces && under !== undefined && to !== undefined) {
    const kept = Int32Array.from({ length: size }, (_, k) => k);
    for (const k of to) kept[k] = -1;
    under = movedPattern(under, kept);
  }
  if (updates!.pattern === undefined) return [under];
  if (to !== undefined) return [unitedPattern([under, gatheredPattern(updates!.pattern, to, size)])];
  const reduced = shape!.filter((_, i) => i !== axis);
  const added = by!.map((_, i) => axis + i);
  const lines = overAxes(updates!.pattern, given!, added, reduced);
  return [
    unitedPattern([target!.pattern, movedPattern(lines, toFloat64Array(unreduced(numbered(reduced), [axis], shape!)))]),
  ];
}

function select({ inputs: [condition, a, b] }: ReachApplication<undefined>): readonly (Pattern | undefined)[] {
  const { value } = condition!;
  if (value === undefined) return [unitedPattern([a!.pattern, b!.pattern])];
  const chosen = toFloat64Array(value());
  const where = (pattern: Pattern | undefined, first: boolean): Pattern | undefined =>
    pattern &&
    movedPattern(
      pattern,
      chosen.map((choice, k) => ((choice !== 0) === first ? k : -1)),
    );
  return [unitedPattern([where(a!.pattern, true), where(b!.pattern, false)])];
}

/** One factor of a contraction, as [batch, free, contracted]. */
interface Factor {
  readonly free: number;
  readonly pattern: Pattern | undefined;
  readonly values: Float64Array | undefined;
}

function factorOf(
  { pattern, value }: Reach,
  shape: readonly number[],
  batch: readonly number[],
  contract: readonly number[],
): Factor {
  const free = shape.flatMap((_, axis) => (batch.includes(axis) || contract.includes(axis) ? [] : [axis]));
  const order = [...batch, ...free, ...contract];
  return {
    free: sizeOf(free.map((axis) => shape[axis]!)),
    pattern: pattern && movedPattern(pattern, toFloat64Array(permuted(numbered(shape), order))),
    values: value && toFloat64Array(permuted(value(), order)),
  };
}

/** Sums of products: elements of one factor count where the other is not known to be zero. */
function contraction({
  inputs: [x, y],
  inputShapes: [left, right],
  params: { batch, contract },
}: ReachApplication<ContractionParams>): readonly (Pattern | undefined)[] {
  const factors = [factorOf(x!, left!, batch[0], contract[0]), factorOf(y!, right!, batch[1], contract[1])] as const;
  const batches = sizeOf(batch[0].map((axis) => left![axis]!));
  const length = sizeOf(contract[0].map((axis) => left![axis]!));
  const [rows, columns] = [factors[0].free, factors[1].free];
  const size = batches * rows * columns;
  const part = (side: 0 | 1): Pattern | undefined => {
    const { pattern, free } = factors[side];
    if (pattern === undefined) return undefined;
    const { values } = factors[1 - side]!;
    const own = (k: number): number => {
      const b = Math.floor(k / (rows * columns));
      return b * free + (side === 0 ? Math.floor(k / columns) % rows : k % columns);
    };
    if (values === undefined) {
      const lines = gatheredPattern(
        pattern,
        Int32Array.from({ length: batches * free * length }, (_, k) => Math.floor(k / length)),
        batches * free,
      );
      return movedPattern(
        lines,
        Int32Array.from({ length: size }, (_, k) => own(k)),
      );
    }
    const from: number[] = [];
    const to: number[] = [];
    for (let k = 0; k < size; k++) {
      const b = Math.floor(k / (rows * columns));
      const other = side === 0 ? b * columns + (k % columns) : b * rows + (Math.floor(k / columns) % rows);
      for (let c = 0; c < length; c++)
        if (values[other * length + c] !== 0) {
          from.push(own(k) * length + c);
          to.push(k);
        }
    }
    return gatheredPattern(movedPattern(pattern, from), to, size);
  };
  return [unitedPattern([part(0), part(1)])];
}

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
