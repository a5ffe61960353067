import { gatheredPattern, movedPattern, type Pattern, unitedPattern } from './pattern.js';
import { type Reach, type ReachApplication, sizeOf } from './reach.js';

/** Each output depends on all that any input does. */
export function mixed({
  inputs,
  inputShapes,
  outputShapes,
}: ReachApplication<unknown>): readonly (Pattern | undefined)[] {
  return mixedStacks(inputs, inputShapes, outputShapes, 0);
}

/** As {@link mixed}, matrix by matrix where all arrays begin with the same axes in front of matrices. */
export function mixedMatrices({
  inputs,
  inputShapes,
  outputShapes,
}: ReachApplication<unknown>): readonly (Pattern | undefined)[] {
  return mixedStacks(inputs, inputShapes, outputShapes, leadingAxes(inputShapes, outputShapes));
}

function mixedStacks(
  inputs: readonly Reach[],
  inputShapes: readonly (readonly number[])[],
  outputShapes: readonly (readonly number[])[],
  lead: number,
): readonly (Pattern | undefined)[] {
  const blocks = sizeOf(inputShapes[0]?.slice(0, lead) ?? []);
  const numbers = (shape: readonly number[]): Int32Array => {
    const size = sizeOf(shape);
    const each = blocks === 0 ? 1 : size / blocks;
    return Int32Array.from({ length: size }, (_, k) => Math.floor(k / each));
  };
  const together = unitedPattern(
    inputs.map(({ pattern }, i) => pattern && gatheredPattern(pattern, numbers(inputShapes[i]!), blocks)),
  );
  return outputShapes.map((shape) => together && movedPattern(together, numbers(shape)));
}

/** How many axes in front, before the matrices, all arrays share. */
function leadingAxes(
  inputShapes: readonly (readonly number[])[],
  outputShapes: readonly (readonly number[])[],
): number {
  const first = inputShapes[0] ?? [];
  const lead = first.length - 2;
  if (lead <= 0) return 0;
  const shares = (shape: readonly number[]): boolean =>
    shape.length >= lead && shape.slice(0, lead).every((length, axis) => length === first[axis]);
  return inputShapes.every((shape) => shape.length === first.length && shares(shape)) && outputShapes.every(shares)
    ? lead
    : 0;
}
