/** A prefix tree over code points, in typed arrays. States are numbers; -1 is none. */
export interface Trie {
  readonly root: number;
  /** The state after one more code point, or -1. */
  next(state: number, code: number): number;
  /** The id of the piece that ends in a state, or -1. */
  idAt(state: number): number;
}

/** Codes below this go through a table at the root, where most searches end. */
const tableSize = 0x10000;

/** The pieces, by their rank in sorted order, that begin with the text of a state. */
interface Range {
  readonly begin: number;
  readonly end: number;
  /** How many UTF-16 units they have in common. */
  readonly common: number;
}

/** @param pieces the index is the id; of equal pieces the last one counts, and empty ones are left out */
export function createTrie(pieces: readonly string[]): Trie {
  // Sorted, so that the pieces with the same beginning are neighbours, and no node needs a map of its own.
  const sorted = Int32Array.from(pieces.keys())
    .filter((id) => pieces[id] !== '')
    .sort((a, b) => compare(pieces[a]!, pieces[b]!) || a - b);
  const ranges: Range[] = [{ begin: 0, end: sorted.length, common: 0 }];
  const codes: number[] = [-1];
  const firsts: number[] = [];
  const ended: number[] = [];
  // Breadth first, so that the children of a node are neighbours too.
  for (const { begin, end, common } of ranges) {
    firsts.push(ranges.length);
    let next = begin;
    let id = -1;
    for (; next < end && pieces[sorted[next]!]!.length === common; next++) id = sorted[next]!;
    ended.push(id);
    while (next < end) {
      const childBegin = next;
      const code = pieces[sorted[next]!]!.codePointAt(common)!;
      while (next < end && pieces[sorted[next]!]!.codePointAt(common) === code) next++;
      ranges.push({ begin: childBegin, end: next, common: common + (code > 0xffff ? 2 : 1) });
      codes.push(code);
    }
  }
  firsts.push(ranges.length);
  const first = Int32Array.from(firsts);
  const code = Int32Array.from(codes);
  const ids = Int32Array.from(ended);
  const atRoot = new Int32Array(tableSize).fill(-1);
  for (let state = first[0]!; state < first[1]!; state++) {
    if (code[state]! < tableSize) atRoot[code[state]!] = state;
  }
  return {
    root: 0,
    next(state, wanted) {
      if (state === 0 && wanted < tableSize) return atRoot[wanted]!;
      const end = first[state + 1]!;
      for (let child = first[state]!; child < end; child++) if (code[child] === wanted) return child;
      return -1;
    },
    idAt: (state) => ids[state]!,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
