import { listed } from 'zeroth/oracles';
import { isCloud, type Points, type Query } from 'zeroth/query';

/**
 * A question as JSON that any language reads: vectors are lists of numbers, clouds are written out, NaN and infinities
 * are texts, −0 is `-0.0`, a field without a value is left out.
 */
export function toPlainJson(query: Query): string {
  const { points }: Partial<{ readonly points: Points }> = query as Query & Partial<{ readonly points: Points }>;
  return write(points !== undefined && isCloud(points) ? { ...query, points: listed(points) } : query);
}

/**
 * A line of JSON. NaN, Infinity and -Infinity are read as texts where they stand bare: that is how Python writes them.
 *
 * @throws SyntaxError
 */
export function fromPlainJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return JSON.parse(
      line.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (word) => (word[0] === '"' ? word : `"${word}"`)),
    );
  }
}

function write(value: unknown): string {
  switch (typeof value) {
    case 'number':
      if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
      return `"${value}"`;
    case 'bigint':
      return String(value);
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(write).join()}]`;
      if (isNumbers(value)) return `[${Array.from(value, write).join()}]`;
      const fields = Object.entries(value).filter(([, item]) => item !== undefined);
      return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join()}}`;
    }
    case 'undefined':
      return 'null';
    default:
      throw new TypeError(`a question holds a ${typeof value}, which is not plain data`);
  }
}

function isNumbers(value: object): value is ArrayLike<number | bigint> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The lists of numbers in an answer of a kind that zeroth does not know, as vectors; empty lists stay lists. */
export function withVectors(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if (Array.isArray(answer))
    return answer.length > 0 && answer.every(isNumber) ? Float64Array.from(answer, Number) : answer.map(withVectors);
  return Object.fromEntries(Object.entries(answer).map(([key, item]) => [key, withVectors(item)]));
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}
