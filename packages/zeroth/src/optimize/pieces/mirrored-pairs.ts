import type { Vector } from '../../query/index.js';
import type { Random } from '../../random/index.js';
import type { Bounds } from '../minimizer.js';
import { project } from './box.js';

/** Normal directions, and the points x + size z and x − size z for each, one after the other, within the bounds. */
export interface MirroredPairs {
  readonly directions: readonly Vector[];
  readonly points: readonly Vector[];
}

/** Draws `count` standard normal directions about x. */
export function mirroredPairs(
  draws: Random,
  x: Vector,
  size: number,
  count: number,
  bounds: Bounds | undefined,
): MirroredPairs {
  const directions = Array.from({ length: count }, () => draws.fillNormal(new Float64Array(x.length)));
  const points = directions.flatMap((z) =>
    [size, -size].map((t) => {
      const point = x.map((v, i) => v + t * z[i]!);
      if (bounds !== undefined) project(point, bounds);
      return point;
    }),
  );
  return { directions, points };
}
