import { average } from './average.js';
import { higher } from './higher.js';
import { lower } from './lower.js';
import { modelOf } from './models.js';
import type { CertifiedRegression, RegressionData } from './regression.js';

export type { CertifiedRegression } from './regression.js';

/**
 * The 27 nonlinear regressions of NIST's Statistical Reference Datasets, each with two starts.
 *
 * @source National Institute of Standards and Technology: Statistical Reference Datasets, nonlinear regression (1999)
 */
export const certifiedRegressions: readonly CertifiedRegression[] = [
  ...lower.map((data) => regressionOf('lower', data)),
  ...average.map((data) => regressionOf('average', data)),
  ...higher.map((data) => regressionOf('higher', data)),
];

function regressionOf(level: CertifiedRegression['level'], { columns, ...facts }: RegressionData): CertifiedRegression {
  const [response = [], ...predictors] = columns;
  const { of, responseOf = (y: number) => y } = modelOf(facts.name);
  return {
    ...facts,
    level,
    y: response.map(responseOf),
    x: response.map((_, i) => predictors.map((column) => column[i]!)),
    model: of,
  };
}
