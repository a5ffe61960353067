import { problemOf, type ResidualProblem } from './problem.js';

const { exp, sqrt } = Math;

/** The list 1 … n, through `f`. */
function upTo(n: number, f: (j: number) => number): number[] {
  return Array.from({ length: n }, (_, j) => f(j + 1));
}

/** Problem 20, in n = 2 to 31 variables. */
export function watson(n: number, minimum: number): ResidualProblem {
  return problemOf({
    number: 20,
    name: `Watson (${n})`,
    n,
    m: 31,
    minima: [minimum],
    start: upTo(n, () => 0),
    fill: (x, r, slopes) => {
      for (let i = 1; i <= 29; i++) {
        const t = i / 29;
        let sum = 0;
        let slope = 0;
        for (let j = n - 1; j >= 0; j--) {
          slope = slope * t + sum;
          sum = sum * t + x[j]!;
        }
        r[i - 1] = slope - sum * sum - 1;
        let power = 1; // t^j
        for (let j = 0; j < n; j++) {
          slopes[(i - 1) * n + j] = j * (power / t) - 2 * sum * power;
          power *= t;
        }
      }
      r[29] = x[0]!;
      r[30] = x[1]! - x[0]! * x[0]! - 1;
      slopes[29 * n] = 1;
      slopes[30 * n] = -2 * x[0]!;
      slopes[30 * n + 1] = 1;
    },
  });
}

/** Problem 21, n even. */
export function extendedRosenbrock(n: number): ResidualProblem {
  return problemOf({
    number: 21,
    name: `Extended Rosenbrock (${n})`,
    n,
    m: n,
    minima: [0],
    start: upTo(n, (j) => (j % 2 === 1 ? -1.2 : 1)),
    fill: (x, r, slopes) => {
      for (let i = 0; i < n; i += 2) {
        r[i] = 10 * (x[i + 1]! - x[i]! * x[i]!);
        r[i + 1] = 1 - x[i]!;
        slopes[i * n + i] = -20 * x[i]!;
        slopes[i * n + i + 1] = 10;
        slopes[(i + 1) * n + i] = -1;
      }
    },
  });
}

/** Problem 22, n a multiple of 4. */
export function extendedPowellSingular(n: number): ResidualProblem {
  const pattern = [1, 3, -1, 0];
  return problemOf({
    number: 22,
    name: `Extended Powell singular (${n})`,
    n,
    m: n,
    minima: [0],
    start: upTo(n, (j) => pattern[j % 4]!),
    fill: (x, r, slopes) => {
      for (let i = 0; i < n; i += 4) {
        const bc = x[i + 1]! - 2 * x[i + 2]!;
        const ad = x[i]! - x[i + 3]!;
        r.set([x[i]! + 10 * x[i + 1]!, sqrt(5) * (x[i + 2]! - x[i + 3]!), bc * bc, sqrt(10) * ad * ad], i);
        slopes.set([1, 10], i * n + i);
        slopes.set([sqrt(5), -sqrt(5)], (i + 1) * n + i + 2);
        slopes.set([2 * bc, -4 * bc], (i + 2) * n + i + 1);
        slopes.set([2 * sqrt(10) * ad, 0, 0, -2 * sqrt(10) * ad], (i + 3) * n + i);
      }
    },
  });
}

const weight = sqrt(1e-5);

/** Problem 23. */
export function penaltyOne(n: number, minimum: number): ResidualProblem {
  return problemOf({
    number: 23,
    name: `Penalty I (${n})`,
    n,
    m: n + 1,
    minima: [minimum],
    start: upTo(n, (j) => j),
    fill: (x, r, slopes) => {
      r[n] = -0.25;
      for (let j = 0; j < n; j++) {
        r[j] = weight * (x[j]! - 1);
        r[n] = r[n]! + x[j]! * x[j]!;
        slopes[j * n + j] = weight;
        slopes[n * n + j] = 2 * x[j]!;
      }
    },
  });
}

/** Problem 24. */
export function penaltyTwo(n: number, minimum: number): ResidualProblem {
  return problemOf({
    number: 24,
    name: `Penalty II (${n})`,
    n,
    m: 2 * n,
    minima: [minimum],
    start: upTo(n, () => 0.5),
    fill: (x, r, slopes) => {
      r[0] = x[0]! - 0.2;
      slopes[0] = 1;
      for (let i = 1; i < n; i++) {
        const here = exp(x[i]! / 10);
        const before = exp(x[i - 1]! / 10);
        r[i] = weight * (here + before - (exp((i + 1) / 10) + exp(i / 10)));
        slopes[i * n + i] = (weight * here) / 10;
        slopes[i * n + i - 1] = (weight * before) / 10;
        r[n + i - 1] = weight * (here - exp(-0.1));
        slopes[(n + i - 1) * n + i] = (weight * here) / 10;
      }
      const last = 2 * n - 1;
      r[last] = -1;
      for (let j = 0; j < n; j++) {
        r[last] = r[last]! + (n - j) * x[j]! * x[j]!;
        slopes[last * n + j] = 2 * (n - j) * x[j]!;
      }
    },
  });
}

/** Problem 25. */
export function variablyDimensioned(n: number): ResidualProblem {
  return problemOf({
    number: 25,
    name: `Variably dimensioned (${n})`,
    n,
    m: n + 2,
    minima: [0],
    start: upTo(n, (j) => 1 - j / n),
    fill: (x, r, slopes) => {
      let sum = 0;
      for (let j = 0; j < n; j++) {
        r[j] = x[j]! - 1;
        slopes[j * n + j] = 1;
        sum += (j + 1) * (x[j]! - 1);
      }
      r[n] = sum;
      r[n + 1] = sum * sum;
      for (let j = 0; j < n; j++) {
        slopes[n * n + j] = j + 1;
        slopes[(n + 1) * n + j] = 2 * sum * (j + 1);
      }
    },
  });
}

/** Problem 32, m ≥ n. */
export function linearFullRank(n: number, m: number): ResidualProblem {
  return problemOf({
    number: 32,
    name: `Linear, full rank (${n}, ${m})`,
    n,
    m,
    minima: [m - n],
    start: upTo(n, () => 1),
    fill: (x, r, slopes) => {
      const sum = x.reduce((all, xj) => all + xj, 0);
      for (let i = 0; i < m; i++) {
        r[i] = (i < n ? x[i]! : 0) - (2 / m) * sum - 1;
        for (let j = 0; j < n; j++) slopes[i * n + j] = (i === j ? 1 : 0) - 2 / m;
      }
    },
  });
}

/** Problem 33, m ≥ n. */
export function linearRankOne(n: number, m: number): ResidualProblem {
  return problemOf({
    number: 33,
    name: `Linear, rank 1 (${n}, ${m})`,
    n,
    m,
    minima: [(m * (m - 1)) / (2 * (2 * m + 1))],
    start: upTo(n, () => 1),
    fill: (x, r, slopes) => {
      const sum = x.reduce((all, xj, j) => all + (j + 1) * xj, 0);
      for (let i = 0; i < m; i++) {
        r[i] = (i + 1) * sum - 1;
        for (let j = 0; j < n; j++) slopes[i * n + j] = (i + 1) * (j + 1);
      }
    },
  });
}

/** Problem 34, m ≥ n. */
export function linearRankOneWithZeros(n: number, m: number): ResidualProblem {
  return problemOf({
    number: 34,
    name: `Linear, rank 1 with zero columns and rows (${n}, ${m})`,
    n,
    m,
    minima: [(m * m + 3 * m - 6) / (2 * (2 * m - 3))],
    start: upTo(n, () => 1),
    fill: (x, r, slopes) => {
      let sum = 0;
      for (let j = 1; j < n - 1; j++) sum += (j + 1) * x[j]!;
      for (let i = 0; i < m; i++) {
        const inner = i > 0 && i < m - 1;
        r[i] = (inner ? i * sum : 0) - 1;
        if (inner) for (let j = 1; j < n - 1; j++) slopes[i * n + j] = i * (j + 1);
      }
    },
  });
}
