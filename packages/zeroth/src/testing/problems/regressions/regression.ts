/** Data of a nonlinear regression, with values that are certified to 11 digits: tables.py writes them, a file for each level. */
export interface RegressionData {
  readonly name: string;
  /** Parameters to start from: far from the solution, and near it. */
  readonly starts: readonly [readonly number[], readonly number[]];
  readonly certified: readonly number[];
  /** Standard deviations of the parameters. */
  readonly standardErrors: readonly number[];
  readonly residualSumOfSquares: number;
  /** The response as it was measured, then one predictor or two. */
  readonly columns: readonly (readonly number[])[];
}

/** A nonlinear regression: y is about model(x, b). */
export interface CertifiedRegression extends Omit<RegressionData, 'columns'> {
  readonly level: 'lower' | 'average' | 'higher';
  readonly y: readonly number[];
  readonly x: readonly (readonly number[])[];
  readonly model: (x: readonly number[], b: ArrayLike<number>) => number;
}
