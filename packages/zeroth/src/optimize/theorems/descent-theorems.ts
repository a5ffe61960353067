import { isConvex, type Theorem, theorem, whereKnown } from './theorem.js';

/** Of x ← x − η ∇f(x), or along a subgradient, with a constant step. */
export function descentTheorems(step: number): readonly Theorem[] {
  const short = (smoothness = Infinity): boolean => step * smoothness <= 1;
  return [
    theorem({
      name: 'convex and smooth',
      statement: 'f(x_k) − f* ≤ ‖x0 − x*‖² / (2 η k), η ≤ 1/L',
      quantity: 'gap',
      bound: ({ constants, squaredDistance, gap }) =>
        whereKnown([squaredDistance, gap], isConvex(constants) && short(constants.smoothness), (k) =>
          k === 0 ? Infinity : squaredDistance / (2 * step * k),
        ),
    }),
    theorem({
      name: 'strongly convex and smooth',
      statement: '‖x_k − x*‖² ≤ (1 − η μ)^k ‖x0 − x*‖², η ≤ 1/L',
      quantity: 'squared distance',
      bound: ({ constants: { convexity = 0, smoothness }, squaredDistance }) =>
        whereKnown(
          [squaredDistance],
          convexity > 0 && short(smoothness),
          (k) => (1 - step * convexity) ** k * squaredDistance,
        ),
    }),
    theorem({
      name: 'Polyak-Łojasiewicz and smooth',
      statement: 'f(x_k) − f* ≤ (1 − η μ)^k (f(x0) − f*), η ≤ 1/L',
      quantity: 'gap',
      bound: ({ constants: { polyakLojasiewicz = 0, smoothness }, gap }) =>
        whereKnown([gap], polyakLojasiewicz > 0 && short(smoothness), (k) => (1 - step * polyakLojasiewicz) ** k * gap),
    }),
    theorem({
      name: 'smooth',
      statement: 'min ‖∇f(x_j)‖² ≤ 2 (f(x0) − f*) / (η k), η ≤ 1/L',
      source: 'Nesterov: Lectures on convex optimization (2018), section 1.2.3',
      quantity: 'least squared gradient',
      bound: ({ constants: { smoothness }, gap }) =>
        whereKnown([gap], short(smoothness), (k) => (k === 0 ? Infinity : (2 * gap) / (step * k))),
    }),
    theorem({
      name: 'convex and Lipschitz',
      statement: 'min f(x_j) − f* ≤ ‖x0 − x*‖² / (2 η (k + 1)) + η G² / 2',
      quantity: 'least gap',
      bound: ({ constants, squaredDistance, gap }) =>
        whereKnown(
          [squaredDistance, gap, constants.lipschitz],
          isConvex(constants),
          (k) => squaredDistance / (2 * step * (k + 1)) + (step * (constants.lipschitz ?? 0) ** 2) / 2,
        ),
    }),
  ];
}

/** Of Polyak's step with a tight lower bound. */
export function polyakTheorems(lowerBound: number): readonly Theorem[] {
  const source = 'Polyak: Introduction to optimization (1987), section 5.3';
  const isTight = (given: number | undefined): boolean => given === lowerBound;
  return [
    theorem({
      name: 'convex and Lipschitz',
      statement: 'min f(x_j) − f* ≤ G ‖x0 − x*‖ / √(k + 1), f* known',
      source,
      quantity: 'least gap',
      bound: ({ constants, squaredDistance }) =>
        whereKnown(
          [squaredDistance, constants.lipschitz],
          isConvex(constants) && isTight(constants.lowerBound),
          (k) => (constants.lipschitz ?? 0) * Math.sqrt(squaredDistance / (k + 1)),
        ),
    }),
    theorem({
      name: 'convex and smooth',
      statement: 'min f(x_j) − f* ≤ 2 L ‖x0 − x*‖² / (k + 1), f* known',
      source: 'Hazan, Kakade: Revisiting the Polyak step size (2019)',
      quantity: 'least gap',
      bound: ({ constants, squaredDistance }) =>
        whereKnown(
          [squaredDistance, constants.smoothness],
          isConvex(constants) && isTight(constants.lowerBound),
          (k) => (2 * (constants.smoothness ?? 0) * squaredDistance) / (k + 1),
        ),
    }),
  ];
}

/** Of the heavy ball with a constant step and momentum. */
export function heavyBallTheorems(step: number, momentum: number): readonly Theorem[] {
  return [
    theorem({
      name: 'convex and smooth',
      statement: 'mean of f(x_j) − f* ≤ ((1 − β)/(2 η) ‖x0 − x*‖² + β/(1 − β) (f(x0) − f*)) / k, η ≤ (1 − β)/L',
      source: 'Ghadimi, Feyzmahdavian, Johansson: Global convergence of the heavy-ball method (2015), theorem 1',
      quantity: 'mean gap',
      bound: ({ constants, squaredDistance, gap }) =>
        whereKnown(
          [squaredDistance, gap],
          isConvex(constants) && step * (constants.smoothness ?? Infinity) <= 1 - momentum,
          (k) => (((1 - momentum) / (2 * step)) * squaredDistance + (momentum / (1 - momentum)) * gap) / k,
        ),
    }),
  ];
}
