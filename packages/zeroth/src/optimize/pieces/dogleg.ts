import { dot, norm2 } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import { toBoundary } from './steihaug.js';

/**
 * The point of the dogleg path, from 0 over the minimiser along −g to the Newton step, that is farthest along within
 * ‖d‖ ≤ radius: for positive definite H the model falls and the length grows along it.
 *
 * @param newton −H⁻¹ g
 * @param curvature g·H g, positive
 * @source Powell: A hybrid method for nonlinear equations (1970)
 */
export function dogleg(gradient: Vector, newton: Vector, curvature: number, radius: number): Vector {
  if (norm2(newton) <= radius) return newton.slice();
  const gg = dot(gradient, gradient);
  const length = Math.sqrt(gg);
  const cauchy = gg / curvature;
  if (cauchy * length >= radius) return gradient.map((g) => (-radius / length) * g);
  const corner = gradient.map((g) => -cauchy * g);
  const leg = newton.map((v, i) => v - corner[i]!);
  const t = toBoundary(corner, leg, radius);
  return corner.map((c, i) => c + t * leg[i]!);
}
