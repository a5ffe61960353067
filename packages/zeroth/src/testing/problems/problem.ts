/** A test problem of nonlinear least squares, equations or minimisation: residuals with their exact Jacobian. */
export interface ResidualProblem {
  /** Its number in the collection. */
  readonly number: number;
  readonly name: string;
  /** Numbers of variables and of residuals. */
  readonly n: number;
  readonly m: number;
  /**
   * Known least values of Σ r², the global one first; those of local minima, and those that are approached at infinity,
   * after it. To about six digits, as they are published.
   */
  readonly minima: readonly number[];
  /** The standard starting point times `factor`; where that is the origin, a farther start is `factor` everywhere. */
  readonly start: (factor?: number) => Float64Array;
  readonly residuals: (x: Float64Array) => Float64Array;
  /** m x n, row-major */
  readonly jacobian: (x: Float64Array) => Float64Array;
}

/** A problem as it is written down: its residuals and slopes in one go, into buffers that are zero. */
export interface Definition {
  readonly number: number;
  readonly name: string;
  readonly n: number;
  readonly m: number;
  readonly minima: readonly number[];
  readonly start: readonly number[];
  /**
   * @param r the m residuals to fill
   * @param slopes their m x n derivatives to fill, row-major
   */
  readonly fill: (x: Float64Array, r: Float64Array, slopes: Float64Array) => void;
}

/** The problem of a definition. */
export function problemOf({ fill, start, ...facts }: Definition): ResidualProblem {
  const { n, m } = facts;
  return {
    ...facts,
    start: (factor = 1) => {
      const origin = start.every((component) => component === 0);
      return Float64Array.from(start, (component) => (origin && factor !== 1 ? factor : factor * component));
    },
    residuals: (x) => {
      const r = new Float64Array(m);
      fill(x, r, new Float64Array(m * n));
      return r;
    },
    jacobian: (x) => {
      const slopes = new Float64Array(m * n);
      fill(x, new Float64Array(m), slopes);
      return slopes;
    },
  };
}

/** Σ r², a problem of minimisation. */
export function sumOfSquares({ residuals }: ResidualProblem): (x: Float64Array) => number {
  return (x) => residuals(x).reduce((sum, r) => sum + r * r, 0);
}

/** Σ r² with its gradient 2 J'r. */
export function sumOfSquaresWithGradient(
  problem: ResidualProblem,
): (x: Float64Array) => { readonly value: number; readonly gradient: Float64Array } {
  const { n, m } = problem;
  return (x) => {
    const r = problem.residuals(x);
    const slopes = problem.jacobian(x);
    const gradient = new Float64Array(n);
    let value = 0;
    for (let i = 0; i < m; i++) {
      value += r[i]! * r[i]!;
      for (let j = 0; j < n; j++) gradient[j] = gradient[j]! + 2 * r[i]! * slopes[i * n + j]!;
    }
    return { value, gradient };
  };
}
