/*
 * A symmetric matrix is given here by the strict part of its pattern that is left of the diagonal: row i has columns
 * `indices[p] < i`, p from pointers[i] to pointers[i + 1] − 1.
 */

/**
 * The elimination tree: the parent of column j is the first row below the diagonal in column j of the factor; −1 for
 * roots. Paths are compressed, so that it takes next to linear time.
 *
 * @source Liu: The role of elimination trees in sparse factorization (1990)
 */
export function eliminationTree(n: number, pointers: Int32Array, indices: Int32Array): Int32Array {
  const parent = new Int32Array(n).fill(-1);
  const ancestor = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++)
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++)
      for (let j = indices[p]!; j !== -1 && j < i; ) {
        const above = ancestor[j]!;
        ancestor[j] = i;
        if (above === -1) parent[j] = i;
        j = above;
      }
  return parent;
}

/**
 * The nodes of a forest, each after its children.
 *
 * @param goesLast says of which nodes that they come after those of their siblings that are not such
 */
export function postorder(n: number, parent: Int32Array, goesLast?: (node: number) => boolean): Int32Array {
  const firstChild = new Int32Array(n).fill(-1);
  const sibling = new Int32Array(n).fill(-1);
  const addChildren = (chosen: boolean): void => {
    for (let i = n - 1; i >= 0; i--) {
      const above = parent[i]!;
      if (above === -1 || (goesLast?.(i) ?? false) !== chosen) continue;
      sibling[i] = firstChild[above]!;
      firstChild[above] = i;
    }
  };
  if (goesLast !== undefined) addChildren(true);
  addChildren(false);
  const order = new Int32Array(n);
  const stack = new Int32Array(n);
  let count = 0;
  for (let root = 0; root < n; root++) {
    if (parent[root] !== -1) continue;
    let depth = 0;
    stack[depth++] = root;
    while (depth > 0) {
      const node = stack[depth - 1]!;
      const child = firstChild[node]!;
      if (child === -1) {
        order[count++] = node;
        depth--;
      } else {
        firstChild[node] = sibling[child]!;
        stack[depth++] = child;
      }
    }
  }
  return order;
}

/** Entries below the diagonal in each column of the factor: row i has one wherever its subtree of the tree reaches. */
export function columnCounts(n: number, pointers: Int32Array, indices: Int32Array, parent: Int32Array): Int32Array {
  const counts = new Int32Array(n);
  const seen = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    seen[i] = i;
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++)
      for (let j = indices[p]!; seen[j] !== i; j = parent[j]!) {
        seen[j] = i;
        counts[j]!++;
      }
  }
  return counts;
}
