import type { TypedArray } from '../array/dtype.js';
import { type ArrayType, array, asArray, contiguousData, type NDArray } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { checkTrace } from './check-trace.js';
import { compile, type Program } from './compile/index.js';
import { heldArrays, withConstants } from './constants.js';
import type { Graph, Operand } from './graph.js';
import { fromHere, isTraced, trace, type Watch } from './trace.js';
import { flatten, flattenArguments, formsOf, type LeafForm, type Structure, signatureOf, unflatten } from './tree.js';
import type { Value } from './types.js';

/** Any function of nested arrays. Its arguments arrive as arrays, its results may be anything that holds arrays. */
export type AnyFunction = (...inputs: never[]) => unknown;

/** A function as a graph, and how its results hang together. */
export interface Traced {
  readonly graph: Graph;
  readonly structure: Structure;
}

/** What a transform makes of a call: results from leaves. */
type Plan = Pick<Program, 'run' | 'runData'>;

/** Calls f once with stand-ins for arrays of these types. */
export function traceFunction(f: AnyFunction, inputs: Structure, types: readonly ArrayType[], watch?: Watch): Traced {
  let structure: Structure | undefined;
  const graph = trace(
    (arrays) => {
      const results = flatten(apply(f, unflatten(inputs, arrays)), 'the result of the function');
      structure = results.structure;
      return results.leaves;
    },
    types,
    watch,
  );
  return { graph, structure: structure! };
}

function apply(f: AnyFunction, inputs: unknown): unknown {
  return Reflect.apply(f, undefined, Array.isArray(inputs) ? inputs : [inputs]);
}

/** A call, as the transforms see it. */
export interface Call {
  readonly traced: Traced;
  /** What the function is given. */
  readonly inputs: Structure;
  readonly leaves: readonly NDArray[];
  /** What only the transform is given: tangents, directions. */
  readonly extra: readonly NDArray[];
}

/** Options of {@link staged}. */
export interface StagedOptions<R> {
  /** How many of the leading results `finish` keeps nothing of. Default 0. */
  readonly transient?: number;
  /** `finish` for the memory of results, where all that was given is one `Float64Array`, or one and one for the transform. */
  readonly finishData?: (results: readonly TypedArray[]) => R;
  /** What f is traced with, from what it is given. Default: arrays of the types of the leaves. */
  readonly types?: (inputs: Structure, leaves: readonly NDArray[]) => readonly ArrayType[];
}

/**
 * A function that traces f once for each structure and types of its arguments, turns the graph into another by
 * `derive`, compiles it and keeps it. Called with tracers, it records itself into their trace instead.
 *
 * @param derive the results, from the graph of f and arrays; it is traced in its turn
 * @param finish puts the results into the form the caller expects
 */
export function staged<R>(
  f: AnyFunction,
  derive: (call: Call) => readonly NDArray[],
  finish: (results: readonly NDArray[], call: Call) => R,
  { transient = 0, finishData, types = (_, leaves) => leaves }: StagedOptions<R> = {},
): (arguments_: readonly unknown[], extra?: readonly unknown[]) => R {
  const kept = new Map<string, { readonly traced: Traced; readonly plan: Plan }>();
  // Methods ask at one vector after another: for those, nothing is flattened or looked up.
  let recent:
    | { readonly n: number; readonly extra: number; readonly finish: (data: readonly Float64Array[]) => R }
    | undefined;
  return (arguments_, extra = []) => {
    const [x] = arguments_;
    const [v] = extra;
    if (
      recent !== undefined &&
      arguments_.length === 1 &&
      extra.length === recent.extra &&
      x instanceof Float64Array &&
      x.length === recent.n &&
      (extra.length === 0 || (v instanceof Float64Array && v.length === recent.n))
    )
      return recent.finish(v instanceof Float64Array ? [x, v] : [x]);
    const given = flattenArguments(arguments_);
    const { structure, leaves } = given;
    const more = flattenArguments(extra);
    const all = [...leaves, ...more.leaves];
    const key = signatureOf(given) + signatureOf(more);
    const found = kept.get(key);
    const traced = found?.traced ?? traceFunction(f, structure, types(structure, leaves));
    const call: Call = { traced, inputs: structure, leaves, extra: more.leaves };
    if (all.some(isTraced) || closesOverTracers(traced.graph)) return finish(owned(explained(f, call, derive)), call);
    if (found === undefined) checkTrace(f, call);
    const plan = found?.plan ?? compiled(f, call, derive, transient);
    kept.set(key, { traced, plan });
    const { length } = extra;
    if (arguments_.length === 1 && x instanceof Float64Array)
      if (length === 0 || (length === 1 && v instanceof Float64Array && v.length === x.length))
        recent = {
          n: x.length,
          extra: length,
          finish:
            finishData === undefined
              ? (data) => finish(plan.run(data.map((each) => asArray(each))), call)
              : (data) => finishData(plan.runData(data)),
        };
    return finish(plan.run(all), call);
  };
}

/** A call of f, traced now and not kept. */
export function callOf(f: AnyFunction, arguments_: readonly unknown[]): Call {
  const { structure, leaves } = flattenArguments(arguments_);
  return { traced: traceFunction(f, structure, leaves), inputs: structure, leaves, extra: [] };
}

/** Results that share memory with nothing, as those of what is compiled. */
function owned(results: readonly NDArray[]): readonly NDArray[] {
  return results.map((result) => (isTraced(result) ? result : array(result)));
}

/** What is left of constants may be looked at while compiling: arrays that the function closes over are inputs. */
export const nothingHeld: ReadonlySet<ArrayBufferLike> = new Set();

/** A derivation as one graph, of the leaves, what the transform is given, and the arrays that f closes over. */
export interface Derived {
  readonly graph: Graph;
  readonly held: readonly NDArray[];
}

/**
 * Traces a derivation. Arrays that f closes over become inputs, so that all that is computed of them, in f and in its
 * derivatives, is computed of what they hold at each call.
 */
export function derived(f: AnyFunction, call: Call, derive: (call: Call) => readonly NDArray[]): Derived {
  const { traced, leaves, extra } = call;
  const held = heldArrays(traced.graph);
  const own = leaves.length + extra.length;
  const graph = trace(
    (values) => {
      const replaced = new Map(held.map((array, i) => [array, values[own + i]!]));
      const split: Call = {
        ...call,
        traced: { ...traced, graph: withConstants(traced.graph, replaced) },
        leaves: values.slice(0, leaves.length),
        extra: values.slice(leaves.length, own),
      };
      return explained(f, split, derive);
    },
    [...leaves, ...extra, ...held],
  );
  return { graph, held };
}

/** A derivation, traced and compiled. */
function compiled(f: AnyFunction, call: Call, derive: (call: Call) => readonly NDArray[], transient: number): Plan {
  const { graph, held } = derived(f, call, derive);
  const plan = compile(graph, nothingHeld, transient);
  if (held.length === 0) return plan;
  return {
    run: (values) => plan.run([...values, ...held]),
    runData: (values) => plan.runData([...values, ...held.map(contiguousData)]),
  };
}

export function closesOverTracers({ equations, outputs }: Graph): boolean {
  const traced = (operand: Operand): boolean => operand.kind === 'constant' && isTraced(operand.value);
  return outputs.some(traced) || equations.some(({ inputs }) => inputs.some(traced));
}

/**
 * What an action makes of a call. Where it meets a mistake of f whose line is not known, f is traced once more with the
 * places of its operations, which cost too much to be kept each time.
 */
export function explained<R>(f: AnyFunction, call: Call, action: (call: Call) => R): R {
  try {
    return action(call);
  } catch (error) {
    if (error instanceof ZerothError && ofAnOperation.has(error.code) && !error.message.includes('\n    at ')) {
      const types = call.traced.graph.inputs;
      action({ ...call, traced: traceFunction(f, call.inputs, types, fromHere) });
    }
    throw error;
  }
}

/** Codes of errors that are about one operation of the user's function. */
const ofAnOperation: ReadonlySet<string> = new Set(['no-derivative-rule', 'reverse-through-while']);

/**
 * A result in the form of what it belongs to: numbers for numbers, Float64Arrays for Float64Arrays.
 *
 * @param owned whether nothing else has the value's memory, as that of what was compiled
 */
export function restored(value: NDArray, form: LeafForm, owned = false): unknown {
  if (isTraced(value) || form === 'array') return value;
  if (form === 'number') return value.item();
  return owned && value.data instanceof Float64Array && value.data.length === value.size
    ? value.data
    : contiguous(value);
}

/** Whether every argument was a number or a Float64Array, so that results are too where they can. */
export function isPlain(inputs: Structure): boolean {
  return formsOf(inputs).every((form) => form !== 'array');
}

/** A result of a function: a number for a scalar; a Float64Array for a vector where arguments were plain. */
export function presented(value: NDArray, plain: boolean): Value {
  if (isTraced(value)) return value;
  if (value.ndim === 0) return value.item();
  return plain && value.ndim === 1 && value.dtype === 'float64' ? contiguous(value) : value;
}

function contiguous(value: NDArray): Float64Array {
  const out = new Float64Array(value.size);
  const source = asArray(value);
  const { data, offset } = source;
  const step = source.strides[0] ?? 1;
  for (let i = 0; i < out.length; i++) out[i] = data[offset + i * step]!;
  return out;
}

/** The results of a call, nested as the function returned them. */
export function resultsOf(values: readonly NDArray[], { traced, inputs }: Call): unknown {
  const plain = isPlain(inputs);
  return unflatten(
    traced.structure,
    values.map((value) => presented(value, plain)),
  );
}
