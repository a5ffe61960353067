import { type Constants, isConvex, type Theorem, theorem, whereKnown } from './theorem.js';

const beckTeboulle =
  'Beck, Teboulle: A fast iterative shrinkage-thresholding algorithm for linear inverse problems (2009)';

function covers(bound: number, { smoothness = Infinity }: Constants): boolean {
  return smoothness <= bound;
}

/** Of the proximal gradient method with the step 1/L; F = f + h. */
export function proximalTheorems(smoothness: number): readonly Theorem[] {
  return [
    theorem({
      name: 'convex and smooth, with a term',
      statement: 'F(x_k) − F* ≤ L ‖x0 − x*‖² / (2 k)',
      source: `${beckTeboulle}, theorem 3.1`,
      quantity: 'gap',
      bound: ({ constants, squaredDistance, gap }) =>
        whereKnown([squaredDistance, gap], isConvex(constants) && covers(smoothness, constants), (k) =>
          k === 0 ? Infinity : (smoothness * squaredDistance) / (2 * k),
        ),
    }),
    theorem({
      name: 'strongly convex and smooth, with a term',
      statement: '‖x_k − x*‖² ≤ (1 − μ/L)^k ‖x0 − x*‖²',
      quantity: 'squared distance',
      bound: ({ constants, squaredDistance }) => {
        const { convexity = 0 } = constants;
        return whereKnown(
          [squaredDistance],
          convexity > 0 && covers(smoothness, constants),
          (k) => (1 - convexity / smoothness) ** k * squaredDistance,
        );
      },
    }),
  ];
}

/** Of accelerated steps of 1/L that never restart; with a convexity in the options, of constant momentum. */
export function acceleratedTheorems(smoothness: number, convexity: number): readonly Theorem[] {
  if (convexity === 0)
    return [
      theorem({
        name: 'convex and smooth',
        statement: 'F(x_k) − F* ≤ 2 L ‖x0 − x*‖² / (k + 1)²',
        source: `${beckTeboulle}, theorem 4.4`,
        quantity: 'gap',
        bound: ({ constants, squaredDistance, gap }) =>
          whereKnown([squaredDistance, gap], isConvex(constants) && covers(smoothness, constants), (k) =>
            k === 0 ? Infinity : (2 * smoothness * squaredDistance) / (k + 1) ** 2,
          ),
      }),
    ];
  // With a term too: x_k + (x_k − x_{k−1}) (1/θ − 1), θ = √(μ/L), has the part of the theorem's v_k.
  return [
    theorem({
      name: 'strongly convex and smooth',
      statement: 'F(x_k) − F* ≤ (1 − √(μ/L))^k (F(x0) − F* + μ/2 ‖x0 − x*‖²)',
      source: 'Nesterov: Lectures on convex optimization (2018), theorem 2.2.3; with a term by the same argument',
      quantity: 'gap',
      bound: ({ constants, squaredDistance, gap }) =>
        whereKnown(
          [squaredDistance, gap],
          (constants.convexity ?? 0) >= convexity && covers(smoothness, constants),
          (k) => (1 - Math.sqrt(convexity / smoothness)) ** k * (gap + (convexity / 2) * squaredDistance),
        ),
    }),
  ];
}

/** Of Frank-Wolfe with the step 2 / (k + 2). */
export const openLoopTheorems: readonly Theorem[] = [
  theorem({
    name: 'convex and smooth, over a bounded set',
    statement: 'f(x_k) − f* ≤ 2 L D² / (k + 2)',
    source: 'Jaggi: Revisiting Frank-Wolfe (2013), theorem 1',
    quantity: 'gap',
    bound: ({ constants, gap }) => {
      const { smoothness = Number.NaN, diameter = Number.NaN } = constants;
      return whereKnown([gap, smoothness, diameter], isConvex(constants), (k) =>
        k === 0 ? Infinity : (2 * smoothness * diameter ** 2) / (k + 2),
      );
    },
  }),
];
