import type { Box, Network } from './network.js';

type Point = readonly [number, number];

/** A convex polygon on which the network is affine up to some neuron. */
type Polygon = readonly Point[];

/** Polygons of less than this share of the box are rounding. */
const sliver = 1e-12;

/**
 * The Jacobian of each region of a network of two inputs in a box, where it is affine: the box is cut along the line of
 * each neuron, layer by layer. This is exact but for rounding, and exponential in the size of the network.
 */
export function regionJacobians(network: Network, { centre, radius }: Box): readonly (readonly Float64Array[])[] {
  const corner = (x: number, y: number): Point => [centre[0]! + x * radius[0]!, centre[1]! + y * radius[1]!];
  const box = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
  const smallest = sliver * area(box);
  const found: (readonly Float64Array[])[] = [];
  visit(box, 0, [Float64Array.of(1, 0), Float64Array.of(0, 1)], new Float64Array(2));
  return found;

  /** In the polygon, the inputs of the layer are rows · x + offsets. */
  function visit(polygon: Polygon, layer: number, rows: readonly Float64Array[], offsets: Float64Array): void {
    const { weights, bias } = network[layer]!;
    const made = weights.map((row) => combined(row, rows));
    if (layer === network.length - 1) {
      found.push(made);
      return;
    }
    const constants = bias.map((value, i) => weights[i]!.reduce((sum, weight, j) => sum + weight * offsets[j]!, value));
    let pieces: { readonly polygon: Polygon; readonly active: readonly boolean[] }[] = [{ polygon, active: [] }];
    for (const [i, row] of made.entries()) {
      pieces = pieces.flatMap((piece) =>
        [1, -1].flatMap((side) => {
          const part = clipped(piece.polygon, ([x, y]) => side * (row[0]! * x + row[1]! * y + constants[i]!));
          return area(part) > smallest ? [{ polygon: part, active: [...piece.active, side > 0] }] : [];
        }),
      );
    }
    for (const { polygon: part, active } of pieces) {
      const passed = made.map((row, i) => (active[i] ? row : new Float64Array(2)));
      visit(
        part,
        layer + 1,
        passed,
        constants.map((value, i) => (active[i] ? value : 0)),
      );
    }
  }
}

function combined(weights: Float64Array, rows: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(2);
  for (const [j, row] of rows.entries()) for (let k = 0; k < 2; k++) sum[k]! += weights[j]! * row[k]!;
  return sum;
}

/** The part of a polygon where a linear function is at least 0. */
function clipped(polygon: Polygon, height: (point: Point) => number): Polygon {
  return polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length]!;
    const [a, b] = [height(from), height(to)];
    const kept = a >= 0 ? [from] : [];
    if (a >= 0 === b >= 0) return kept;
    const share = a / (a - b);
    return [...kept, [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] as const];
  });
}

function area(polygon: Polygon): number {
  return polygon.reduce((sum, [x, y], i) => {
    const [u, v] = polygon[(i + 1) % polygon.length]!;
    return sum + (x * v - u * y) / 2;
  }, 0);
}
