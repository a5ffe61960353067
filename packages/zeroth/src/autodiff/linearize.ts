import { type ArrayLike, astype, type NDArray, zerosLike } from '../array/index.js';
import { checkTrace } from './check-trace.js';
import { compile, simplify } from './compile/index.js';
import { checkDirections } from './directions.js';
import { evaluate } from './evaluate.js';
import { pushForward } from './jvp.js';
import { once } from './once.js';
import { splitByInputs } from './split.js';
import {
  type AnyFunction,
  type Call,
  closesOverTracers,
  derived,
  explained,
  nothingHeld,
  resultsOf,
  type Traced,
  traceFunction,
} from './staged.js';
import { isTraced } from './trace.js';
import { flattenArguments, signatureOf } from './tree.js';
import type { ArrayFunction, Value } from './types.js';

/**
 * The linear map v ↦ J(x) v at a point, with the value there: `jvp` may be called any number of times, with one
 * direction for each argument. What does not depend on the direction is computed once.
 */
export function linearize(
  f: ArrayFunction,
  ...primals: ArrayLike[]
): { value: Value; jvp: (...tangents: ArrayLike[]) => Value };
export function linearize(
  f: AnyFunction,
  ...primals: readonly unknown[]
): { value: unknown; jvp: (...tangents: never[]) => unknown } {
  const point = flattenArguments(primals);
  const { structure: inputs, leaves } = point;
  const kept = preparedFor(f);
  const key = signatureOf(point);
  const known = kept.get(key);
  const traced = known?.traced ?? traceFunction(f, inputs, leaves);
  const call: Call = { traced, inputs, leaves, extra: leaves.map((leaf) => zerosLike(leaf)) };
  const recorded = leaves.some(isTraced) || closesOverTracers(traced.graph);
  const prepared = recorded ? undefined : (known ?? prepare(f, call));
  if (prepared !== undefined) kept.set(key, prepared);
  const { outputs, push } = prepared?.at(leaves) ?? interpreted(f, call);
  return {
    value: resultsOf(outputs, call),
    jvp: (...tangents) => {
      const directions = flattenArguments(tangents).leaves;
      checkDirections(leaves, directions);
      return resultsOf(push(directions), call);
    },
  };
}

/** A function at a point: its outputs, and how they move along directions. */
interface Linearization {
  readonly outputs: readonly NDArray[];
  readonly push: (directions: readonly NDArray[]) => readonly NDArray[];
}

/** A function that was traced and compiled in two parts: what it comes to at a point, and what depends on directions. */
interface Prepared {
  readonly traced: Traced;
  readonly at: (leaves: readonly NDArray[]) => Linearization;
}

const preparedFor = once((_: AnyFunction) => new Map<string, Prepared>());

function prepare(f: AnyFunction, call: Call): Prepared {
  checkTrace(f, call);
  const { traced, leaves } = call;
  const { graph, held } = derived(f, call, pushed);
  const n = traced.graph.outputs.length;
  const { early, late } = splitByInputs(simplify(graph, nothingHeld), { early: leaves.length, late: leaves.length }, n);
  const runEarly = compile(early, nothingHeld).run;
  const runLate = compile(late, nothingHeld).run;
  return {
    traced,
    at(point) {
      const results = runEarly([...point, ...held]);
      const left = results.slice(n);
      return {
        outputs: results.slice(0, n),
        push(directions) {
          const given = directions.map((direction, i) => astype(direction, point[i]!.dtype));
          const all = [...given, ...held, ...left];
          return directions.some(isTraced) ? evaluate(late, all) : runLate(all);
        },
      };
    },
  };
}

/** Outputs and tangents of a call whose directions are what it was given besides. */
function pushed({ traced, leaves, extra }: Call): readonly NDArray[] {
  const { outputs, tangents } = pushForward(traced.graph, leaves, extra);
  return [...outputs, ...tangents];
}

/** The same inside another trace, where each direction is pushed through the whole function. */
function interpreted(f: AnyFunction, call: Call): Linearization {
  const n = call.traced.graph.outputs.length;
  const along = (extra: readonly NDArray[]) => explained(f, { ...call, extra }, pushed);
  return { outputs: along(call.extra).slice(0, n), push: (directions) => along(directions).slice(n) };
}
