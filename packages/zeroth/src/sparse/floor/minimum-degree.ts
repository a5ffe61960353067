import { postorder } from './elimination-tree.js';
import type { Graph } from './graph.js';

const NONE = -1;
/** Marks are counted up; before they could overflow, all begin anew. */
const LARGEST_MARK = 2 ** 30;

/**
 * An order of elimination with little fill, by approximate minimum degree: nodes are eliminated in order of a bound on
 * their degrees, and the graph that elimination leaves is kept as a quotient graph, in which an eliminated node (an
 * element) stands for the clique of its neighbours. Nodes that have become indistinguishable are merged and eliminated
 * together, elements that others cover are absorbed, and nodes of very many neighbours are put last.
 *
 * @returns order: `order[k]` is the node to eliminate as number k; a postorder of its own elimination tree
 * @source Amestoy, Davis, Duff: An approximate minimum degree ordering algorithm (1996)
 */
export function minimumDegreeOrder(n: number, graph: Graph): Int32Array {
  const start = graph.pointers.slice(0, n);
  const length = new Int32Array(n);
  /** How many entries of a variable's list are elements; they come first. NONE for what is an element itself. */
  const elements = new Int32Array(n);
  /** Nodes a variable stands for: 0 once it is merged or put last, negative while it is in the pivot's clique. */
  const weight = new Int32Array(n).fill(1);
  /** Of a variable: bound on its degree. Of an element: weight of its clique. */
  const degree = new Int32Array(n);
  const parent = new Int32Array(n).fill(NONE);
  /** 0 for an absorbed element; else scratch that is valid at or above the mark. */
  const marks = new Int32Array(n).fill(1);
  const head = new Int32Array(n + 1).fill(NONE);
  const next = new Int32Array(n).fill(NONE);
  const previous = new Int32Array(n).fill(NONE);
  const bucket = new Int32Array(n).fill(NONE);
  const bucketNext = new Int32Array(n).fill(NONE);
  let lists = new Int32Array(graph.neighbours.length + Math.ceil(graph.neighbours.length / 4) + n + 16);
  lists.set(graph.neighbours);
  let free = graph.neighbours.length;
  let mark = 2;
  let eliminated = 0;
  let least = 0;

  const insert = (i: number, d: number): void => {
    const first = head[d]!;
    next[i] = first;
    previous[i] = NONE;
    if (first !== NONE) previous[first] = i;
    head[d] = i;
    if (d < least) least = d;
  };
  const remove = (i: number, d: number): void => {
    if (next[i] !== NONE) previous[next[i]!] = previous[i]!;
    if (previous[i] !== NONE) next[previous[i]!] = next[i]!;
    else head[d] = next[i]!;
  };
  const raiseMark = (by: number): void => {
    mark += by;
    if (mark < LARGEST_MARK) return;
    for (let i = 0; i < n; i++) if (marks[i] !== 0) marks[i] = 1;
    mark = 2;
  };
  /** Moves the lists still in use to the front, and makes room for `needed` more entries. */
  const makeRoom = (needed: number): void => {
    const live: number[] = [];
    for (let i = 0; i < n; i++) {
      const used = elements[i] === NONE ? marks[i] !== 0 : weight[i] !== 0;
      if (used && length[i]! > 0) live.push(i);
    }
    live.sort((i, j) => start[i]! - start[j]!);
    let to = 0;
    for (const i of live) {
      lists.copyWithin(to, start[i]!, start[i]! + length[i]!);
      start[i] = to;
      to += length[i]!;
    }
    free = to;
    if (free + needed > lists.length) {
      const larger = new Int32Array(Math.ceil(1.5 * (free + needed)));
      larger.set(lists.subarray(0, free));
      lists = larger;
    }
  };

  const dense = Math.max(16, 10 * Math.sqrt(n));
  const last: number[] = [];
  for (let i = 0; i < n; i++) {
    length[i] = graph.pointers[i + 1]! - graph.pointers[i]!;
    degree[i] = length[i]!;
    if (length[i]! <= dense) continue;
    weight[i] = 0;
    last.push(i);
    eliminated++;
  }
  for (let i = n - 1; i >= 0; i--) if (weight[i] !== 0) insert(i, degree[i]!);

  while (eliminated < n) {
    while (head[least] === NONE) least++;
    const pivot = head[least]!;
    remove(pivot, least);
    let pivotWeight = weight[pivot]!;
    eliminated += pivotWeight;
    weight[pivot] = -pivotWeight;

    // The pivot's clique: its own variables, and those of its elements, which it absorbs.
    const own = elements[pivot]!;
    let needed = length[pivot]! - own;
    for (let p = start[pivot]!; p < start[pivot]! + own; p++) needed += length[lists[p]!]!;
    if (free + needed > lists.length) makeRoom(needed);
    const clique = free;
    let cliqueWeight = 0;
    for (let k = 0; k <= own; k++) {
      const element = k < own ? lists[start[pivot]! + k]! : pivot;
      const from = start[element]! + (k < own ? 0 : own);
      const to = start[element]! + length[element]!;
      for (let p = from; p < to; p++) {
        const i = lists[p]!;
        const w = weight[i]!;
        if (w <= 0) continue;
        weight[i] = -w;
        cliqueWeight += w;
        lists[free++] = i;
        remove(i, degree[i]!);
      }
      if (k < own) {
        parent[element] = pivot;
        marks[element] = 0;
      }
    }
    start[pivot] = clique;
    length[pivot] = free - clique;
    elements[pivot] = NONE;
    degree[pivot] = cliqueWeight;
    marks[pivot] = 1;

    // For each element next to the clique: the weight of what it holds outside of it.
    raiseMark(1);
    for (let p = clique; p < free; p++) {
      const i = lists[p]!;
      const w = -weight[i]!;
      for (let q = start[i]!; q < start[i]! + elements[i]!; q++) {
        const element = lists[q]!;
        if (marks[element]! >= mark) marks[element]! -= w;
        else if (marks[element] !== 0) marks[element] = degree[element]! + mark - w;
      }
    }

    // New lists and degree bounds of the clique's variables.
    for (let p = clique; p < free; p++) {
      const i = lists[p]!;
      const from = start[i]!;
      const elementEnd = from + elements[i]!;
      const end = from + length[i]!;
      let to = from;
      let bound = 0;
      let hash = 0;
      for (let q = from; q < elementEnd; q++) {
        const element = lists[q]!;
        if (marks[element] === 0) continue;
        const outside = marks[element]! - mark;
        if (outside > 0) {
          bound += outside;
          lists[to++] = element;
          hash += element;
        } else {
          // The clique covers it.
          parent[element] = pivot;
          marks[element] = 0;
        }
      }
      const variables = to;
      for (let q = elementEnd; q < end; q++) {
        const j = lists[q]!;
        const w = weight[j]!;
        if (w <= 0) continue;
        bound += w;
        lists[to++] = j;
        hash += j;
      }
      if (bound === 0) {
        // All its neighbours are in the clique: it can be eliminated together with the pivot.
        parent[i] = pivot;
        const w = -weight[i]!;
        cliqueWeight -= w;
        pivotWeight += w;
        eliminated += w;
        weight[i] = 0;
        continue;
      }
      degree[i] = Math.min(degree[i]!, bound);
      // The pivot goes first. There is room: the pivot itself, or an element that it absorbed, has left the list.
      lists[to] = lists[variables]!;
      lists[variables] = lists[from]!;
      lists[from] = pivot;
      elements[i] = variables - from + 1;
      length[i] = to - from + 1;
      const slot = hash % n;
      bucketNext[i] = bucket[slot]!;
      bucket[slot] = i;
      previous[i] = slot;
    }
    degree[pivot] = cliqueWeight;
    raiseMark(n < LARGEST_MARK / 2 ? n : 1);

    // Variables of the same lists are merged.
    for (let p = clique; p < free; p++) {
      const inClique = lists[p]!;
      if (weight[inClique]! >= 0) continue;
      const slot = previous[inClique]!;
      let i = bucket[slot]!;
      bucket[slot] = NONE;
      for (; i !== NONE && bucketNext[i] !== NONE; i = bucketNext[i]!) {
        for (let q = start[i]! + 1; q < start[i]! + length[i]!; q++) marks[lists[q]!] = mark;
        let before = i;
        for (let j = bucketNext[i]!; j !== NONE; ) {
          let same = length[j] === length[i] && elements[j] === elements[i];
          for (let q = start[j]! + 1; same && q < start[j]! + length[j]!; q++) same = marks[lists[q]!] === mark;
          if (same) {
            parent[j] = i;
            weight[i]! += weight[j]!;
            weight[j] = 0;
            j = bucketNext[j]!;
            bucketNext[before] = j;
          } else {
            before = j;
            j = bucketNext[j]!;
          }
        }
        raiseMark(1);
      }
    }

    // Those that are left get their degrees, and the clique forgets the others.
    let to = clique;
    for (let p = clique; p < free; p++) {
      const i = lists[p]!;
      const w = -weight[i]!;
      if (w <= 0) continue;
      weight[i] = w;
      const d = Math.max(0, Math.min(degree[i]! + cliqueWeight - w, n - eliminated - w));
      degree[i] = d;
      insert(i, d);
      lists[to++] = i;
    }
    free = to;
    length[pivot] = to - clique;
    weight[pivot] = pivotWeight;
    if (length[pivot] === 0) marks[pivot] = 0;
  }
  // Nodes eliminated together with a pivot are variables; what was eliminated before them, below it, comes first.
  const order = postorder(n, parent, (i) => elements[i] !== NONE);
  return last.length === 0 ? order : withLast(order, last);
}

function withLast(order: Int32Array, last: readonly number[]): Int32Array {
  const isLast = new Set(last);
  return Int32Array.from([...order.filter((i) => !isLast.has(i)), ...last]);
}
