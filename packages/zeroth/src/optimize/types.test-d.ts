/*
 * The order of a method is in its type. This file has nothing to run: it compiles, and each line under
 * `@ts-expect-error` does not.
 */
import {
  atEach,
  centralDifferences,
  hessianFromGradients,
  lazyHessian,
  lift,
  liftAt,
  productsFromGradients,
} from '../estimators/index.js';
import type {
  Gradients,
  Hessian,
  HessianVectorProducts,
  Jacobian,
  Oracle,
  Ranking,
  Residuals,
  Values,
  Vector,
} from '../query/index.js';
import { gradientNorm, iterations, run, target } from '../run/index.js';
import {
  aCoder,
  acceleratedTensor,
  adam,
  asynchronousDifferentialEvolution,
  bayesian,
  broyden,
  consensusBased,
  dampedNewton,
  doglegBox,
  federatedAveraging,
  fosi,
  fractionalCoordinateDescent,
  gaussNewton,
  gfmPlus,
  gradientDescent,
  gradientRegularizedNewton,
  lazyNewton,
  nelderMead,
  newton,
  newtonKrylov,
  normalizedDescent,
  normalizedSpider,
  onlineToNonConvex,
  optEx,
  pairwiseDirectSearch,
  penaltyBilevel,
  polynomialPreconditioning,
  rankedEvolution,
  smoothedAccelerated,
  snes,
  tournament,
  variableProjection,
  zerothOrderFrankWolfe,
  zoRankSgd,
} from './index.js';
import type { MinimizationProblem } from './minimizer.js';
import type { BlockGradients } from './pieces/block-gradients.js';
import { simplex } from './pieces/convex-sets.js';
import { largestSum } from './pieces/piecewise-linear.js';
import { l1 } from './pieces/proximal-maps.js';
import { sgdUpdate } from './updates/index.js';

declare const x: Vector;
declare const values: Oracle<Values>;
declare const gradients: Oracle<Gradients>;
declare const curvatures: Oracle<Gradients | Hessian>;

export function ordersAreChecked() {
  run(nelderMead(x), values);
  run(snes(x), values);
  run(asynchronousDifferentialEvolution(x, x), values);
  run(gradientDescent(x, { step: 1 }), gradients);
  // @ts-expect-error gradients are asked
  run(gradientDescent(x, { step: 1 }), values);
  run(lift(gradientDescent(x, { step: 1 }), centralDifferences()), values);
  run(newton(x), curvatures);
  // @ts-expect-error a Hessian is asked
  run(newton(x), gradients);
  run(lift(newton(x), hessianFromGradients()), gradients);
  run(lift(lift(lift(newton(x), lazyHessian({ every: 2 })), hessianFromGradients()), centralDifferences()), values);
  // @ts-expect-error gradients are asked still
  run(lift(newton(x), hessianFromGradients()), values);
  // @ts-expect-error products answer no Hessian
  run(lift(lazyNewton({ regularization: 1 }).start(problem), productsFromGradients()), gradients);
}

declare const products: Oracle<Gradients | HessianVectorProducts>;
declare const blocks: Oracle<Gradients | BlockGradients>;
declare const problem: MinimizationProblem;

export function ordersOfMinimizersAreChecked() {
  run(dampedNewton().start(problem), curvatures);
  // @ts-expect-error a Hessian is asked
  run(dampedNewton().start(problem), gradients);
  run(gradientRegularizedNewton().start(problem), curvatures);
  run(acceleratedTensor({ smoothness: 1 }).start(problem), curvatures);
  // @ts-expect-error there are steps of orders 2 and 3
  acceleratedTensor({ smoothness: 1, order: 4 });
  run(fosi(sgdUpdate()).start(problem), products);
  // @ts-expect-error Hessian-vector products are asked
  run(fosi(sgdUpdate()).start(problem), gradients);
  run(lift(fosi(sgdUpdate()).start(problem), productsFromGradients()), gradients);
  run(aCoder(l1(1), { smoothness: 1 }).start(problem), blocks);
  // @ts-expect-error gradients by blocks are asked
  run(aCoder(l1(1), { smoothness: 1 }).start(problem), gradients);
  run(aCoder(l1(1), { smoothness: 1, blockGradients: 'cut' }).start(problem), gradients);
  run(optEx(sgdUpdate()).start(problem), gradients, { stop: gradientNorm(1e-8) });
  const ratio = fractionalCoordinateDescent({ denominator: largestSum(1), smoothness: 1 });
  run(ratio.start(problem), gradients, { stop: target(0) });
  // @ts-expect-error ratios are reported without a gradient
  run(ratio.start(problem), gradients, { stop: gradientNorm(1e-8) });
}

export function slopesAreAsked() {
  run(normalizedDescent({ step: 1 }).start(problem), gradients);
  // @ts-expect-error gradients are asked
  run(normalizedDescent({ step: 1 }).start(problem), values);
  run(normalizedSpider({ step: 1, terms: 2 }).start(problem), gradients);
  // @ts-expect-error gradients are asked
  run(normalizedSpider({ step: 1, terms: 2 }).start(problem), values);
  run(polynomialPreconditioning({ matrix: x }).start(problem), gradients);
  // @ts-expect-error gradients are asked
  run(polynomialPreconditioning({ matrix: x }).start(problem), values);
  run(lift(onlineToNonConvex({ longest: 1, rate: 1, epoch: 1 }).start(problem), centralDifferences()), values);
  // @ts-expect-error gradients are asked
  run(onlineToNonConvex({ longest: 1, rate: 1, epoch: 1 }).start(problem), values);
}

export function valuesAreEnough() {
  run(bayesian().start(problem), values);
  run(consensusBased().start(problem), values, { onProgress: ({ consensus }) => consensus.length });
  run(gfmPlus({ radius: 1, step: 1, period: 1, freshDirections: 1 }).start(problem), values);
  const accelerated = smoothedAccelerated({ lipschitz: 1, radius: 1 });
  run(accelerated.start(problem), values, { onProgress: ({ calls, rounds }) => calls / rounds });
  const inSet = zerothOrderFrankWolfe({ over: simplex() });
  run(inSet.start(problem), values, { stop: target(0) });
  // @ts-expect-error values are asked
  run(inSet.start(problem), gradients);
  // @ts-expect-error no gradients are reported
  run(inSet.start(problem), values, { stop: gradientNorm(1e-8) });
}

declare const residuals: Oracle<Residuals | Jacobian>;

export function residualsAreAsked() {
  run(gaussNewton().start(problem), residuals, { stop: gradientNorm(1e-8) });
  run(doglegBox().start(problem), residuals);
  run(variableProjection({ linear: [0] }).start(problem), residuals);
  run(broyden().start(problem), residuals);
  run(newtonKrylov().start(problem), residuals);
  // @ts-expect-error residuals are asked
  run(gaussNewton().start(problem), gradients);
  // @ts-expect-error updates are good or bad
  broyden({ update: 'best' });
}

export function rulesReadWhatIsReported() {
  run(gradientDescent(x, { step: 1 }), gradients, { stop: gradientNorm(1e-8) });
  // @ts-expect-error no gradients are reported
  run(nelderMead(x), values, { stop: gradientNorm(1e-8) });
  run(nelderMead(x), values, { stop: target(0) });
  // @ts-expect-error no values are reported
  run(tournament(['a', 'b']), ranked, { stop: target(0) });
}

export function comparisonsAreEnough() {
  run(zoRankSgd(x), rankedVectors);
  // @ts-expect-error rankings are asked
  run(zoRankSgd(x), values);
  // @ts-expect-error the oracle ranks numbers
  run(zoRankSgd(x), rankedNumbers);
  // @ts-expect-error no values are reported
  run(zoRankSgd(x), rankedVectors, { stop: target(0) });
  run(pairwiseDirectSearch(x), rankedVectors);
  // @ts-expect-error rankings are asked
  run(pairwiseDirectSearch(x), values);
  run(rankedEvolution(x), rankedVectors);
  // @ts-expect-error rankings are asked
  run(rankedEvolution(x), values);
}

declare const rankedVectors: Oracle<Ranking>;
declare const ranked: Oracle<Ranking<string>>;
declare const rankedNumbers: Oracle<Ranking<number>>;

export function candidatesAreTyped() {
  const outcome = run(tournament(['a', 'b']), ranked, { stop: iterations(1) });
  if (outcome.status === 'returned') outcome.result.toUpperCase();
  // @ts-expect-error the oracle ranks numbers
  run(tournament(['a', 'b']), rankedNumbers);
}

export function partsAreChecked() {
  const federated = () => federatedAveraging(x, { clients: 2, step: 1, localSteps: 1 });
  run(federated(), { clients: [gradients, gradients] });
  // @ts-expect-error clients are asked for gradients
  run(federated(), { clients: [values, values] });
  run(liftAt('clients', federated(), atEach(centralDifferences())), { clients: [values, values] });
  const bilevel = () => penaltyBilevel(x, x, { step: 1, penalty: 1, lowerSolver: (y) => adam(y) });
  run(bilevel(), { upper: gradients, lower: gradients });
  // @ts-expect-error the lower level is asked for gradients
  run(bilevel(), { upper: gradients, lower: values });
  run(liftAt('lower', bilevel(), centralDifferences()), { upper: gradients, lower: values });
  // @ts-expect-error the lower solver must ask gradients alone
  penaltyBilevel(x, x, { step: 1, penalty: 1, lowerSolver: (y) => newton(y) });
}
