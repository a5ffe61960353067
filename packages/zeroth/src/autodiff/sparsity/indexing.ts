import { bindOne, toFloat64Array } from '../../array/index.js';
import { gatherPrimitive } from '../../array/primitives/index.js';
import { unreduced } from '../rules/operations.js';
import { numbered, overAxes } from './elements.js';
import { gatheredPattern, movedPattern, type Pattern, unitedPattern } from './pattern.js';
import { type Reach, type ReachApplication, sizeOf } from './reach.js';

/** Where indices along an axis point to in an array of a shape: numbers of its elements. */
function pointed(indices: Reach, shape: readonly number[], axis: number): Float64Array | undefined {
  if (indices.value === undefined) return undefined;
  return toFloat64Array(bindOne(gatherPrimitive, [numbered(shape), indices.value()], { axis }));
}

export function gather({
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

export function scatter(
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

export function select({ inputs: [condition, a, b] }: ReachApplication<undefined>): readonly (Pattern | undefined)[] {
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
