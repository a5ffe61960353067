/*
 * The order of a method is in its type, at the front door too. This file has nothing to run: it compiles, and each line
 * under `@ts-expect-error` does not.
 */
import {
  anyOf,
  barzilaiBorwein,
  basinHopping,
  brentRoot,
  broyden,
  cmaEs,
  cobyla,
  consensusBased,
  cubicNewton,
  evaluations,
  fista,
  gaussNewton,
  gradientNorm,
  l1,
  lbfgs,
  leastSquares,
  type MinimizeResult,
  minimize,
  minimizeAsync,
  multistart,
  nelderMead,
  nesterov,
  newtonLineSearch,
  onlineToNonConvex,
  root,
  rootScalar,
  target,
  toms748,
  truncatedNewton,
  trustRegionNewton,
  type ValueWithGradient,
} from '../index.js';
import type { Gradients, Hessian, HessianVectorProducts, Oracle, Values } from '../query/index.js';

declare const x0: Float64Array;
declare const values: Oracle<Values>;
declare const gradients: Oracle<Gradients>;
declare const curvature: Oracle<Gradients | Hessian>;
declare const products: Oracle<Values | Gradients | HessianVectorProducts>;
declare const all: Oracle<Values | Gradients | Hessian | HessianVectorProducts>;
declare const withGradient: (x: Float64Array) => ValueWithGradient;

export function methodsAskWhatTheFunctionAnswers() {
  minimize(values, x0);
  minimize(gradients, x0, { method: lbfgs() });
  minimize(gradients, x0, { method: nesterov() });
  minimize(withGradient, x0, { method: fista(l1(1)) });
  minimize((x) => x[0] ?? 0, x0, { method: barzilaiBorwein() });
  minimize(withGradient, x0, { method: lbfgs() });
  minimize(curvature, x0, { method: trustRegionNewton() });
  minimize(curvature, x0, { method: cubicNewton() });
  minimize(all, x0, { method: newtonLineSearch() });
  minimize(all, x0, { method: truncatedNewton() });
  minimize(products, x0, { method: truncatedNewton() });
  minimize(values, x0, { method: basinHopping() });
  minimize(values, x0, { method: cobyla({ constraints: (x) => [x[0] ?? 0] }) });
  minimize(all, x0, { method: multistart({ local: newtonLineSearch() }) });
  minimize(withGradient, x0, { method: basinHopping({ local: lbfgs() }) });
  minimize(gradients, x0, { method: truncatedNewton({ products: 'differences' }) });
  minimize(withGradient, x0, { method: truncatedNewton({ products: 'differences' }) });
  // Gradients are lifted from values by differences.
  minimize((x) => x[0] ?? 0, x0, { method: lbfgs() });
}

export function aMethodOfAHigherOrderDoesNotCompile() {
  // @ts-expect-error a Hessian is asked
  minimize(gradients, x0, { method: trustRegionNewton() });
  // @ts-expect-error a Hessian is asked, the function gives gradients
  minimize(withGradient, x0, { method: cubicNewton() });
  // @ts-expect-error a Hessian is asked, the function gives values
  minimize((x: Float64Array) => x[0] ?? 0, x0, { method: newtonLineSearch() });
  // @ts-expect-error the local method asks a Hessian
  minimize(gradients, x0, { method: basinHopping({ local: trustRegionNewton() }) });
  // @ts-expect-error products are asked
  minimize(gradients, x0, { method: truncatedNewton() });
  // @ts-expect-error a Hessian is asked, products are answered
  minimize(products, x0, { method: trustRegionNewton() });
}

export function rulesReadWhatTheMethodReports() {
  // The method that is chosen reports gradients, by differences if need be.
  minimize((x) => x[0] ?? 0, x0, { stop: gradientNorm(1e-6) });
  minimize(withGradient, x0, { stop: anyOf(gradientNorm(1e-6), evaluations(100)) });
  minimize(withGradient, x0, { method: lbfgs(), stop: gradientNorm(1e-6) });
  minimize(curvature, x0, { method: trustRegionNewton(), stop: gradientNorm(1e-6) });
  minimize((x) => x[0] ?? 0, x0, { method: nelderMead(), stop: anyOf(target(1e-6), evaluations(100)) });
  minimize(withGradient, x0, { method: lbfgs(), onProgress: ({ gradient }) => gradient.length });
  minimizeAsync(async (x: Float64Array) => x[0], x0, { stop: gradientNorm(1e-6) });
  // @ts-expect-error no gradients are reported
  minimize((x: Float64Array) => x[0] ?? 0, x0, { method: nelderMead(), stop: gradientNorm(1e-6) });
  // @ts-expect-error no gradients are reported
  minimize(withGradient, x0, { method: basinHopping({ local: lbfgs() }), stop: gradientNorm(1e-6) });
  // @ts-expect-error no gradients are reported
  minimize(withGradient, x0, { method: cmaEs(), stop: anyOf(gradientNorm(1e-6), evaluations(100)) });
}

export function whatOthersReportIsTyped() {
  minimize(values, x0, { method: consensusBased(), onProgress: ({ consensus }) => consensus.length });
  minimize(gradients, x0, { method: onlineToNonConvex({ longest: 1, rate: 1, epoch: 1 }), stop: gradientNorm(1e-3) });
  // @ts-expect-error no gradients are reported
  minimize((x: Float64Array) => x[0] ?? 0, x0, { method: consensusBased(), stop: gradientNorm(1e-6) });
}

export function methodsKeepToTheirFrontDoors() {
  rootScalar(Math.cos, { method: brentRoot() });
  rootScalar(Math.cos, { method: toms748() });
  root((x) => [x[0] ?? 0], x0, { method: broyden() });
  leastSquares((x) => [x[0] ?? 0], x0, { method: gaussNewton() });
  // @ts-expect-error a method for one variable
  root((x: Float64Array) => [x[0] ?? 0], x0, { method: brentRoot() });
  // @ts-expect-error a method for many equations
  rootScalar(Math.cos, { method: broyden() });
  // @ts-expect-error a method for residuals
  minimize((x: Float64Array) => x[0] ?? 0, x0, { method: gaussNewton() });
  // @ts-expect-error a method for values and gradients
  leastSquares((x: Float64Array) => [x[0] ?? 0], x0, { method: lbfgs() });
}

export function resultsHaveTheShapeOfTheStart() {
  const { x }: MinimizeResult<{ a: number; b: Float64Array }> = minimize((p) => p.a + (p.b[0] ?? 0), {
    a: 1,
    b: [1, 2],
  });
  // @ts-expect-error there is no c
  return x.c;
}
