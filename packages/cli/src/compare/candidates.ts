import {
  andersonDescent,
  augmentedRandomSearch,
  barzilaiBorwein,
  basinHopping,
  bayesian,
  bfgs,
  bobyqa,
  cmaEs,
  cobyla,
  consensusBased,
  coordinateDescent,
  cubicNewton,
  differentialEvolution,
  direct,
  gradientDescent,
  implicitFiltering,
  lbfgs,
  type Minimizer,
  meshAdaptiveSearch,
  multistart,
  nelderMead,
  nesterov,
  newtonLineSearch,
  nonlinearCg,
  openaiEvolution,
  pairwiseDirectSearch,
  powell,
  projectedGradient,
  randomSearch,
  rankedEvolution,
  spectralProjectedGradient,
  truncatedNewton,
  trustRegionNewton,
  xnes,
  ZerothError,
  zoRankSgd,
} from 'zeroth';
import { listOf, nearest } from './nearest.js';
import type { Problem } from './problem.js';

/** Minimisers that need no options, by the names that they are imported under. */
const minimizers: Readonly<Record<string, () => Minimizer>> = {
  andersonDescent,
  augmentedRandomSearch,
  barzilaiBorwein,
  basinHopping,
  bayesian,
  bfgs,
  bobyqa,
  cmaEs,
  cobyla,
  consensusBased,
  coordinateDescent,
  cubicNewton,
  differentialEvolution,
  direct,
  gradientDescent,
  implicitFiltering,
  lbfgs,
  meshAdaptiveSearch,
  multistart,
  nelderMead,
  nesterov,
  newtonLineSearch,
  nonlinearCg,
  openaiEvolution,
  pairwiseDirectSearch,
  powell,
  projectedGradient,
  randomSearch,
  rankedEvolution,
  spectralProjectedGradient,
  truncatedNewton,
  trustRegionNewton,
  xnes,
  zoRankSgd,
};

/** The names that `zeroth compare` knows by itself. */
export const comparable: readonly string[] = Object.keys(minimizers);

/** A method that takes part, under the name that the user gave it. */
export interface Candidate {
  readonly name: string;
  readonly minimizer: Minimizer;
}

/**
 * The methods to compare: those named, else what suits the questions that the function answers.
 *
 * @throws ZerothError `method-unknown` with the nearest name; `usage` where a method asks more than the function answers
 */
export function candidatesOf(problem: Problem, names: readonly string[] | undefined): readonly Candidate[] {
  const own = Object.keys(problem.methods);
  const chosen = names ?? (own.length > 0 ? own : defaultsFor(problem));
  const repeated = chosen.find((name, i) => chosen.indexOf(name) !== i);
  if (repeated !== undefined) throw new ZerothError('usage', `The method ${repeated} is named twice.`, repeated);
  return chosen.map((name) => {
    const minimizer = minimizerOf(problem, name);
    checkOrder(problem, name, minimizer);
    return { name, minimizer };
  });
}

function minimizerOf(problem: Problem, name: string): Minimizer {
  if (Object.hasOwn(problem.methods, name)) return problem.methods[name]!;
  if (Object.hasOwn(minimizers, name)) return minimizers[name]!();
  const known = [...Object.keys(problem.methods), ...comparable];
  const close = nearest(name, known);
  throw new ZerothError(
    'method-unknown',
    `There is no method "${name}" to compare${close.length > 0 ? `: did you mean ${listOf(close, 'or')}?` : `; there are ${listOf(known, 'and')}.`} A method with options goes into the module: export const methods = { mine: lbfgs({ memory: 3 }) }.`,
    name,
  );
}

/** The same conditions that `minimize` has, before anything has run. */
function checkOrder({ kinds, name: file, bounded }: Problem, name: string, { asks, bounds }: Minimizer): void {
  const missing = asks.filter((kind) => !kinds.has(kind));
  const lifted = missing.length === 1 && missing[0] === 'gradients' && kinds.has('values');
  if (missing.length > 0 && !lifted)
    throw new ZerothError(
      'usage',
      `${name} asks ${listOf(asks, 'and')}, but ${file} answers ${listOf([...kinds], 'and')} only: leave the method out, or export an oracle that answers more, such as differentiable(f) of zeroth/autodiff.`,
      missing,
    );
  if (bounded && !bounds)
    throw new ZerothError(
      'usage',
      `${name} does not keep to bounds, and ${file} has them: leave the method out.`,
      name,
    );
}

function defaultsFor({ kinds, bounded }: Problem): readonly string[] {
  if (bounded) return ['lbfgs', 'bobyqa', 'cmaEs', 'differentialEvolution', 'spectralProjectedGradient'];
  if (kinds.has('hessian')) return ['trustRegionNewton', 'bfgs', 'lbfgs', 'nonlinearCg'];
  if (kinds.has('gradients')) return ['bfgs', 'lbfgs', 'nonlinearCg', 'barzilaiBorwein'];
  return ['bfgs', 'bobyqa', 'powell', 'nelderMead', 'cmaEs'];
}
