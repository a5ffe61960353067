import {
  add,
  broadcastTo,
  divide,
  eye,
  matmul,
  matrixTranspose,
  multiply,
  type NDArray,
  reshape,
  slice,
  sqrt,
  stack,
  subtract,
  sum,
} from 'zeroth/array';
import { customRule } from 'zeroth/autodiff';
import { solve } from 'zeroth/linalg';

/*
 * Square roots of batches of symmetric positive definite matrices, shape [batch, n, n], and their gradients. All first
 * divide by the Frobenius norm, so that eigenvalues w lie in (0, 1].
 */

/** A root, and what brings a gradient by it back to the matrix. */
export interface DifferentiableRoot {
  readonly root: NDArray;
  /** The gradient by the matrix, of a function whose gradient by the root is given, symmetric. */
  pullback(gradient: NDArray): NDArray;
}

function norms(a: NDArray): NDArray {
  return sqrt(sum(multiply(a, a), { axis: [-2, -1], keepdims: true }));
}

/** Σ_k (−1)^k binom(1/2, k) (I − W)^k up to a degree. */
export function taylorRoot(a: NDArray, degree: number): NDArray {
  const scale = norms(a);
  const n = a.shape.at(-1)!;
  const z = subtract(eye(n), divide(a, scale));
  let coefficient = 1;
  let power: NDArray = z;
  let total: NDArray = eye(n);
  for (let k = 1; k <= degree; k++) {
    coefficient *= (k - 1.5) / k;
    total = add(total, multiply(power, coefficient));
    if (k < degree) power = matmul(power, z);
  }
  return multiply(total, sqrt(scale));
}

/**
 * The diagonal Padé approximant of degree m about W = I. Written in W, its coefficients are the binomials
 * √w ≈ Σ binom(2m + 1, 2j) w^j / Σ binom(2m + 1, 2j + 1) w^j: all positive, so that nothing cancels, and the relative error
 * is 2 q / (1 − q) at most, q = ((1 − √w) / (1 + √w))^(2m + 1). The condition of the denominator, about the ratio of
 * (1 + √w)^(2m) for the largest and the smallest w, sets the floor.
 */
export function padeRoot(a: NDArray, degree: number): NDArray {
  const scale = norms(a);
  const w = divide(a, scale);
  const binomials = [1];
  for (let k = 1; k <= 2 * degree + 1; k++) binomials.push((binomials[k - 1]! * (2 * degree + 2 - k)) / k);
  const even = binomials.filter((_, k) => k % 2 === 0);
  const odd = binomials.filter((_, k) => k % 2 === 1);
  const [numerator, denominator] = polynomials(w, [even, odd]);
  return multiply(solve(denominator!, numerator!), sqrt(scale));
}

/** The least degree whose relative error is below a tolerance for eigenvalues from `smallest` on, 1 being the largest. */
export function padeDegree(smallest: number, tolerance: number): number {
  const root = Math.sqrt(smallest);
  return Math.ceil((Math.log(tolerance / 2) / Math.log((1 - root) / (1 + root)) - 1) / 2);
}

/** Polynomials of one degree in the same matrix, by blocks of about √degree powers (Paterson and Stockmeyer). */
function polynomials(w: NDArray, coefficients: readonly (readonly number[])[]): readonly NDArray[] {
  const length = coefficients[0]!.length;
  const block = Math.ceil(Math.sqrt(coefficients.length * length));
  const blocks = Math.ceil(length / block);
  const powers: NDArray[] = [broadcastTo(eye(w.shape.at(-1)!), w.shape), w];
  while (powers.length <= block) powers.push(matmul(powers.at(-1)!, w));
  // All blocks of all polynomials are combinations of the same powers: one product.
  const weights = coefficients.flatMap((row) =>
    Array.from({ length: blocks }, (_, i) => Array.from({ length: block }, (_, k) => row[i * block + k] ?? 0)),
  );
  const flat = reshape(stack(powers.slice(0, block)), [block, w.size]);
  const parts = reshape(matmul(weights, flat), [coefficients.length, blocks, ...w.shape]);
  return coefficients.map((_, row) => {
    let total = slice(parts, row, blocks - 1);
    for (let i = blocks - 2; i >= 0; i--) total = add(slice(parts, row, i), matmul(total, powers[block]!));
    return total;
  });
}

/**
 * The gradient X by the matrix solves S X + X S = L, L being the gradient by the root S: the iteration for the sign of
 * [[S, L], [0, −S]], whose blocks need products only. B → I, C → 2 X.
 *
 * @param a the matrix, S²
 * @param steps of the iteration: each multiplies small eigenvalues by 3/2 until they are near 1, then converges quadratically
 */
export function lyapunovGradient(a: NDArray, root: NDArray, gradient: NDArray, steps: number): NDArray {
  // ‖S‖₂ ≤ √‖S²‖: closer than ‖S‖ in the Frobenius norm, which saves a step or two.
  const scale = sqrt(norms(a));
  const threeHalves = multiply(eye(root.shape.at(-1)!), 1.5);
  // With B / √2 for B, all factors but this one are 1.
  let b = divide(root, multiply(scale, Math.SQRT2));
  let c = divide(gradient, scale);
  for (let k = 0; k < steps; k++) {
    const t = subtract(threeHalves, matmul(b, b));
    const bc = matmul(b, c);
    // C B = (B C)ᵀ, for both are symmetric.
    c = subtract(matmul(c, t), matmul(b, subtract(bc, matrixTranspose(bc))));
    if (k < steps - 1) b = matmul(b, t);
  }
  return multiply(c, 0.5);
}

/**
 * The Padé root as a function that has a derivative: that of the Lyapunov iterations, in place of one through the rational
 * function, for symmetric matrices and symmetric changes of them. It is its own transpose, so that one rule serves both modes.
 */
export function padeWithLyapunov(degree: number, steps: number): (a: NDArray) => NDArray {
  const root = customRule((a: NDArray) => padeRoot(a, degree), {
    jvp: ([a], [change], known) => lyapunovGradient(a, known, change, steps),
    vjp: ([a], cotangent, known) => [lyapunovGradient(a, known, cotangent, steps)],
  });
  return (a) => root(a);
}

/** Coupled Newton-Schulz iterations Y → √W, Z → 1/√W, and the gradient through each of them, backwards. */
export function newtonSchulz(a: NDArray, steps: number): DifferentiableRoot {
  const scale = norms(a);
  const identity = eye(a.shape.at(-1)!);
  const threeHalves = multiply(identity, 1.5);
  const w = divide(a, scale);
  let y = w;
  // Z / 2 for Z, which saves a factor.
  let z = broadcastTo(multiply(identity, 0.5), a.shape);
  const states: { readonly y: NDArray; readonly z: NDArray; readonly t: NDArray }[] = [];
  for (let k = 0; k < steps; k++) {
    const t = subtract(threeHalves, matmul(z, y));
    states.push({ y, z, t });
    y = matmul(y, t);
    if (k < steps - 1) z = matmul(t, z);
  }
  const rootScale = sqrt(scale);
  const root = multiply(y, rootScale);
  return {
    root,
    pullback(gradient) {
      let yBar = multiply(gradient, rootScale);
      let zBar: NDArray | undefined;
      for (let k = steps - 1; k >= 0; k--) {
        const state = states[k]!;
        const [yt, zt, tt] = [matrixTranspose(state.y), matrixTranspose(state.z), matrixTranspose(state.t)];
        let tBar = matmul(yt, yBar);
        if (zBar !== undefined) tBar = add(tBar, matmul(zBar, zt));
        yBar = subtract(matmul(yBar, tt), matmul(zt, tBar));
        // The first Z is a constant.
        if (k === 0) continue;
        const through = matmul(tBar, yt);
        zBar = zBar === undefined ? multiply(through, -1) : subtract(matmul(tt, zBar), through);
      }
      // W = A / ‖A‖ and √A = √‖A‖ √W: the norm's own part of the gradient.
      const along = (x: NDArray, other: NDArray) => sum(multiply(x, other), { axis: [-2, -1], keepdims: true });
      const radial = subtract(divide(along(gradient, root), multiply(scale, 2)), divide(along(yBar, w), scale));
      return add(divide(yBar, scale), multiply(w, radial));
    },
  };
}
