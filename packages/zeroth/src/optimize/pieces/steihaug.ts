import { addScaled, dot, norm2 } from '../../array/vector.js';
import type { Method, Query, Vector } from '../../query/index.js';

/** What {@link steihaug} found. */
export interface SteihaugStep {
  readonly step: Vector;
  /** g·d + ½ d·H d at the step, at most 0. */
  readonly model: number;
  /** Whether the step ends on the boundary: the region is too small, or the curvature negative. */
  readonly bounded: boolean;
  /** Products asked. */
  readonly products: number;
}

/**
 * A minimiser of g·d + ½ d·H d within ‖d‖ ≤ radius by conjugate gradients from 0, whose iterates grow in length: they
 * end on the boundary where they would leave it, or where a direction has no positive curvature. At least as good as
 * the steepest descent step within the radius.
 *
 * @param product asks for H times a vector
 * @param accuracy ‖residual‖ / ‖g‖ at which to end inside
 * @source Steihaug: The conjugate gradient method and trust regions in large scale optimization (1983)
 */
export function* steihaug<Y extends Query>(
  product: (direction: Vector) => Method<Y, Vector>,
  gradient: Vector,
  radius: number,
  accuracy: number,
  most: number,
): Method<Y, SteihaugStep> {
  const n = gradient.length;
  const step = new Float64Array(n);
  const residual = gradient.slice();
  const direction = residual.map((r) => -r);
  let size = dot(residual, residual);
  const wanted = accuracy * Math.sqrt(size);
  let model = 0;
  for (let products = 1; ; products++) {
    if (size === 0) return { step, model, bounded: false, products: products - 1 };
    const image = yield* product(direction);
    const curvature = dot(direction, image);
    const slope = dot(residual, direction);
    const alpha = curvature > 0 ? size / curvature : Infinity;
    const reach = toBoundary(step, direction, radius);
    if (!(alpha < reach)) {
      addScaled(step, reach, direction);
      return { step, model: model + reach * slope + 0.5 * reach * reach * curvature, bounded: true, products };
    }
    addScaled(step, alpha, direction);
    addScaled(residual, alpha, image);
    model += alpha * slope + 0.5 * alpha * alpha * curvature;
    const next = dot(residual, residual);
    if (Math.sqrt(next) <= wanted || products >= most) return { step, model, bounded: false, products };
    const beta = next / size;
    for (let i = 0; i < n; i++) direction[i] = beta * direction[i]! - residual[i]!;
    size = next;
  }
}

/** The t > 0 at which ‖d + t p‖ is the radius, ‖d‖ being at most that. */
export function toBoundary(d: Vector, p: Vector, radius: number): number {
  const pp = dot(p, p);
  const half = dot(d, p);
  const length = norm2(d);
  const room = Math.max(0, (radius - length) * (radius + length));
  const root = Math.sqrt(half * half + pp * room);
  // The form without cancellation for the sign of d·p.
  return half > 0 ? room / (half + root) : (root - half) / pp;
}
