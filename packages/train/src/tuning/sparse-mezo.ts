import { ask } from 'zeroth/query';
import { type ForwardOnlyOptions, type ForwardOnlyPlan, forwardOnly } from './forward-only.js';
import { type MezoPlanOptions, mezoPlan } from './mezo.js';
import { requireOption } from './plan-options.js';
import type { MagnitudeQuantiles } from './queries.js';

/** Options of {@link sparseMezo}. */
export interface SparseMezoOptions extends Omit<MezoPlanOptions, 'thresholds'>, ForwardOnlyOptions {
  readonly seed?: number;
  /** The fraction of each tensor's weights that is left alone, the largest ones. Default 0.75. */
  readonly sparsity?: number;
}

/**
 * Sparse MeZO: {@link mezo} that perturbs and moves only the small weights of each tensor, |w| ≤ h. The thresholds h
 * are fixed at the start, as quantiles of the base weights; the mask is read from the weights at every step and never
 * stored.
 *
 * Asks: magnitudeQuantiles once, then probedLosses and evaluation; order 0.
 *
 * @source Liu, Zhu, Gong, Cheng, Hsieh, You: Sparse MeZO (2024)
 */
export function* sparseMezo(options: SparseMezoOptions) {
  const { sparsity = 0.75 } = options;
  requireOption(sparsity >= 0 && sparsity < 1, 'sparsity', sparsity, 'from 0 to below 1');
  const thresholds = yield* ask<MagnitudeQuantiles>({ kind: 'magnitudeQuantiles', quantile: 1 - sparsity });
  const result = yield* forwardOnly(sparseMezoPlan({ ...options, thresholds }), options);
  return { ...result, thresholds };
}

/** Probes and steps of {@link sparseMezo}, once its thresholds are known. */
export function sparseMezoPlan(options: MezoPlanOptions & { readonly thresholds: readonly number[] }): ForwardOnlyPlan {
  return mezoPlan(options);
}
