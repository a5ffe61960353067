import {
  type ArrayLike,
  add,
  arange,
  bind,
  bindOne,
  definePrimitive,
  type NDArray,
  permuteDims,
  zeros,
  zerosLike,
} from '../array/index.js';
import * as p from '../array/primitives/index.js';
import { ZerothError } from '../errors.js';
import { evaluateBatch } from './batch.js';
import { allBatched } from './batching/structure.js';
import { sameTypes, showTypes } from './branches.js';
import { capture } from './capture.js';
import { compiledOnce } from './compile/index.js';
import { type Graph, typeOf } from './graph.js';
import { pushForward } from './jvp.js';
import { reshaped, sliced } from './rules/operations.js';
import type { Change, RuledPrimitive } from './rules/rule.js';
import { reachOfScan } from './sparsity/control-flow.js';
import { trace } from './trace.js';
import { type Flattened, flatten, unflatten } from './tree.js';
import { pullBack } from './vjp.js';

interface ScanParams {
  /** [carry…, element…, constant…] to [carry…, result…] */
  readonly body: Graph;
  readonly carry: number;
  readonly elements: number;
  readonly length: number;
  readonly reverse: boolean;
}

/** A body applied `length` times, handing a carry on: [carry…, elements…, constants…] to [carry…, results…]. */
const scanPrimitive: RuledPrimitive<ScanParams> = {
  ...definePrimitive<ScanParams>({
    name: 'scan',
    shapes: (_, { body, carry, length }) =>
      body.outputs.map(typeOf).map(({ shape, dtype }, i) => ({ shape: i < carry ? shape : [length, ...shape], dtype })),
    compute: (inputs, { body, carry, elements, length, reverse }, types) => {
      const step = compiledOnce(body);
      const sequences = inputs.slice(carry, carry + elements);
      const constants = inputs.slice(carry + elements);
      let state: readonly NDArray[] = inputs.slice(0, carry);
      const results: (readonly NDArray[])[] = new Array(length);
      for (let k = 0; k < length; k++) {
        const i = reverse ? length - 1 - k : k;
        const element = sequences.map((x) => reshaped(sliced(x, 0, i, 1), x.shape.slice(1)));
        const outputs = step([...state, ...element, ...constants]);
        state = outputs.slice(0, carry);
        results[i] = outputs.slice(carry);
      }
      return [...state, ...types.slice(carry).map((type, j) => stacked(results, j, type))];
    },
  }),
  derivative: {
    jvp: ({ inputs, params }, tangents) => {
      const { carry, elements } = params;
      const directions = filled(tangents, inputs);
      const order = (values: readonly NDArray[], changes: readonly NDArray[]): readonly NDArray[] =>
        parts(carry, elements).flatMap(([from, to]) => [...values.slice(from, to), ...changes.slice(from, to)]);
      const sizes = [carry, carry, elements, elements];
      const body = trace(
        (arrays) => {
          const at = starts(sizes);
          const constants = (arrays.length - at[4]!) / 2;
          const primals = [
            ...arrays.slice(0, carry),
            ...arrays.slice(at[2], at[3]),
            ...arrays.slice(at[4], at[4]! + constants),
          ];
          const changes = [
            ...arrays.slice(carry, at[2]),
            ...arrays.slice(at[3], at[4]),
            ...arrays.slice(at[4]! + constants),
          ];
          const pushed = pushForward(params.body, primals, changes);
          return [
            ...pushed.outputs.slice(0, carry),
            ...pushed.tangents.slice(0, carry),
            ...pushed.tangents.slice(carry),
          ];
        },
        order(elementTypes(inputs, carry, elements), elementTypes(directions, carry, elements)),
      );
      const results = bind(scanPrimitive, order(inputs, directions), {
        ...params,
        body,
        carry: 2 * carry,
        elements: 2 * elements,
      });
      return results.slice(carry);
    },
    vjp: ({ inputs, outputs, params }, cotangents) => {
      const { body, carry, elements } = params;
      const changes = filled(cotangents, outputs);
      // The carries that each step began with, as results of a first scan.
      const saving: Graph = { ...body, outputs: [...body.outputs.slice(0, carry), ...body.inputs.slice(0, carry)] };
      const carries = bind(scanPrimitive, inputs, { ...params, body: saving }).slice(carry);
      const constants = inputs.slice(carry + elements);
      const accumulated = constants.map((value) => zerosLike(value));
      const results = outputs.length - carry;
      const givens: readonly NDArray[] = [
        ...changes.slice(0, carry),
        ...accumulated,
        ...carries,
        ...inputs.slice(carry, carry + elements),
        ...changes.slice(carry),
        ...constants,
      ];
      const own = carry + constants.length;
      const sequences = carry + elements + results;
      const at = starts([carry, constants.length, carry, elements, results]);
      const backward = trace(
        (arrays) => {
          const primals = [...arrays.slice(at[2], at[4]), ...arrays.slice(at[5])];
          const pulled = pullBack(body, primals).pullback([...arrays.slice(0, carry), ...arrays.slice(at[4], at[5])]);
          const sums = constants.map((_, i) => add(arrays[carry + i]!, pulled[carry + elements + i]!));
          return [...pulled.slice(0, carry), ...sums, ...pulled.slice(carry, carry + elements)];
        },
        elementTypes(givens, own, sequences),
      );
      const found = bind(scanPrimitive, givens, {
        body: backward,
        carry: own,
        elements: sequences,
        length: params.length,
        reverse: !params.reverse,
      });
      return [...found.slice(0, carry), ...found.slice(own), ...found.slice(carry, own)];
    },
  },
  reach: reachOfScan,
  batching: (application) => {
    const { params, size } = application;
    const { carry, elements } = params;
    const inputs = allBatched(application).map((x, i) => (i >= carry && i < carry + elements ? swapped(x) : x));
    const body = trace(
      (arrays) =>
        evaluateBatch(
          params.body,
          arrays,
          arrays.map(() => true),
          size,
        ),
      elementTypes(inputs, carry, elements),
    );
    return bind(scanPrimitive, inputs, { ...params, body }).map((x, i) => (i < carry ? x : swapped(x)));
  },
};

function filled(changes: readonly Change[], like: readonly NDArray[]): readonly NDArray[] {
  return like.map((value, i) => changes[i] ?? zerosLike(value));
}

/** Where the parts of a list with these sizes begin, and where the last ends. */
function starts(sizes: readonly number[]): readonly number[] {
  const at = [0];
  for (const size of sizes) at.push(at[at.length - 1]! + size);
  return at;
}

function parts(carry: number, elements: number): readonly (readonly [number, number?])[] {
  return [[0, carry], [carry, carry + elements], [carry + elements]];
}

/** What one step of a scan sees: sequences without their first axis. The arrays stand for their types. */
function elementTypes(values: readonly NDArray[], carry: number, elements: number): readonly NDArray[] {
  return values.map((value, i) =>
    i >= carry && i < carry + elements ? zeros(value.shape.slice(1), { dtype: value.dtype }) : value,
  );
}

function swapped(x: NDArray): NDArray {
  return permuteDims(x, [1, 0, ...Array.from({ length: x.ndim - 2 }, (_, i) => i + 2)]);
}

function stacked(
  results: readonly (readonly NDArray[])[],
  j: number,
  { shape, dtype }: { readonly shape: readonly number[]; readonly dtype: NDArray['dtype'] },
): NDArray {
  if (results.length === 0) return zeros(shape, { dtype });
  return bindOne(
    p.concatenatePrimitive,
    results.map((each) => reshaped(each[j]!, [1, ...each[j]!.shape])),
    { axis: 0 },
  );
}

/** Options of {@link scan}. */
export interface ScanOptions {
  /** Number of steps; needed where there are no elements to count. */
  readonly length?: number;
  /** From the last element to the first. Default false. */
  readonly reverse?: boolean;
}

/**
 * A loop that hands a state on: `[state, result] = f(state, element)` for each element along the first axis of `xs`, as
 * one operation, however many steps: the graph, and the compiled code, hold the body once. Derivatives pass through it
 * in both directions; reverse mode keeps the state of each step.
 *
 * @param init the first state; f must return states of the same shapes and dtypes
 * @param xs arrays, nested as f's element, with one more axis in front; undefined for none
 * @returns the last state, and the results of all steps with one more axis in front
 * @throws ZerothError `state-changed` where f returns a state of another type; `shape-mismatch` where lengths differ
 */
export function scan<S, X, Y>(
  f: (state: S, element: X) => readonly [S, Y],
  init: S,
  xs: X,
  options: ScanOptions = {},
): [S, Y] {
  const state = flatten(init, 'the first state');
  const sequences = xs === undefined ? undefined : flatten(xs, 'xs');
  const elements = sequences?.leaves ?? [];
  const length = lengthOf(elements, options.length);
  const carry = state.leaves.length;
  const types = elementTypes([...state.leaves, ...elements], carry, elements.length);
  let results: Flattened | undefined;
  const { graph, captured } = capture((arrays) => {
    const given: unknown[] = [unflatten(state.structure, arrays.slice(0, carry))];
    given.push(sequences === undefined ? undefined : unflatten(sequences.structure, arrays.slice(carry)));
    const returned: unknown = Reflect.apply(f, undefined, given);
    if (!Array.isArray(returned) || returned.length !== 2)
      throw new ZerothError('state-changed', 'The body of a scan must return a pair: [state, result].');
    const after = flatten(returned[0], 'the state');
    checkState(state, after);
    results = flatten(returned[1] ?? [], 'the result');
    return [...after.leaves, ...results.leaves];
  }, types);
  const found = bind(scanPrimitive, [...state.leaves, ...elements, ...captured], {
    body: graph,
    carry,
    elements: elements.length,
    length,
    reverse: options.reverse ?? false,
  });
  const last = unflatten(state.structure, found.slice(0, carry));
  // The states and results have the types that f gave and returned.
  return [last, unflatten(results!.structure, found.slice(carry))] as [S, Y];
}

/** Throws `state-changed` unless a loop's body returns what it was given. */
export function checkState(before: Flattened, after: Flattened): void {
  if (sameTypes(before, after)) return;
  throw new ZerothError(
    'state-changed',
    `The body of a loop must return a state like the one it was given: that was ${showTypes(before)}, but it returns ${showTypes(after)}.`,
  );
}

function lengthOf(elements: readonly NDArray[], given: number | undefined): number {
  const lengths = elements.map(({ shape }) => shape[0]);
  const length = given ?? lengths[0];
  if (length !== undefined && Number.isInteger(length) && length >= 0 && lengths.every((each) => each === length))
    return length;
  throw new ZerothError(
    'shape-mismatch',
    length === undefined
      ? 'A scan without elements needs the option length.'
      : `All elements of a scan must have one length along their first axis, not ${[...lengths, given].filter((each) => each !== undefined).join(' and ')}.`,
    lengths,
  );
}

/**
 * `state = body(i, state)` for i = 0 … count − 1, as one operation: {@link scan} without elements and results.
 *
 * @throws ZerothError `state-changed`
 */
export function forLoop<S>(count: number, body: (i: NDArray, state: S) => S, init: S): S {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new ZerothError(
      'option-out-of-range',
      `The count of a forLoop must be an integer of at least 0, not ${count}.`,
      count,
    );
  const indices: NDArray = arange(0, count, 1, { dtype: 'int32' });
  return scan<S, NDArray, readonly ArrayLike[]>((state, i) => [body(i, state), []], init, indices)[0];
}
