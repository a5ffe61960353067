import { type Graph, typeOf } from '../graph.js';
import { reshaped, sliced } from '../rules/operations.js';
import { joinedPattern, movedPattern, type Pattern, sameCounts, unitedPattern } from './pattern.js';
import { propagate } from './propagate.js';
import { type Reach, type ReachApplication, sizeOf } from './reach.js';

/** A scan, step by step: what a step does with its number, or with known elements, stays exact. */
export function reachOfScan({
  inputs,
  inputShapes,
  params: { body, carry, elements, length, reverse },
}: ReachApplication<{
  readonly body: Graph;
  readonly carry: number;
  readonly elements: number;
  readonly length: number;
  readonly reverse: boolean;
}>): readonly (Pattern | undefined)[] {
  let state = inputs.slice(0, carry);
  const constants = inputs.slice(carry + elements);
  const results: (readonly Reach[])[] = new Array(length);
  for (let k = 0; k < length; k++) {
    const i = reverse ? length - 1 - k : k;
    const element = inputs
      .slice(carry, carry + elements)
      .map((sequence, j) => elementOf(sequence, inputShapes[carry + j]!, i));
    const outputs = propagate(body, [...state, ...element, ...constants]);
    state = outputs.slice(0, carry);
    results[i] = outputs.slice(carry);
  }
  const sizes = body.outputs.slice(carry).map((output) => sizeOf(typeOf(output).shape));
  return [
    ...state.map(({ pattern }) => pattern),
    ...sizes.map((size, j) => joinedPattern(results.map((each) => ({ pattern: each[j]!.pattern, size })))),
  ];
}

function elementOf({ pattern, value }: Reach, [, ...shape]: readonly number[], i: number): Reach {
  const size = sizeOf(shape);
  return {
    pattern:
      pattern &&
      movedPattern(
        pattern,
        Int32Array.from({ length: size }, (_, k) => i * size + k),
      ),
    value: value && (() => reshaped(sliced(value(), 0, i, 1), shape)),
  };
}

/** A loop of an unknown number of steps: what a step adds is added until nothing is new. */
export function reachOfWhile({
  inputs,
  params: { body, state: count, conditionConstants },
}: ReachApplication<{
  readonly body: Graph;
  readonly state: number;
  readonly conditionConstants: number;
}>): readonly (Pattern | undefined)[] {
  const constants = inputs.slice(count + conditionConstants);
  let patterns = inputs.slice(0, count).map(({ pattern }) => pattern);
  for (;;) {
    const state = patterns.map((pattern): Reach => ({ pattern, value: undefined }));
    const after = propagate(body, [...state, ...constants]);
    const united = patterns.map((pattern, i) => unitedPattern([pattern, after[i]!.pattern]));
    if (united.every((pattern, i) => sameCounts(pattern, patterns[i]))) return patterns;
    patterns = united;
  }
}

/** A branch: the one that is taken where the index is known, else any of them. */
export function reachOfSwitch({
  inputs: [index, ...inputs],
  params: { branches },
}: ReachApplication<{ readonly branches: readonly Graph[] }>): readonly (Pattern | undefined)[] {
  const chosen = index!.value?.().item();
  const taken = chosen === undefined ? branches : [branches[Math.min(branches.length - 1, Math.max(0, chosen))]!];
  const found = taken.map((branch) => propagate(branch, inputs));
  return found[0]!.map((_, i) => unitedPattern(found.map((each) => each[i]!.pattern)));
}

/** A graph as one operation. */
export function reachOfGraph({
  inputs,
  params: { graph },
}: ReachApplication<{ readonly graph: Graph }>): readonly (Pattern | undefined)[] {
  return propagate(graph, inputs).map(({ pattern }) => pattern);
}
