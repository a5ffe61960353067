/** A prefix tree over code points, in typed arrays. States are numbers; -1 is none. */
export interface Trie {
  readonly root: number;
  /** The state after one more code point, or -1. */
  next(state: number, code: number): number;
  /** The id of the piece that ends in a state, or -1. */
  idAt(state: number): number;
}

interface Node {
  readonly children: Map<number, Node>;
  id: number;
}

/** Codes below this go through a table at the root, where most searches end. */
const tableSize = 0x10000;

/** @param pieces the index is the id; of equal pieces the last one counts, and empty ones are left out */
export function createTrie(pieces: readonly string[]): Trie {
  const top: Node = { children: new Map(), id: -1 };
  pieces.forEach((piece, id) => {
    let node = top;
    for (const character of piece) {
      const code = character.codePointAt(0)!;
      let child = node.children.get(code);
      if (!child) {
        child = { children: new Map(), id: -1 };
        node.children.set(code, child);
      }
      node = child;
    }
    if (piece !== '') node.id = id;
  });
  // Breadth first, so that the children of a node are neighbours.
  const nodes: Node[] = [top];
  const codes: number[] = [-1];
  const firsts: number[] = [];
  for (const node of nodes) {
    firsts.push(nodes.length);
    for (const [code, child] of node.children) {
      nodes.push(child);
      codes.push(code);
    }
  }
  firsts.push(nodes.length);
  const first = Int32Array.from(firsts);
  const code = Int32Array.from(codes);
  const ids = Int32Array.from(nodes, ({ id }) => id);
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
