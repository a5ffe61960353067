import { type Coloring, heaviestFirst } from './coloring.js';
import type { Pattern } from './pattern.js';

/** A connected pair of colours: one vertex and its neighbours. `hub` is −1 while there are but two vertices. */
interface Star {
  hub: number;
}

/** A colouring of the variables of a Hessian, and from which product each of its entries is read. */
export interface StarColoring extends Coloring {
  /** For an entry off the diagonal: whether its row is the hub of the star that it belongs to. */
  rowIsHub(row: number, column: number): boolean;
}

/**
 * Colours for the variables of a symmetric matrix such that neighbours differ and no path of four has two colours only.
 * Two colours then meet in stars, and every entry is shown by itself in the product with the sum of the unit vectors of
 * its star's hub's colour, in the row of the leaf. Greedy, in the order of the variables and by their number of
 * neighbours, the better of the two; a dense row costs one colour.
 *
 * @param neighbors symmetric; entries on the diagonal do not matter
 * @source Gebremedhin, Tarafdar, Manne, Pothen: New acyclic and star coloring algorithms with application to computing Hessians (2007)
 */
export function starColoring(neighbors: Pattern): StarColoring {
  const n = neighbors.pointers.length - 1;
  const degrees = Float64Array.from({ length: n }, (_, i) => neighbors.pointers[i + 1]! - neighbors.pointers[i]!);
  const largestFirst = greedy(neighbors, heaviestFirst(degrees));
  const natural = greedy(
    neighbors,
    Int32Array.from({ length: n }, (_, i) => i),
  );
  return natural.count < largestFirst.count ? natural : largestFirst;
}

function greedy({ pointers, indices }: Pattern, order: Int32Array): StarColoring {
  const n = order.length;
  const colors = new Int32Array(n).fill(-1);
  // For each vertex, the colours of its neighbours, and the star that it forms with each of them.
  const stars = Array.from({ length: n }, () => new Map<number, Star>());
  const forbidden = new Int32Array(n + 1).fill(-1);
  let count = 0;
  for (const v of order) {
    const first = new Map<number, number>();
    const forbidAround = (w: number): void => {
      for (const color of stars[w]!.keys()) forbidden[color] = v;
    };
    for (let p = pointers[v]!; p < pointers[v + 1]!; p++) {
      const w = indices[p]!;
      const color = colors[w]!;
      if (w === v || color < 0) continue;
      forbidden[color] = v;
      const twin = first.get(color);
      if (twin === undefined) {
        first.set(color, w);
        // As a leaf of another star, w must not get a second neighbour of the hub's colour.
        for (const [other, { hub }] of stars[w]!) if (hub !== w && hub >= 0) forbidden[other] = v;
      } else {
        // Two neighbours of one colour make v a hub: neither may have another neighbour of v's colour.
        forbidAround(twin);
        forbidAround(w);
      }
    }
    let color = 0;
    while (forbidden[color] === v) color++;
    colors[v] = color;
    count = Math.max(count, color + 1);
    for (let p = pointers[v]!; p < pointers[v + 1]!; p++) {
      const w = indices[p]!;
      const other = colors[w]!;
      if (w === v || other < 0) continue;
      const joined = stars[w]!.get(color);
      const own = stars[v]!.get(other);
      if (joined !== undefined) joined.hub = w;
      else if (own !== undefined) own.hub = v;
      const star = joined ?? own ?? { hub: -1 };
      stars[v]!.set(other, star);
      stars[w]!.set(color, star);
    }
  }
  return {
    colors,
    count,
    rowIsHub: (row, column) => stars[row]!.get(colors[column]!)?.hub === row,
  };
}
