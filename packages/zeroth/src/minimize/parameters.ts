import { ZerothError } from '../errors.js';
import type { Vector } from '../query/index.js';

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
   * What was given for the parameters, one value or nested as they are, for each component. `fallback` stands for what
   * was not given. Throws `shape-mismatch`, or `bad-option` where `is` does not hold.
   */
  spread<T>(given: unknown, fallback: T, what: string, is: (value: unknown) => value is T): T[];
}

type Part =
  | { readonly kind: 'number'; readonly at: number }
  | { readonly kind: 'vector'; readonly at: number; readonly length: number }
  | { readonly kind: 'list'; readonly items: readonly Part[] }
  | { readonly kind: 'record'; readonly keys: readonly string[]; readonly items: readonly Part[] };

/**
 * Takes parameters apart into one vector.
 *
 * @throws ZerothError `bad-parameters` where one of them is no finite number; its path is named
 */
export function layoutOf<P extends Parameters>(parameters: P): { readonly layout: Layout<P>; readonly x: Vector } {
  const values: number[] = [];
  const names: string[] = [];
  const root = partOf(parameters, '', values, names);
  const layout: Layout<P> = {
    length: values.length,
    // Built after the pattern of P.
    nested: (x) => build(root, x) as Received<P>,
    name: (i) => names[i] || 'x',
    spread: <T>(given: unknown, fallback: T, what: string, is: (value: unknown) => value is T): T[] => {
      const out = new Array<unknown>(values.length).fill(fallback);
      if (given !== undefined) spreadPart(root, given, out, what);
      return out.map((value, i) => {
        if (is(value)) return value;
        throw new ZerothError('bad-option', `${what} of ${names[i] || 'x'} cannot be ${String(value)}.`, value);
      });
    },
  };
  return { layout, x: Float64Array.from(values) };
}

function partOf(value: unknown, path: string, values: number[], names: string[]): Part {
  const push = (each: unknown, name: string): void => {
    if (typeof each !== 'number' || !Number.isFinite(each))
      throw new ZerothError('bad-parameters', `${name || 'x0'} must be a finite number, not ${String(each)}.`, each);
    values.push(each);
    names.push(name);
  };
  const at = values.length;
  if (typeof value === 'number') {
    push(value, path);
    return { kind: 'number', at };
  }
  if (value instanceof Float64Array || isNumbers(value)) {
    value.forEach((each: number, i: number) => {
      push(each, `${path || 'x'}[${i}]`);
    });
    return { kind: 'vector', at, length: value.length };
  }
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((item, i) => partOf(item, `${path || 'x'}[${i}]`, values, names)) };
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    const entries = Object.entries(value);
    return {
      kind: 'record',
      keys: entries.map(([key]) => key),
      items: entries.map(([key, item]) => partOf(item, path === '' ? key : `${path}.${key}`, values, names)),
    };
  }
  throw new ZerothError(
    'bad-parameters',
    `${path || 'x0'} must be a number, a Float64Array, or an object or list of these, not ${value === null ? 'null' : typeof value}.`,
    value,
  );
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
