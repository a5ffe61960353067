import { astype, type NDArray } from '../array/index.js';
import { checkTrace } from './check-trace.js';
import { compile, simplify } from './compile/index.js';
import { evaluate } from './evaluate.js';
import { once } from './once.js';
import { splitByInputs } from './split.js';
import {
  type AnyFunction,
  type Call,
  closesOverTracers,
  derived,
  nothingHeld,
  type Traced,
  traceFunction,
} from './staged.js';
import { isTraced } from './trace.js';
import { flattenArguments, signatureOf } from './tree.js';

/** A linear map that belongs to a function at a point. */
export interface MapAtPoint {
  /** The function's outputs there. */
  readonly outputs: readonly NDArray[];
  readonly apply: (changes: readonly NDArray[]) => readonly NDArray[];
}

/** How maps of one kind are made. */
export interface MapOptions {
  /** Stands for the changes of a call while it is traced: their shapes and dtypes. */
  readonly changes: (traced: Traced, leaves: readonly NDArray[]) => readonly NDArray[];
  /** The outputs of a call, and then the map's results for the changes in `call.extra`. */
  readonly derive: (call: Call) => readonly NDArray[];
  /** The map inside another trace, which records it. */
  readonly recorded: (f: AnyFunction, call: Call) => MapAtPoint;
}

/** A function that was traced and compiled in two parts: what it comes to at a point, and what depends on changes. */
interface Prepared {
  readonly traced: Traced;
  readonly at: (leaves: readonly NDArray[]) => MapAtPoint;
}

/**
 * Linear maps of functions at points. A function is traced once for each form of its arguments and compiled in two parts,
 * so that what does not depend on changes is computed once at a point.
 */
export function inTwoParts(
  options: MapOptions,
): (f: AnyFunction, primals: readonly unknown[]) => { readonly call: Call; readonly map: MapAtPoint } {
  const preparedFor = once((_: AnyFunction) => new Map<string, Prepared>());
  return (f, primals) => {
    const point = flattenArguments(primals);
    const { structure: inputs, leaves } = point;
    const kept = preparedFor(f);
    const key = signatureOf(point);
    const known = kept.get(key);
    const traced = known?.traced ?? traceFunction(f, inputs, leaves);
    const call: Call = { traced, inputs, leaves, extra: options.changes(traced, leaves) };
    if (leaves.some(isTraced) || closesOverTracers(traced.graph)) return { call, map: options.recorded(f, call) };
    const prepared = known ?? prepare(f, call, options);
    kept.set(key, prepared);
    return { call, map: prepared.at(leaves) };
  };
}

function prepare(f: AnyFunction, call: Call, { derive }: MapOptions): Prepared {
  checkTrace(f, call);
  const { traced, leaves, extra } = call;
  const { graph, held } = derived(f, call, derive);
  const n = traced.graph.outputs.length;
  const { early, late } = splitByInputs(simplify(graph, nothingHeld), { early: leaves.length, late: extra.length }, n);
  const runEarly = compile(early, nothingHeld).run;
  const runLate = compile(late, nothingHeld).run;
  return {
    traced,
    at(point) {
      const results = runEarly([...point, ...held]);
      const left = results.slice(n);
      return {
        outputs: results.slice(0, n),
        apply(changes) {
          const given = changes.map((change, i) => astype(change, extra[i]!.dtype));
          const all = [...given, ...held, ...left];
          return changes.some(isTraced) ? evaluate(late, all) : runLate(all);
        },
      };
    },
  };
}
