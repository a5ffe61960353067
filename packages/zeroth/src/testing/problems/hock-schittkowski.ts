/** f and its slopes at a point. */
export interface ValueWithGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A test problem with bounds: f with its exact gradient. */
export interface BoundedProblem {
  /** Its number in the collection. */
  readonly number: number;
  readonly start: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly f: (x: ArrayLike<number>) => ValueWithGradient;
  /** A minimiser, and the least value. */
  readonly solution: readonly number[];
  readonly minimum: number;
  /** Values of minima that are only local. */
  readonly localMinima?: readonly number[];
}

const { acos, cos, exp, log, PI, sin, sqrt } = Math;
const free = Infinity;

function rosenbrock(x: ArrayLike<number>): ValueWithGradient {
  const [a, b] = [x[0]!, x[1]!];
  const c = b - a * a;
  return { value: 100 * c * c + (1 - a) ** 2, gradient: Float64Array.of(-400 * a * c - 2 * (1 - a), 200 * c) };
}

/** Roots of the slope along x₂ = 3/2 of Rosenbrock's function, 400 x³ − 598 x − 2 = 0: the largest, and the least. */
const rootOnEdge = (turn: number) => {
  const a = sqrt(598 / 1200);
  return 2 * a * cos((acos(1 / (400 * a ** 3)) + 2 * PI * turn) / 3);
};
const [onEdge, otherOnEdge] = [rootOnEdge(0), rootOnEdge(1)];

/** Σ (exp(−(uᵢ − x₂)^x₃ / x₁) − i / 100)² for i to 99, uᵢ = 25 + (−50 ln (i / 100))^(2/3) */
function weibull(x: ArrayLike<number>): ValueWithGradient {
  const [a, b, c] = [x[0]!, x[1]!, x[2]!];
  let value = 0;
  const gradient = new Float64Array(3);
  for (let i = 1; i <= 99; i++) {
    const distance = 25 + (-50 * log(i / 100)) ** (2 / 3) - b;
    const power = distance ** c;
    const e = exp(-power / a);
    const r = e - i / 100;
    value += r * r;
    gradient[0] = gradient[0]! + (2 * r * e * power) / (a * a);
    gradient[1] = gradient[1]! + (2 * r * e * c * distance ** (c - 1)) / a;
    gradient[2] = gradient[2]! - (2 * r * e * power * log(distance)) / a;
  }
  return { value, gradient };
}

function colville(x: ArrayLike<number>): ValueWithGradient {
  const [a, b, c, d] = [x[0]!, x[1]!, x[2]!, x[3]!];
  const [p, q] = [b - a * a, d - c * c];
  const value =
    100 * p * p +
    (1 - a) ** 2 +
    90 * q * q +
    (1 - c) ** 2 +
    10.1 * ((b - 1) ** 2 + (d - 1) ** 2) +
    19.8 * (b - 1) * (d - 1);
  const gradient = Float64Array.of(
    -400 * a * p - 2 * (1 - a),
    200 * p + 20.2 * (b - 1) + 19.8 * (d - 1),
    -360 * c * q - 2 * (1 - c),
    180 * q + 20.2 * (d - 1) + 19.8 * (b - 1),
  );
  return { value, gradient };
}

/** 2 − Π xᵢ / 120 */
function product(x: ArrayLike<number>): ValueWithGradient {
  const others = (skip: number) => Array.from(x).reduce((all, v, i) => (i === skip ? all : all * v), 1);
  return { value: 2 - others(-1) / 120, gradient: Float64Array.from(x, (_, i) => -others(i) / 120) };
}

/** Σ (ln² (xᵢ − 2) + ln² (10 − xᵢ)) − (Π xᵢ)^(1/5) */
function logarithms(x: ArrayLike<number>): ValueWithGradient {
  const root = Array.from(x).reduce((all, v) => all * v, 1) ** 0.2;
  let value = -root;
  const gradient = Float64Array.from(x, (v) => {
    const [near, far] = [log(v - 2), log(10 - v)];
    value += near * near + far * far;
    return (2 * near) / (v - 2) - (2 * far) / (10 - v) - (0.2 * root) / v;
  });
  return { value, gradient };
}

/**
 * The nine problems of the collection whose only constraints are bounds. Starts outside of them, as that of problem 2, are
 * for a method's front door to move.
 *
 * @source Hock and Schittkowski: Test examples for nonlinear programming codes (1981)
 */
export const hockSchittkowski: readonly BoundedProblem[] = [
  {
    number: 1,
    start: [-2, 1],
    lower: [-free, -1.5],
    upper: [free, free],
    f: rosenbrock,
    solution: [1, 1],
    minimum: 0,
  },
  {
    number: 2,
    start: [-2, 1],
    lower: [-free, 1.5],
    upper: [free, free],
    f: rosenbrock,
    solution: [onEdge, 1.5],
    minimum: rosenbrock([onEdge, 1.5]).value,
    localMinima: [rosenbrock([otherOnEdge, 1.5]).value],
  },
  {
    number: 3,
    start: [10, 1],
    lower: [-free, 0],
    upper: [free, free],
    f: ({ 0: a = 0, 1: b = 0 }) => ({
      value: b + 1e-5 * (b - a) ** 2,
      gradient: Float64Array.of(-2e-5 * (b - a), 1 + 2e-5 * (b - a)),
    }),
    solution: [0, 0],
    minimum: 0,
  },
  {
    number: 4,
    start: [1.125, 0.125],
    lower: [1, 0],
    upper: [free, free],
    f: ({ 0: a = 0, 1: b = 0 }) => ({ value: (a + 1) ** 3 / 3 + b, gradient: Float64Array.of((a + 1) ** 2, 1) }),
    solution: [1, 0],
    minimum: 8 / 3,
  },
  {
    number: 5,
    start: [0, 0],
    lower: [-1.5, -3],
    upper: [4, 3],
    f: ({ 0: a = 0, 1: b = 0 }) => ({
      value: sin(a + b) + (a - b) ** 2 - 1.5 * a + 2.5 * b + 1,
      gradient: Float64Array.of(cos(a + b) + 2 * (a - b) - 1.5, cos(a + b) - 2 * (a - b) + 2.5),
    }),
    solution: [0.5 - PI / 3, -0.5 - PI / 3],
    minimum: -sqrt(3) / 2 - PI / 3,
  },
  {
    number: 25,
    start: [100, 12.5, 3],
    lower: [0.1, 0, 0],
    upper: [100, 25.6, 5],
    f: weibull,
    solution: [50, 25, 1.5],
    minimum: 0,
  },
  {
    number: 38,
    start: [-3, -1, -3, -1],
    lower: [-10, -10, -10, -10],
    upper: [10, 10, 10, 10],
    f: colville,
    solution: [1, 1, 1, 1],
    minimum: 0,
  },
  {
    number: 45,
    start: [2, 2, 2, 2, 2],
    lower: [0, 0, 0, 0, 0],
    upper: [1, 2, 3, 4, 5],
    f: product,
    solution: [1, 2, 3, 4, 5],
    minimum: 1,
  },
  {
    number: 110,
    start: new Array<number>(10).fill(9),
    lower: new Array<number>(10).fill(2.001),
    upper: new Array<number>(10).fill(9.999),
    f: logarithms,
    solution: new Array<number>(10).fill(9.350265833069052),
    minimum: -45.77846970744625,
  },
];
