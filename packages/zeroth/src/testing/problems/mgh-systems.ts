import { problemOf, type ResidualProblem } from './problem.js';

const { sin, cos } = Math;

function upTo(n: number, f: (j: number) => number): number[] {
  return Array.from({ length: n }, (_, j) => f(j + 1));
}

/** Problem 26. */
export function trigonometric(n: number, minima: readonly number[] = [0]): ResidualProblem {
  return problemOf({
    number: 26,
    name: `Trigonometric (${n})`,
    n,
    m: n,
    minima,
    start: upTo(n, () => 1 / n),
    fill: (x, r, slopes) => {
      const sum = x.reduce((all, xj) => all + cos(xj), 0);
      for (let i = 0; i < n; i++) {
        r[i] = n - sum + (i + 1) * (1 - cos(x[i]!)) - sin(x[i]!);
        for (let j = 0; j < n; j++) slopes[i * n + j] = sin(x[j]!);
        slopes[i * n + i] = (i + 2) * sin(x[i]!) - cos(x[i]!);
      }
    },
  });
}

/** Problem 27. */
export function brownAlmostLinear(n: number): ResidualProblem {
  return problemOf({
    number: 27,
    name: `Brown almost-linear (${n})`,
    n,
    m: n,
    minima: [0, 1],
    start: upTo(n, () => 0.5),
    fill: (x, r, slopes) => {
      const sum = x.reduce((all, xj) => all + xj, 0);
      for (let i = 0; i < n - 1; i++) {
        r[i] = x[i]! + sum - (n + 1);
        for (let j = 0; j < n; j++) slopes[i * n + j] = i === j ? 2 : 1;
      }
      r[n - 1] = x.reduce((all, xj) => all * xj, 1) - 1;
      for (let j = 0; j < n; j++) slopes[(n - 1) * n + j] = x.reduce((all, xk, k) => (k === j ? all : all * xk), 1);
    },
  });
}

/** Problem 28. */
export function discreteBoundaryValue(n: number): ResidualProblem {
  const h = 1 / (n + 1);
  return problemOf({
    number: 28,
    name: `Discrete boundary value (${n})`,
    n,
    m: n,
    minima: [0],
    start: upTo(n, (j) => j * h * (j * h - 1)),
    fill: (x, r, slopes) => {
      for (let i = 0; i < n; i++) {
        const s = x[i]! + (i + 1) * h + 1;
        r[i] = 2 * x[i]! - (i > 0 ? x[i - 1]! : 0) - (i < n - 1 ? x[i + 1]! : 0) + (h * h * s ** 3) / 2;
        slopes[i * n + i] = 2 + 1.5 * h * h * s * s;
        if (i > 0) slopes[i * n + i - 1] = -1;
        if (i < n - 1) slopes[i * n + i + 1] = -1;
      }
    },
  });
}

/** Problem 29. */
export function discreteIntegralEquation(n: number): ResidualProblem {
  const h = 1 / (n + 1);
  return problemOf({
    number: 29,
    name: `Discrete integral equation (${n})`,
    n,
    m: n,
    minima: [0],
    start: upTo(n, (j) => j * h * (j * h - 1)),
    fill: (x, r, slopes) => {
      for (let i = 0; i < n; i++) {
        const t = (i + 1) * h;
        let sum = 0;
        for (let j = 0; j < n; j++) {
          const u = (j + 1) * h;
          const kernel = j <= i ? (1 - t) * u : t * (1 - u);
          const s = x[j]! + u + 1;
          sum += kernel * s ** 3;
          slopes[i * n + j] = (i === j ? 1 : 0) + 1.5 * h * kernel * s * s;
        }
        r[i] = x[i]! + (h / 2) * sum;
      }
    },
  });
}

/** Problem 30. */
export function broydenTridiagonal(n: number, minima: readonly number[] = [0]): ResidualProblem {
  return problemOf({
    number: 30,
    name: `Broyden tridiagonal (${n})`,
    n,
    m: n,
    minima,
    start: upTo(n, () => -1),
    fill: (x, r, slopes) => {
      for (let i = 0; i < n; i++) {
        r[i] = (3 - 2 * x[i]!) * x[i]! - (i > 0 ? x[i - 1]! : 0) - 2 * (i < n - 1 ? x[i + 1]! : 0) + 1;
        slopes[i * n + i] = 3 - 4 * x[i]!;
        if (i > 0) slopes[i * n + i - 1] = -1;
        if (i < n - 1) slopes[i * n + i + 1] = -2;
      }
    },
  });
}

/** Problem 31. */
export function broydenBanded(n: number, minima: readonly number[] = [0]): ResidualProblem {
  return problemOf({
    number: 31,
    name: `Broyden banded (${n})`,
    n,
    m: n,
    minima,
    start: upTo(n, () => -1),
    fill: (x, r, slopes) => {
      for (let i = 0; i < n; i++) {
        r[i] = x[i]! * (2 + 5 * x[i]! * x[i]!) + 1;
        slopes[i * n + i] = 2 + 15 * x[i]! * x[i]!;
        for (let j = Math.max(0, i - 5); j <= Math.min(n - 1, i + 1); j++) {
          if (j === i) continue;
          r[i] = r[i]! - x[j]! * (1 + x[j]!);
          slopes[i * n + j] = -(1 + 2 * x[j]!);
        }
      }
    },
  });
}

/** Problem 35, m ≥ n; a system of equations where m = n. */
export function chebyquad(n: number, m: number, minima: readonly number[]): ResidualProblem {
  return problemOf({
    number: 35,
    name: `Chebyquad (${n}, ${m})`,
    n,
    m,
    minima,
    start: upTo(n, (j) => j / (n + 1)),
    fill: (x, r, slopes) => {
      for (let j = 0; j < n; j++) {
        // T of 2x − 1 and its slope by their recurrences.
        const s = 2 * x[j]! - 1;
        let before = 1;
        let here = s;
        let slopeBefore = 0;
        let slope = 2;
        for (let i = 0; i < m; i++) {
          r[i] = r[i]! + here / n;
          slopes[i * n + j] = slope / n;
          [before, here, slopeBefore, slope] = [
            here,
            2 * s * here - before,
            slope,
            4 * here + 2 * s * slope - slopeBefore,
          ];
        }
      }
      for (let i = 2; i <= m; i += 2) r[i - 1] = r[i - 1]! + 1 / (i * i - 1);
    },
  });
}
