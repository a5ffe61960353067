import { ask, type Effect, type Method, type Query } from 'zeroth/query';
import type { ValidationScores } from '../report/report.js';

/** The distribution of a direction's entries: mean 0, variance 1 (`sphere`: of length √d). */
export type Law = (typeof laws)[number];
export const laws = ['rademacher', 'gaussian', 'nearGaussian', 'sphere'] as const;

/** A random direction z of all tuned parameters, never stored: the seed gives it again. */
export interface SeededProbe {
  readonly kind: 'seeded';
  readonly law: Law;
  /** a safe integer */
  readonly seed: number;
  /** ε, the distance of the two losses from the present parameters, in units of z */
  readonly radius: number;
  /** Only weights w of tensor t with |w| ≤ thresholds[t] move. Default: all. */
  readonly thresholds?: readonly number[];
}

/** The direction m' of ZO-AdaMU: momentum and uncertainty, around a buffer that the oracle holds. */
export interface UncertainProbe {
  readonly kind: 'momentumUncertainty';
  readonly seed: number;
  readonly radius: number;
  /** variance of the first draw; the second has 1 − alpha, around the buffer */
  readonly alpha: number;
  readonly beta1: number;
  readonly beta2: number;
}

export type Probe = SeededProbe | UncertainProbe;

/** How the projected gradients become a step. */
export type UpdateRule =
  | { readonly rule: 'sgd' }
  | { readonly rule: 'momentum'; readonly beta: number }
  | { readonly rule: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/**
 * The losses at θ + ε z and at θ − ε z of one batch. The parameters are moved in place and stay at θ − ε z, until the
 * step restores and updates them in one pass.
 */
export interface ProbedLosses extends Query<'probedLosses', readonly [plus: number, minus: number]>, Effect {
  readonly probe: Probe;
  /** indices of the training examples of the batch */
  readonly sample: readonly number[];
}

/** θ ← (1 − decay) θ − rate · mean_j(scalar_j z_j), or what the rule makes of it. */
export interface SeededStep extends Query<'seededStep', void>, Effect {
  /** The step's number, from 1. */
  readonly step: number;
  readonly probes: readonly Probe[];
  /** One a probe: (L(θ + ε z) − L(θ − ε z)) / 2ε, or what the method made of it. */
  readonly scalars: readonly number[];
  readonly rate: number;
  /** Fraction by which matrices and embeddings shrink; biases and norms do not. */
  readonly decay: number;
  readonly update: UpdateRule;
}

/** ValidationScores on the validation part with the present parameters. */
export interface Evaluation extends Query<'evaluation', ValidationScores> {}

/** The quantile of |w| in each tuned tensor. */
export interface MagnitudeQuantiles extends Query<'magnitudeQuantiles', readonly number[]> {
  /** in (0, 1] */
  readonly quantile: number;
}

/** Asks for the losses on both sides of the parameters. */
export function probedLosses(probe: Probe, sample: readonly number[]): Method<ProbedLosses, readonly [number, number]> {
  return ask<ProbedLosses>({ kind: 'probedLosses', effect: true, probe, sample });
}

/** Asks for the validation scores. */
export function evaluation(): Method<Evaluation, ValidationScores> {
  return ask<Evaluation>({ kind: 'evaluation' });
}
