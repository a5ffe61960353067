import { lbfgs } from '../optimize/first/lbfgs.js';
import type { Minimizer } from '../optimize/minimizer.js';
import { truncatedNewton } from '../optimize/second/truncated-newton.js';
import { trustRegionNewton } from '../optimize/second/trust-region-newton.js';
import { bayesian } from '../optimize/zeroth/bayesian-optimization.js';
import { cmaEs } from '../optimize/zeroth/cma-es.js';
import type { Variables } from './variables.js';

/** Up to this many variables a dense n x n estimate of the curvature costs less than it saves. */
const denseLimit = 200;

/**
 * Steps that a search among few variables remembers. More save hardly a gradient on the problems of Moré, Garbow and
 * Hillstrom, where a dense estimate of the curvature needs a fifth more than these: it never forgets what it saw far away.
 */
const remembered = 20;

/** A method, and why it was chosen. */
export interface Choice {
  readonly minimizer: Minimizer;
  readonly why: string;
}

/** What the user says of the function's values. */
export interface Worth {
  readonly noise?: number;
  readonly expensive?: boolean;
}

/**
 * The method for a problem whose user named none.
 *
 * @param kinds the questions that the function answers
 */
export function choose(
  { x0, bounds, integers }: Variables,
  kinds: ReadonlySet<string>,
  { noise = 0, expensive = false }: Worth = {},
): Choice {
  const valuesOnly = !kinds.has('gradients');
  if (valuesOnly && expensive) return { minimizer: bayesian({ noise: noise > 0 }), why: 'values are expensive' };
  if (integers !== undefined) return { minimizer: cmaEs(), why: 'there are integers' };
  if (valuesOnly && noise > 0) return { minimizer: cmaEs(), why: 'values are noisy' };
  if (bounds !== undefined) return { minimizer: lbfgs(), why: 'there are bounds' };
  if (kinds.has('gradients') && kinds.has('hessian') && x0.length <= denseLimit)
    return { minimizer: trustRegionNewton(), why: 'the function answers its Hessian' };
  if (kinds.has('gradients') && kinds.has('hessianVectorProducts'))
    return { minimizer: truncatedNewton(), why: 'the function answers Hessian-vector products' };
  if (x0.length > denseLimit) return { minimizer: lbfgs(), why: `there are ${x0.length} variables` };
  return { minimizer: lbfgs({ memory: remembered }), why: `there are ${x0.length} variables without bounds` };
}
