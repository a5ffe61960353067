import { existsSync, readFileSync } from 'node:fs';
import { ZerothError } from 'zeroth';

/** A JSON file's value, or undefined when there is no such file. */
export function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ZerothError('json-invalid', `${path} is not valid JSON: download or copy it again.`, path, { cause });
  }
}

/** A member of a JSON value, or undefined when it is no object or lacks it. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (isRecord(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined),
    value,
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
