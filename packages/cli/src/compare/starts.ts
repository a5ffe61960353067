import type { Parameters } from 'zeroth';
import { type Random, random } from 'zeroth/random';

/**
 * A start near another, nested as it is: each number moves by up to half of its size, or by up to a half where it is
 * smaller than 1. Draw 0 is the start itself.
 */
export function startNear(start: Parameters, draw: number): Parameters {
  return draw === 0 ? start : moved(start, random(draw));
}

function moved(part: Parameters, stream: Random): Parameters {
  if (typeof part === 'number') return part + (stream.uniform() - 0.5) * Math.max(1, Math.abs(part));
  if (part instanceof Float64Array) return part.map((x) => x + (stream.uniform() - 0.5) * Math.max(1, Math.abs(x)));
  if (isList(part)) return part.map((item) => (isPart(item) ? moved(item, stream) : item));
  return Object.fromEntries(
    Object.entries(part).map(([key, item]) => [key, isPart(item) ? moved(item, stream) : item]),
  );
}

function isList(part: Parameters): part is readonly unknown[] {
  return Array.isArray(part);
}

function isPart(item: unknown): item is Parameters {
  return typeof item === 'number' || (typeof item === 'object' && item !== null);
}
