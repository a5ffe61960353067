import { dot, multiply, norm2, normInfinity } from '../../array/vector.js';
import { type SymmetricEigen, symmetricEigen } from '../../linalg/index.js';
import { type Gradients, gradientsAt, type Method, type Vector } from '../../query/index.js';
import { quarticStep } from './quartic-step.js';

/** τ of Nesterov's splitting: the model's fourth-order weight is M = 3 τ² L. */
const splitting = 2;
/** M over L, at which the model of third order is convex, with relative condition number (τ + 1)/(τ − 1). */
export const tensorRegularization = 3 * splitting * splitting;
/** The gradient that is left in the model, in parts of L ‖d‖³ / 6, the error of its Taylor polynomial. */
export const tensorInexactness = 0.1;
/** Inner steps; each takes 2/3 of the distance at least, in the function that measures it. */
const most = 200;

/**
 * A step that minimises the third-order model of f at x, convex with this weight: g·d + ½ d·H d + ⅙ D³f(x)[d]³ +
 * (M / 24) ‖d‖⁴ with M = 12 L, to a gradient of at most 0.1 L ‖d‖³ / 6. Each inner step minimises a quartic function in
 * closed form, up to a scalar root; D³f(x)[d]² is a central difference of gradients, so that no third derivative is asked.
 *
 * @param smoothness L, a Lipschitz constant of the third derivative
 * @source Nesterov: Implementable tensor methods in unconstrained convex optimization (2021), sections 4 and 5
 * @source Nesterov: Superfast second-order methods for unconstrained convex optimization (2021), for the differences
 */
export function* tensorStep(
  x: Vector,
  gradient: Vector,
  hessian: Vector,
  smoothness: number,
): Method<Gradients, Vector> {
  const n = x.length;
  const weight = (tensorRegularization * smoothness) / 6;
  const shrunk = scaledEigen(symmetricEigen(hessian, n), 1 - 1 / splitting);
  const quartic = (splitting * (splitting - 1) * smoothness) / 2;
  const relative = (splitting + 1) / (splitting - 1);
  const image = new Float64Array(n);
  let step: Vector = new Float64Array(n);
  for (let k = 0; k < most; k++) {
    const third = yield* thirdDerivative(x, gradient, step);
    multiply(image, hessian, step);
    const square = dot(step, step);
    const slope = gradient.map((g, i) => g + image[i]! + third[i]! / 2 + weight * square * step[i]!);
    if (k > 0 && norm2(slope) <= (tensorInexactness * smoothness * square ** 1.5) / 6) break;
    // argmin of slope·d + relative times the Bregman distance of ρ(d) = ½ (1 − 1/τ) d·H d + quartic ‖d‖⁴ / 4.
    const linear = slope.map((s, i) => s / relative - (1 - 1 / splitting) * image[i]! - quartic * square * step[i]!);
    step = quarticStep(shrunk, linear, quartic);
  }
  return step;
}

/** D³f(x)[d]² from gradients on both sides of x. */
function* thirdDerivative(x: Vector, gradient: Vector, direction: Vector): Method<Gradients, Vector> {
  const length = norm2(direction);
  if (length === 0) return new Float64Array(x.length);
  // Of a second difference, rounding ε / h² and truncation h² are equal at ε^(1/4).
  const h = (Number.EPSILON ** 0.25 * Math.max(1, normInfinity(x))) / length;
  const answers = yield* gradientsAt([1, -1].map((sign) => x.map((v, i) => v + sign * h * direction[i]!)));
  const [ahead, behind] = [answers[0]!.gradient, answers[1]!.gradient];
  return gradient.map((g, i) => (ahead[i]! - 2 * g + behind[i]!) / (h * h));
}

function scaledEigen({ values, vectors }: SymmetricEigen, factor: number): SymmetricEigen {
  return { values: values.map((v) => factor * v), vectors };
}
