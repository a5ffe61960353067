import { asArray, NDArray } from '../array/index.js';
import { ZerothError } from '../errors.js';

/** What a leaf was before it became an array: results are given back in the same form. */
export type LeafForm = 'number' | 'vector' | 'array';

/** The shape of a nested value, its leaves aside. */
export type Structure =
  | { readonly kind: 'leaf'; readonly form: LeafForm }
  | { readonly kind: 'list'; readonly items: readonly Structure[] }
  | { readonly kind: 'record'; readonly keys: readonly string[]; readonly items: readonly Structure[] };

/** A nested value taken apart: its leaves from left to right, and how they hang together. */
export interface Flattened {
  readonly leaves: readonly NDArray[];
  readonly structure: Structure;
}

/**
 * Takes a value apart: numbers, typed arrays, `NDArray`s and rectangular nested arrays of numbers are leaves; other
 * arrays and plain objects hold more of them, objects by their keys in sorted order.
 *
 * @throws ZerothError `not-a-number-tree` where a leaf is anything else; the path to it is named
 */
export function flatten(value: unknown, path = 'the argument'): Flattened {
  const leaves: NDArray[] = [];
  const structure = structureOf(value, path, leaves);
  return { leaves, structure };
}

/** As {@link flatten}, for a list of arguments, which is never one array even where all of them are numbers. */
export function flattenArguments(arguments_: readonly unknown[]): Flattened {
  const leaves: NDArray[] = [];
  const items = arguments_.map((argument, i) =>
    structureOf(argument, arguments_.length === 1 ? 'the argument' : `argument ${i}`, leaves),
  );
  return { leaves, structure: { kind: 'list', items } };
}

function structureOf(value: unknown, path: string, leaves: NDArray[]): Structure {
  if (value instanceof NDArray) return leaf('array', value, leaves);
  if (typeof value === 'number' || typeof value === 'boolean') return leaf('number', asArray(Number(value)), leaves);
  if (value instanceof Float64Array) return leaf('vector', asArray(value), leaves);
  if (value instanceof Float32Array || value instanceof Int32Array) return leaf('array', asArray(value), leaves);
  if (isNumbers(value)) return leaf('array', asArray(value), leaves);
  if (Array.isArray(value))
    return { kind: 'list', items: value.map((item, i) => structureOf(item, `${path}[${i}]`, leaves)) };
  if (isRecord(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      kind: 'record',
      keys: entries.map(([key]) => key),
      items: entries.map(([key, item]) => structureOf(item, `${path}.${key}`, leaves)),
    };
  }
  throw new ZerothError(
    'not-a-number-tree',
    `${path} is ${value === null ? 'null' : `of type ${typeof value}`}: give numbers, arrays, or objects of them.`,
    value,
  );
}

function leaf(form: LeafForm, array: NDArray, leaves: NDArray[]): Structure {
  leaves.push(array);
  return { kind: 'leaf', form };
}

/** Plain objects only: what a Map or a class holds is not seen by its keys. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

type Numbers = readonly (number | Numbers)[];

function isNumbers(value: unknown): value is Numbers {
  return Array.isArray(value) && value.every((item) => typeof item === 'number' || isNumbers(item));
}

/** Puts values, one a leaf and in order, back into a structure. */
export function unflatten(structure: Structure, values: readonly unknown[]): unknown {
  let next = 0;
  const build = (part: Structure): unknown => {
    switch (part.kind) {
      case 'leaf':
        return values[next++];
      case 'list':
        return part.items.map(build);
      case 'record':
        return Object.fromEntries(part.items.map((item, i) => [part.keys[i], build(item)]));
    }
  };
  return build(structure);
}

/** The parts of the structure of a list of arguments, and where the leaves of each begin. */
export function argumentsOf(
  structure: Structure,
): readonly { readonly structure: Structure; readonly start: number }[] {
  if (structure.kind !== 'list') return [{ structure, start: 0 }];
  let start = 0;
  return structure.items.map((item) => {
    const part = { structure: item, start };
    start += formsOf(item).length;
    return part;
  });
}

/** The forms of a structure's leaves, in order. */
export function formsOf(structure: Structure): readonly LeafForm[] {
  return structure.kind === 'leaf' ? [structure.form] : structure.items.flatMap(formsOf);
}

/** A text that is equal for equal structures. */
function keyOf(structure: Structure): string {
  switch (structure.kind) {
    case 'leaf':
      return structure.form.slice(0, 1);
    case 'list':
      return `[${structure.items.map(keyOf).join()}]`;
    case 'record':
      return `{${structure.items.map((item, i) => `${JSON.stringify(structure.keys[i])}:${keyOf(item)}`).join()}}`;
  }
}

/** A text that is equal for values of equal structures whose leaves have equal shapes and dtypes. */
export function signatureOf({ structure, leaves }: Flattened): string {
  return `${keyOf(structure)}${leaves.map(({ shape, dtype }) => `${dtype}${shape.join('x')}`).join()}`;
}

/** As {@link keyOf}, whatever the forms of the leaves are. */
export function nestingOf(structure: Structure): string {
  switch (structure.kind) {
    case 'leaf':
      return '*';
    case 'list':
      return `[${structure.items.map(nestingOf).join()}]`;
    case 'record':
      return `{${structure.items.map((item, i) => `${JSON.stringify(structure.keys[i])}:${nestingOf(item)}`).join()}}`;
  }
}
