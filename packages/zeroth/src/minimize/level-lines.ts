/** A piece of a level line, in the coordinates of the grid: x by columns, y by rows. */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/**
 * The lines on which values on a grid reach a level, by marching squares: straight across each cell, between places that
 * linear interpolation finds on its edges. Cells with a corner that is not finite are left out. Where two opposite corners
 * lie above, the mean of the four says which are joined.
 *
 * @param values row by row, `columns` in a row
 */
export function levelLines(values: Float64Array, columns: number, level: number): readonly Segment[] {
  const rows = values.length / columns;
  const segments: Segment[] = [];
  for (let j = 0; j + 1 < rows; j++)
    for (let i = 0; i + 1 < columns; i++) {
      const at = j * columns + i;
      // Counter-clockwise from the corner with the least x and y.
      const corners = [values[at]!, values[at + 1]!, values[at + columns + 1]!, values[at + columns]!];
      if (!corners.every(Number.isFinite)) continue;
      const above = corners.map((value) => value >= level);
      const crossings: (readonly [x: number, y: number])[] = [];
      for (let k = 0; k < 4; k++) {
        const next = (k + 1) % 4;
        if (above[k] === above[next]) continue;
        const t = (level - corners[k]!) / (corners[next]! - corners[k]!);
        const [x, y] = places[k]!;
        const [u, v] = places[next]!;
        crossings.push([i + x + t * (u - x), j + y + t * (v - y)]);
      }
      if (crossings.length === 4) {
        const middle = (corners[0]! + corners[1]! + corners[2]! + corners[3]!) / 4 >= level;
        // Crossings lie on edges 0-1, 1-2, 2-3, 3-0. A middle on the side of corner 0 joins it to corner 2: the lines then
        // cut off corners 1 and 3, as the order pairs them; else corners 0 and 2.
        if (middle !== above[0]) crossings.unshift(crossings.pop()!);
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) segments.push([...crossings[k]!, ...crossings[k + 1]!]);
    }
  return segments;
}

const places = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;
