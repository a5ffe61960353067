import {
  abs,
  add,
  asArray,
  clip,
  concat,
  divide,
  exp,
  eye,
  matmul,
  matrixTranspose,
  maximum,
  multiply,
  type NDArray,
  outer,
  sign,
  slice,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  toFloat64Array,
  zeros,
} from 'zeroth/array';
import { fixedPointOf, implicit, minimizerOf, proximalFixedPointOf, rootOf } from 'zeroth/autodiff';
import { solve } from 'zeroth/linalg';
import type { Random } from 'zeroth/random';
import { gaussianMatrix } from '../matrices.js';

/** A problem whose solution is differentiated by its parameters. */
export interface Problem {
  readonly name: string;
  readonly parameters: Float64Array;
  /** The solution as a vector: by the solver for arrays, with the implicit derivative where it is traced. */
  readonly solution: (parameters: NDArray) => NDArray;
}

/** ½ |A x − b|². */
export function halfSquares(a: NDArray, x: NDArray, b: NDArray): NDArray {
  return multiply(0.5, sum(square(subtract(matmul(a, x), b))));
}

function gaussianVector(draws: Random, n: number): Float64Array {
  return draws.fillNormal(new Float64Array(n));
}

/** As often as it takes for a step to change nothing but the last bits. */
function untilStill(step: (x: NDArray) => NDArray, x0: NDArray, most = 20_000): NDArray {
  let x = x0;
  for (let k = 0; k < most; k++) {
    const next = step(x);
    const moved = Math.max(...toFloat64Array(abs(subtract(next, x))));
    x = next;
    if (moved <= 1e-15) break;
  }
  return x;
}

/** All problems, of random data. */
export function problemsOf(draws: Random): readonly Problem[] {
  return [
    ridge(draws),
    supportVectors(draws),
    simplexProjection(draws),
    ballProjection(draws),
    quadraticProgram(draws),
    equilibrium(draws),
    lasso(draws),
  ];
}

/** min ½ |A x − b|² + ½ Σ e^θᵢ xᵢ², by gradient descent. */
function ridge(draws: Random): Problem {
  const [m, n] = [20, 6];
  const a = divide(gaussianMatrix(draws, m, n), Math.sqrt(m));
  const b = asArray(gaussianVector(draws, m));
  const solver = (x0: NDArray, theta: NDArray): NDArray => {
    const weights = exp(theta);
    const step = 1 / (4 + Math.max(...toFloat64Array(weights)));
    const gradient = (x: NDArray) => add(matmul(matrixTranspose(a), subtract(matmul(a, x), b)), multiply(weights, x));
    return untilStill((x) => subtract(x, multiply(step, gradient(x))), x0);
  };
  const objective = (x: NDArray, theta: NDArray) =>
    add(halfSquares(a, x, b), multiply(0.5, sum(multiply(exp(theta), square(x)))));
  const map = implicit(solver, minimizerOf(objective));
  return {
    name: 'ridge regression, by a penalty for each coordinate',
    parameters: gaussianVector(draws, n),
    solution: (theta) => map(zeros([n]), theta),
  };
}

/**
 * The dual of a support vector machine: max Σ α − ½ Σ αᵢ αⱼ yᵢ yⱼ K(i, j) with 0 ≤ α ≤ C, K Gaussian, by C and the
 * kernel's width, by coordinate ascent.
 */
function supportVectors(draws: Random): Problem {
  const n = 16;
  const points = Array.from({ length: n }, () => gaussianVector(draws, 2));
  const labels = points.map(([u, v]) => (u! + 0.5 * v! + 0.7 * draws.normal() > 0 ? 1 : -1));
  const signs = outer(labels, labels);
  const distances = asArray(points.map((p) => points.map((q) => (p[0]! - q[0]!) ** 2 + (p[1]! - q[1]!) ** 2)));
  const quadratic = (width: NDArray) => multiply(signs, exp(divide(multiply(distances, -0.5), square(width))));
  const boxOf = (theta: NDArray) => ({ most: slice(theta, 0), width: slice(theta, 1) });
  const solver = (x0: NDArray, theta: NDArray): NDArray => {
    const { most, width } = boxOf(theta);
    const q = toFloat64Array(quadratic(width));
    const alpha = toFloat64Array(x0).slice();
    for (let sweep = 0; sweep < 20_000; sweep++) {
      let moved = 0;
      for (let i = 0; i < n; i++) {
        let slope = 1;
        for (let j = 0; j < n; j++) slope -= q[i * n + j]! * alpha[j]!;
        const next = Math.min(most.item(), Math.max(0, alpha[i]! + slope / q[i * n + i]!));
        moved = Math.max(moved, Math.abs(next - alpha[i]!));
        alpha[i] = next;
      }
      if (moved <= 1e-15) break;
    }
    return asArray(alpha);
  };
  const map = implicit(
    solver,
    proximalFixedPointOf(
      (x: NDArray, theta: NDArray) =>
        subtract(multiply(0.5, sum(multiply(x, matmul(quadratic(boxOf(theta).width), x)))), sum(x)),
      (y, _step, theta) => clip(y, 0, boxOf(theta).most),
      { step: 0.1 },
    ),
  );
  return {
    name: 'the dual of a support vector machine, by C and the width of its kernel',
    parameters: Float64Array.of(1.3, 0.8),
    solution: (theta) => map(zeros([n]), theta),
  };
}

/** The projection of y on {x ≥ 0, Σ x = r}, by y and r, by bisection: x = max(y − τ, 0). */
function simplexProjection(draws: Random): Problem {
  const n = 8;
  const pointOf = (theta: NDArray) => slice(theta, [0, n]);
  const radiusOf = (theta: NDArray) => slice(theta, n);
  const solver = (_: unknown, theta: NDArray) => {
    const y = toFloat64Array(pointOf(theta));
    const radius = radiusOf(theta).item();
    let [low, high] = [Math.min(...y) - radius, Math.max(...y)];
    for (let k = 0; k < 200; k++) {
      const middle = (low + high) / 2;
      if (y.reduce((total, value) => total + Math.max(0, value - middle), 0) > radius) low = middle;
      else high = middle;
    }
    return { x: asArray(y.map((value) => Math.max(0, value - high))), shift: asArray(high) };
  };
  const map = implicit(
    solver,
    rootOf(({ x, shift }: { x: NDArray; shift: NDArray }, theta: NDArray) => ({
      x: subtract(x, maximum(subtract(pointOf(theta), shift), 0)),
      shift: subtract(sum(x), radiusOf(theta)),
    })),
  );
  return {
    name: 'the projection on a simplex, by the point and the radius',
    parameters: Float64Array.from([...gaussianVector(draws, n), 1]),
    solution: (theta) => map({ x: zeros([n]), shift: zeros([]) }, theta).x,
  };
}

/** min ½ |D (x − y)|² in the ball |x| ≤ r, by y and r, by projected gradient steps. */
function ballProjection(draws: Random): Problem {
  const n = 6;
  const scales = asArray(Float64Array.from({ length: n }, () => 0.5 + draws.uniform()));
  const y = gaussianVector(draws, n).map((value) => 2 * value);
  const f = (x: NDArray, theta: NDArray) =>
    multiply(0.5, sum(multiply(square(scales), square(subtract(x, slice(theta, [0, n]))))));
  const prox = (z: NDArray, _step: number, theta: NDArray) => {
    const length = sqrt(sum(square(z)));
    return multiply(z, divide(slice(theta, n), maximum(length, slice(theta, n))));
  };
  const step = 0.4;
  const map = implicit(
    (x0: NDArray, theta: NDArray) =>
      untilStill((x) => {
        const gradient = multiply(square(scales), subtract(x, slice(theta, [0, n])));
        return prox(subtract(x, multiply(step, gradient)), step, theta);
      }, x0),
    proximalFixedPointOf(f, prox, { step }),
  );
  return {
    name: 'the projection on a ball in a scaled norm, by the point and the radius',
    parameters: Float64Array.from([...y, 0.5 * Math.hypot(...y)]),
    solution: (theta) => map(zeros([n]), theta),
  };
}

/** min ½ xᵀ Q x + cᵀ x with A x = b and x ≤ h, by c, b, h, by an interior point method. */
function quadraticProgram(draws: Random): Problem {
  const [n, equalities] = [7, 2];
  const root = gaussianMatrix(draws, n, n);
  const q = add(matmul(matrixTranspose(root), root), eye(n));
  const a = gaussianMatrix(draws, equalities, n);
  const partsOf = (theta: NDArray) => ({
    c: slice(theta, [0, n]),
    b: slice(theta, [n, n + equalities]),
    h: slice(theta, [n + equalities, 2 * n + equalities]),
  });
  const residual = (
    { x, nu, lambda }: { readonly x: NDArray; readonly nu: NDArray; readonly lambda: NDArray },
    theta: NDArray,
  ) => {
    const { c, b, h } = partsOf(theta);
    return {
      x: add(add(matmul(q, x), c), add(matmul(matrixTranspose(a), nu), lambda)),
      nu: subtract(matmul(a, x), b),
      lambda: multiply(lambda, subtract(x, h)),
    };
  };
  const map = implicit((_: unknown, theta: NDArray) => interiorPoint(q, a, partsOf(theta)), rootOf(residual));
  // Bounds about the solution without them: some hold it back.
  const [c, b] = [gaussianVector(draws, n), gaussianVector(draws, equalities)];
  const free = toFloat64Array(
    slice(
      solve(
        concat([
          concat([q, matrixTranspose(a)], { axis: 1 }),
          concat([a, zeros([equalities, equalities])], { axis: 1 }),
        ]),
        concat([multiply(-1, c), asArray(b)]),
      ),
      [0, n],
    ),
  );
  const h = free.map((value, i) => (i < 2 ? value - 0.3 : value + 1 + draws.uniform()));
  const start = { x: zeros([n]), nu: zeros([equalities]), lambda: zeros([n]) };
  return {
    name: 'a quadratic program, by all of its right-hand sides',
    parameters: Float64Array.from([...c, ...b, ...h]),
    solution: (theta) => {
      const { x, nu, lambda } = map(start, theta);
      return concat([x, nu, lambda]);
    },
  };
}

/** Newton's steps on the conditions with λ s = μ, s = h − x > 0, and μ to zero. */
function interiorPoint(
  q: NDArray,
  a: NDArray,
  { c, b, h }: { readonly c: NDArray; readonly b: NDArray; readonly h: NDArray },
) {
  const n = q.shape[0]!;
  const m = a.shape[0]!;
  const at = matrixTranspose(a);
  let [x, s, lambda, nu] = [zeros([n]), add(zeros([n]), 1), add(zeros([n]), 1), zeros([m])];
  for (let k = 0; k < 60; k++) {
    const mu = (0.1 * sum(multiply(s, lambda)).item()) / n;
    const dual = add(add(matmul(q, x), c), add(matmul(at, nu), lambda));
    const gap = subtract(add(x, s), h);
    const complementarity = subtract(multiply(s, lambda), mu);
    const weights = divide(lambda, s);
    // δs = −gap − δx and δλ = −(complementarity + λ δs) / s, eliminated.
    const right = subtract(divide(subtract(complementarity, multiply(lambda, gap)), s), dual);
    const corner = add(q, multiply(eye(n), weights));
    const matrix = concat([concat([corner, at], { axis: 1 }), concat([a, zeros([m, m])], { axis: 1 })]);
    const change = solve(matrix, concat([right, subtract(b, matmul(a, x))]));
    const dx = slice(change, [0, n]);
    const ds = subtract(multiply(gap, -1), dx);
    const dl = multiply(divide(add(complementarity, multiply(lambda, ds)), s), -1);
    const room = (at_: NDArray, by: NDArray) =>
      Math.min(...toFloat64Array(divide(at_, maximum(multiply(by, -1), 1e-300))));
    const step = Math.min(1, 0.99 * room(s, ds), 0.99 * room(lambda, dl));
    x = add(x, multiply(step, dx));
    s = add(s, multiply(step, ds));
    lambda = add(lambda, multiply(step, dl));
    nu = add(nu, multiply(step, slice(change, [n, n + m])));
  }
  return { x, nu, lambda };
}

/** x = tanh(W x + θ): a layer of infinite depth. */
function equilibrium(draws: Random): Problem {
  const n = 10;
  const w = multiply(gaussianMatrix(draws, n, n), 0.5 / Math.sqrt(n));
  const layer = (x: NDArray, theta: NDArray) => tanh(add(matmul(w, x), theta));
  const map = implicit((x0: NDArray, theta: NDArray) => untilStill((x) => layer(x, theta), x0), fixedPointOf(layer));
  return {
    name: 'a fixed point, by the bias of its layer',
    parameters: gaussianVector(draws, n),
    solution: (theta) => map(zeros([n]), theta),
  };
}

/** min ½ |A x − θ|² + e^θₘ Σ |x|, by the data and the penalty, by proximal gradient steps. */
function lasso(draws: Random): Problem {
  const [m, n] = [15, 8];
  const a = divide(gaussianMatrix(draws, m, n), Math.sqrt(m));
  const truth = Float64Array.from({ length: n }, (_, i) => (i < 3 ? 2 + draws.uniform() : 0));
  const b = add(matmul(a, truth), multiply(gaussianVector(draws, m), 0.1));
  const step = 0.3;
  const dataOf = (theta: NDArray) => slice(theta, [0, m]);
  const shrink = (y: NDArray, by: number, theta: NDArray) =>
    multiply(sign(y), maximum(subtract(abs(y), multiply(by, exp(slice(theta, m)))), 0));
  const map = implicit(
    (x0: NDArray, theta: NDArray) =>
      untilStill((x) => {
        const gradient = matmul(matrixTranspose(a), subtract(matmul(a, x), dataOf(theta)));
        return shrink(subtract(x, multiply(step, gradient)), step, theta);
      }, x0),
    proximalFixedPointOf((x: NDArray, theta: NDArray) => halfSquares(a, x, dataOf(theta)), shrink, { step }),
  );
  return {
    name: 'the lasso by proximal gradient steps, by its data and penalty',
    parameters: Float64Array.from([...toFloat64Array(b), Math.log(0.2)]),
    solution: (theta) => map(zeros([n]), theta),
  };
}
