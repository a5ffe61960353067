/** The position (i − 1)/(n − 1) of coordinate i among n, from 0 to 1. */
export function position(i: number, n: number): number {
  return n === 1 ? 0 : i / (n - 1);
}

/** T_osz of a number: smooth irregularities that leave its sign, its size to within a few per cent, and 0. */
export function oscillated(x: number): number {
  if (x === 0) return 0;
  const log = Math.log(Math.abs(x));
  const [slow, fast] = x > 0 ? [10, 7.9] : [5.5, 3.1];
  return Math.sign(x) * Math.exp(log + 0.049 * (Math.sin(slow * log) + Math.sin(fast * log)));
}

/** T_osz, in place. */
export function oscillate(x: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i++) x[i] = oscillated(x[i]!);
  return x;
}

/** T_asy^beta, in place: positive coordinates are stretched, the last ones most. */
export function skew(x: Float64Array, beta: number): Float64Array {
  for (let i = 0; i < x.length; i++) {
    const xi = x[i]!;
    if (xi > 0) x[i] = xi ** (1 + beta * position(i, x.length) * Math.sqrt(xi));
  }
  return x;
}

/** Λ^alpha, in place: coordinate i times alpha^((i − 1)/(n − 1)/2). */
export function scale(x: Float64Array, alpha: number): Float64Array {
  for (let i = 0; i < x.length; i++) x[i] = x[i]! * alpha ** (position(i, x.length) / 2);
  return x;
}

/** f_pen: the squared distance to the box [−5, 5]^n. */
export function boundaryPenalty(x: Float64Array): number {
  let sum = 0;
  for (const xi of x) sum += Math.max(0, Math.abs(xi) - 5) ** 2;
  return sum;
}

/** x − y, anew. */
export function difference(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((xi, i) => xi - y[i]!);
}

/** The product of an n x n matrix, row-major, with x, anew. */
export function rotate(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * x[j]!;
    result[i] = sum;
  }
  return result;
}

/** The product of the transpose with x, anew. */
export function rotateBack(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) result[j] = result[j]! + matrix[i * n + j]! * x[i]!;
  }
  return result;
}
