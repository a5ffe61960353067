import { basename } from 'node:path';
import { type Minimizer, type Parameters, type VariableOptions, ZerothError } from 'zeroth';
import { oneLine } from '../format.js';
import { importModule } from '../user-module.js';

/** A user's module, as `zeroth compare` understands it. */
export interface Problem {
  /** Name of the file. */
  readonly name: string;
  /** What `minimize` takes: a function, a pair of value and gradient, or an oracle. */
  readonly objective: unknown;
  readonly starts: readonly Parameters[];
  readonly bounds: VariableOptions['bounds'];
  readonly bounded: boolean;
  /** Kinds of questions that the objective answers. */
  readonly kinds: ReadonlySet<string>;
  /** Whether it promises its answers. */
  readonly promises: boolean;
  /** Methods with options that the module exports. */
  readonly methods: Readonly<Record<string, Minimizer>>;
}

/**
 * Loads a module that exports `f` (or a default), `x0` or `starts`, and maybe `gradient`, `bounds` and `methods`. f is
 * called once, to see what it answers.
 *
 * @throws ZerothError `usage` for a file that is not there; `problem-invalid` for a module that does not fit
 */
export async function loadProblem(file: string): Promise<Problem> {
  const exported = await importModule(file, 'f and x0');
  const name = basename(file);
  const invalid = (message: string, value?: unknown): ZerothError =>
    new ZerothError('problem-invalid', `${name} ${message}`, value);
  const f: unknown = exported.f ?? exported.default;
  if (f === undefined) {
    const names = Object.keys(exported).sort();
    throw invalid(
      `exports no function f: write "export function f(x)"${names.length > 0 ? ` (it exports ${names.join(', ')})` : ''}.`,
    );
  }
  const { gradient, bounds, x0, starts } = exported;
  if (x0 === undefined && starts === undefined)
    throw invalid('exports no x0: write "export const x0 = [0, 0]", or several in "starts".');
  const points: readonly unknown[] = Array.isArray(starts) ? starts : [x0];
  if (points.length === 0 || !points.every(isParameters))
    throw invalid(
      `exports ${Array.isArray(starts) ? 'starts' : 'an x0'} which are no finite numbers: give a number, a list of numbers, or objects and lists of these.`,
    );
  if (gradient !== undefined && typeof gradient !== 'function')
    throw invalid('exports a gradient that is no function.', gradient);
  if (bounds !== undefined && !isBounds(bounds))
    throw invalid('exports bounds that are not of the form { lower, upper }.', bounds);
  const objective = gradient === undefined ? f : { value: f, gradient };
  return {
    name,
    objective,
    starts: points,
    bounds,
    bounded: bounds !== undefined,
    methods: methodsOf(exported.methods, invalid),
    ...(await answersOf(objective, points[0]!, invalid)),
  };
}

type Invalid = (message: string, value?: unknown) => ZerothError;

async function answersOf(objective: unknown, start: Parameters, invalid: Invalid) {
  const kinds = (...names: string[]): ReadonlySet<string> => new Set(names);
  if (typeof objective === 'function') {
    const given = call(objective, start, invalid);
    const promises = given instanceof Promise;
    const answer: unknown = promises ? await given.catch((error: unknown) => thrown(error, invalid)) : given;
    if (typeof answer === 'number') return { promises, kinds: kinds('values') };
    if (typeof answer === 'object' && answer !== null && 'value' in answer && 'gradient' in answer)
      return { promises, kinds: kinds('values', 'gradients') };
    throw invalid(
      `has an f that gave ${answer === null ? 'null' : typeof answer} at its start: it must return a number, or { value, gradient }.`,
      answer,
    );
  }
  if (typeof objective === 'object' && objective !== null) {
    if ('value' in objective && 'gradient' in objective) {
      const given = typeof objective.value === 'function' ? call(objective.value, start, invalid) : undefined;
      if (typeof given === 'number') return { promises: false, kinds: kinds('values', 'gradients') };
      throw invalid('has an f that gave no number at its start; with a gradient it must answer at once.', given);
    }
    const handlers = Object.entries(objective).filter(([, handler]) => typeof handler === 'function');
    const names = handlers.map(([kind]) => kind);
    if (names.includes('values') || names.includes('gradients')) return { promises: false, kinds: kinds(...names) };
  }
  throw invalid('exports an f that is neither a function nor an oracle of values or gradients.', objective);
}

function call(f: object, start: Parameters, invalid: Invalid): unknown {
  try {
    return typeof f === 'function' ? Reflect.apply(f, undefined, [received(start)]) : undefined;
  } catch (error) {
    return thrown(error, invalid);
  }
}

function thrown(error: unknown, invalid: Invalid): never {
  throw invalid(
    `has an f that threw at its start: ${oneLine(error instanceof Error ? error.message : String(error))}`,
    error,
  );
}

/** A start as functions receive it: lists of numbers are typed arrays, and f may write into its own copy. */
function received(start: unknown): unknown {
  if (start instanceof Float64Array) return start.slice();
  if (Array.isArray(start))
    return start.every((part) => typeof part === 'number') ? Float64Array.from(start) : start.map(received);
  if (typeof start === 'object' && start !== null)
    return Object.fromEntries(Object.entries(start).map(([key, part]) => [key, received(part)]));
  return start;
}

function isParameters(value: unknown): value is Parameters {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof Float64Array) return value.every(Number.isFinite);
  return typeof value === 'object' && value !== null && Object.values(value).every(isParameters);
}

function isBounds(value: unknown): value is NonNullable<VariableOptions['bounds']> {
  return typeof value === 'object' && value !== null && ('lower' in value || 'upper' in value);
}

function methodsOf(value: unknown, invalid: Invalid): Readonly<Record<string, Minimizer>> {
  if (value === undefined) return {};
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const methods = entries.filter((entry): entry is [string, Minimizer] => isMinimizer(entry[1]));
  if (entries.length === 0 || methods.length < entries.length)
    throw invalid('exports methods which are not all methods: write { mine: lbfgs({ memory: 3 }) }.', value);
  return Object.fromEntries(methods);
}

function isMinimizer(value: unknown): value is Minimizer {
  return typeof value === 'object' && value !== null && 'start' in value && 'asks' in value && 'bounds' in value;
}
