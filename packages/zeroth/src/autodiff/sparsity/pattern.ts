/**
 * Which inputs each element of an array depends on: element k, in row-major order, on those at `indices[p]`, p from
 * `pointers[k]` to `pointers[k + 1]` − 1, in no particular order and none twice.
 */
export interface Pattern {
  readonly pointers: Int32Array;
  readonly indices: Int32Array;
}

/** The pattern of the inputs themselves: element k depends on input k. */
export function identityPattern(size: number): Pattern {
  return {
    pointers: Int32Array.from({ length: size + 1 }, (_, k) => k),
    indices: Int32Array.from({ length: size }, (_, k) => k),
  };
}

/** The pattern whose element k has what element `from[k]` of another has; nothing where `from[k]` is negative. */
export function movedPattern({ pointers, indices }: Pattern, from: ArrayLike<number>): Pattern {
  const size = from.length;
  const moved = new Int32Array(size + 1);
  for (let k = 0; k < size; k++) {
    const source = from[k]!;
    moved[k + 1] = moved[k]! + (source < 0 ? 0 : pointers[source + 1]! - pointers[source]!);
  }
  const out = new Int32Array(moved[size]!);
  for (let k = 0; k < size; k++) {
    const source = from[k]!;
    if (source < 0) continue;
    let p = moved[k]!;
    for (let q = pointers[source]!; q < pointers[source + 1]!; q++) out[p++] = indices[q]!;
  }
  return { pointers: moved, indices: out };
}

/** The pattern of `count` elements, of which each has what those elements of another have that are sent `to` it. */
export function gatheredPattern(pattern: Pattern, to: ArrayLike<number>, count: number): Pattern {
  const starts = new Int32Array(count + 1);
  for (let k = 0; k < to.length; k++) if (to[k]! >= 0) starts[to[k]! + 1]!++;
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!;
  const members = new Int32Array(starts[count]!);
  const next = starts.slice(0, count);
  for (let k = 0; k < to.length; k++) if (to[k]! >= 0) members[next[to[k]!]!++] = k;
  const union = collector(pattern.indices);
  for (let i = 0; i < count; i++) {
    for (let m = starts[i]!; m < starts[i + 1]!; m++) union.add(pattern, members[m]!);
    union.close();
  }
  return union.pattern();
}

/** Element by element what any of some patterns of equal size has. */
export function unitedPattern(patterns: readonly (Pattern | undefined)[]): Pattern | undefined {
  const present = [...new Set(patterns)].filter((pattern) => pattern !== undefined);
  const [first, second] = present;
  if (second === undefined) return first;
  const union = collector(...present.map(({ indices }) => indices));
  const size = first!.pointers.length - 1;
  for (let k = 0; k < size; k++) {
    for (const pattern of present) union.add(pattern, k);
    union.close();
  }
  return union.pattern();
}

/** Patterns one behind the other; those that are not there are of elements without dependences. */
export function joinedPattern(
  parts: readonly { readonly pattern: Pattern | undefined; readonly size: number }[],
): Pattern {
  const size = parts.reduce((n, part) => n + part.size, 0);
  const pointers = new Int32Array(size + 1);
  const indices = new Int32Array(parts.reduce((n, { pattern }) => n + (pattern?.indices.length ?? 0), 0));
  let at = 0;
  let k = 0;
  for (const { pattern, size: own } of parts) {
    for (let i = 0; i < own; i++, k++) pointers[k + 1] = at + (pattern?.pointers[i + 1] ?? 0);
    if (pattern !== undefined) indices.set(pattern.indices, at);
    at += pattern?.indices.length ?? 0;
  }
  return { pointers, indices };
}

/** Whether two patterns have the same number of dependences, element by element. */
export function sameCounts(a: Pattern | undefined, b: Pattern | undefined): boolean {
  if (a === undefined || b === undefined) return (a?.indices.length ?? 0) === (b?.indices.length ?? 0);
  return a.indices.length === b.indices.length && a.pointers.every((pointer, k) => pointer === b.pointers[k]);
}

/** Unions of elements, one after the other. */
function collector(...sources: readonly Int32Array[]) {
  let inputs = 0;
  let room = 16;
  for (const source of sources) {
    room += source.length;
    for (const index of source) inputs = Math.max(inputs, index + 1);
  }
  const seen = new Int32Array(inputs).fill(-1);
  const pointers: number[] = [0];
  let indices = new Int32Array(room);
  let length = 0;
  return {
    add(pattern: Pattern, element: number): void {
      const mark = pointers.length;
      for (let p = pattern.pointers[element]!; p < pattern.pointers[element + 1]!; p++) {
        const index = pattern.indices[p]!;
        if (seen[index] === mark) continue;
        seen[index] = mark;
        if (length === indices.length) {
          const larger = new Int32Array(2 * length);
          larger.set(indices);
          indices = larger;
        }
        indices[length++] = index;
      }
    },
    close(): void {
      pointers.push(length);
    },
    pattern: (): Pattern => ({ pointers: Int32Array.from(pointers), indices: indices.slice(0, length) }),
  };
}
