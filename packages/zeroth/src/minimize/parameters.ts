import { ZerothError } from '../errors.js';
import { copyVector } from '../query/copy-vector.js';
import type { Vector } from '../query/index.js';
import { numbersIn } from './numbers.js';

/** Parameters as a person writes them: a number, a vector, or objects and lists of these. */
export type Parameters = number | Float64Array | readonly unknown[] | { readonly [name: string]: unknown };

/** What a function gets for its parameters: lists of numbers arrive as `Float64Array`s. */
export type Received<P> = P extends number
  ? number
  : P extends Float64Array | readonly number[]
    ? Float64Array
    : { readonly [K in keyof P]: Received<P[K]> };

/** One value for all parameters of a part, or one for each, nested as they are. */
export type PerParameter<T> =
  | T
  | readonly T[]
  | Float64Array
  | { readonly [name: string]: PerParameter<T> }
  | readonly PerParameter<T>[];

/** How nested parameters lie in one vector. */
export interface Layout<P> {
  readonly length: number;
  /** The nested form of a vector; its parts are the caller's own. */
  nested(x: Vector): Received<P>;
  /** A path for each component: `weights[3]`. */
  name(i: number): string;
  /**
   * The vector of a value that is nested as the parameters are, its parts matched by name, or of a list of all numbers in
   * order; always a copy. Numbers that are not finite are kept. Throws `shape-mismatch`, which names the path, and
   * `not-an-answer`.
   *
   * @param what the value's name in messages
   * @param into where the vector is written. Default: a new one
   */
  flatten(value: unknown, what: string, into?: Vector): Vector;
  /**
   * What was given for the parameters, one value or nested as they are, for each component. `fallback` stands for what
   * was not given. Throws `shape-mismatch`, or `bad-option` where `is` does not hold.
   */
  spread<T>(given: unknown, fallback: T, what: string, is: (value: unknown) => value is T): T[];
}

type Part =
  | { readonly kind: 'number'; readonly at: number }
  | { readonly kind: 'vector'; readonly at: number; readonly length: number }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly Part[] }
  | { readonly kind: 'record'; readonly at: number; readonly keys: readonly string[]; readonly items: readonly Part[] };

/**
 * Takes parameters apart into one vector.
 *
 * @throws ZerothError `bad-parameters` where one of them is no finite number; its path is named
 */
export function layoutOf<P extends Parameters>(parameters: P): { readonly layout: Layout<P>; readonly x: Vector } {
  const values: number[] = [];
  const root = partOf(parameters, '', values);
  const layout: Layout<P> = {
    length: values.length,
    // Built after the pattern of P.
    nested: (x) => build(root, x) as Received<P>,
    name: (i) => nameIn(root, i, ''),
    flatten: (value, what, out = new Float64Array(values.length)) => {
      if (value instanceof Float64Array && value.length === values.length) return copyVector(value, out);
      if (root.kind === 'number' || root.kind === 'vector' || isFlat(value))
        putNumbers(out, 0, values.length, value, '', what);
      else putPart(root, value, '', out, what);
      return out;
    },
    spread: <T>(given: unknown, fallback: T, what: string, is: (value: unknown) => value is T): T[] => {
      if (given === undefined) return new Array<T>(values.length).fill(fallback);
      const out = new Array<unknown>(values.length).fill(fallback);
      spreadPart(root, given, out, what);
      return out.map((value, i) => {
        if (is(value)) return value;
        throw new ZerothError('bad-option', `${what} of ${nameIn(root, i, '')} cannot be ${String(value)}.`, value);
      });
    },
  };
  return { layout, x: Float64Array.from(values) };
}

function partOf(value: unknown, path: string, values: number[]): Part {
  const push = (each: unknown, index = ''): void => {
    if (typeof each !== 'number' || !Number.isFinite(each))
      throw new ZerothError(
        'bad-parameters',
        `${index === '' ? path || 'x0' : `${path || 'x'}${index}`} must be a finite number, not ${String(each)}.`,
        each,
      );
    values.push(each);
  };
  const at = values.length;
  if (typeof value === 'number') {
    push(value);
    return { kind: 'number', at };
  }
  if (value instanceof Float64Array || isNumbers(value)) {
    // Names are made where they are needed only: there may be many.
    value.forEach((each: number, i: number) => {
      if (Number.isFinite(each)) values.push(each);
      else push(each, `[${i}]`);
    });
    return { kind: 'vector', at, length: value.length };
  }
  if (Array.isArray(value))
    return { kind: 'list', at, items: value.map((item, i) => partOf(item, pathTo(path, i), values)) };
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    const entries = Object.entries(value);
    return {
      kind: 'record',
      at,
      keys: entries.map(([key]) => key),
      items: entries.map(([key, item]) => partOf(item, pathTo(path, key), values)),
    };
  }
  throw new ZerothError(
    'bad-parameters',
    `${path || 'x0'} must be a number, a Float64Array, or an object or list of these, not ${value === null ? 'null' : typeof value}.`,
    value,
  );
}

function pathTo(path: string, step: string | number): string {
  if (typeof step === 'number') return `${path || 'x'}[${step}]`;
  return path === '' ? step : `${path}.${step}`;
}

/** The path of a component. */
function nameIn(part: Part, i: number, path: string): string {
  switch (part.kind) {
    case 'number':
      return path || 'x';
    case 'vector':
      return pathTo(path, i - part.at);
    default: {
      // The last item that begins at or before i; empty ones before it begin there too.
      let k = part.items.length - 1;
      while (k > 0 && part.items[k]!.at > i) k--;
      return nameIn(part.items[k]!, i, pathTo(path, part.kind === 'list' ? k : part.keys[k]!));
    }
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function build(part: Part, x: Vector): unknown {
  switch (part.kind) {
    case 'number':
      return x[part.at];
    case 'vector':
      return x.slice(part.at, part.at + part.length);
    case 'list':
      return part.items.map((item) => build(item, x));
    case 'record':
      return Object.fromEntries(part.items.map((item, i) => [part.keys[i], build(item, x)]));
  }
}

/** A list of numbers, an array of zeroth/array included. */
function isFlat(value: unknown): boolean {
  return ArrayBuffer.isView(value) || isNumbers(value) || isArrayLike(value);
}

function isArrayLike(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'toArray' in value;
}

function putNumbers(out: Vector, at: number, length: number, value: unknown, path: string, what: string): void {
  const numbers = numbersIn(value);
  if (numbers.length !== length) {
    const where =
      path === ''
        ? `${what} must have as many numbers as x0`
        : `${path} of ${what} must have as many numbers as that of x0`;
    throw new ZerothError('shape-mismatch', `${where}, ${length}, not ${numbers.length}.`, value);
  }
  out.set(numbers, at);
}

function putPart(part: Part, value: unknown, path: string, out: Vector, what: string): void {
  if (part.kind === 'number' || part.kind === 'vector') {
    putNumbers(out, part.at, part.kind === 'number' ? 1 : part.length, value, path, what);
    return;
  }
  const keys = part.kind === 'list' ? part.items.map((_, i) => String(i)) : part.keys;
  const given = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const strange = given.find((key) => !keys.includes(key));
  const missing = keys.find((key) => !given.includes(key));
  if (missing !== undefined || strange !== undefined) {
    // Nothing at all, or a promise, has its own sentence.
    if (given.length === 0) numbersIn(value);
    const step = (key: string): string => pathTo(path, part.kind === 'list' ? Number(key) : key);
    throw new ZerothError(
      'shape-mismatch',
      missing === undefined
        ? `${what} has ${step(strange!)}, but x0 has no such parameter.`
        : `${what} must be nested as x0 is, but it has no ${step(missing)}.`,
      value,
    );
  }
  part.items.forEach((item, i) => {
    putPart(item, Reflect.get(Object(value), keys[i]!), pathTo(path, part.kind === 'list' ? i : keys[i]!), out, what);
  });
}

function spreadPart(part: Part, given: unknown, out: unknown[], what: string): void {
  if (typeof given !== 'object' || given === null) {
    fill(part, given, out);
    return;
  }
  const length = 'length' in given && typeof given.length === 'number' ? given.length : undefined;
  switch (part.kind) {
    case 'number':
      throw mismatch(what, 'a number', given);
    case 'vector': {
      if (length !== part.length) throw mismatch(what, `a vector of length ${part.length}`, given);
      for (let i = 0; i < part.length; i++) out[part.at + i] = Reflect.get(given, i);
      return;
    }
    case 'list':
      if (length !== part.items.length) throw mismatch(what, `a list of ${part.items.length}`, given);
      part.items.forEach((item, i) => {
        spreadPart(item, Reflect.get(given, i), out, what);
      });
      return;
    case 'record':
      for (const key of Object.keys(given))
        if (!part.keys.includes(key))
          throw new ZerothError('shape-mismatch', `${what} name ${key}, but there is no such parameter.`, key);
      part.items.forEach((item, i) => {
        const value: unknown = Reflect.get(given, part.keys[i]!);
        if (value !== undefined) spreadPart(item, value, out, what);
      });
  }
}

function fill(part: Part, value: unknown, out: unknown[]): void {
  switch (part.kind) {
    case 'number':
      out[part.at] = value;
      return;
    case 'vector':
      out.fill(value, part.at, part.at + part.length);
      return;
    default:
      for (const item of part.items) fill(item, value, out);
  }
}

function mismatch(what: string, wanted: string, given: object): ZerothError {
  const found = 'length' in given ? `of length ${String(given.length)}` : 'an object';
  return new ZerothError(
    'shape-mismatch',
    `${what} must be nested as the parameters are: ${wanted} was expected, not one ${found}.`,
    given,
  );
}
