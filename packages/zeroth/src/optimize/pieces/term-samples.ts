import { checkInteger } from '../../array/checks.js';
import type { Random } from '../../random/index.js';

/** Options of methods that ask values of a sample of terms. */
export interface TermOptions {
  /** N, how many terms the objective is the mean of: values are then of samples. Default: the whole objective. */
  readonly terms?: number;
  /** Terms of a sample, drawn without replacement. Default 1. */
  readonly batch?: number;
}

/** Throws `option-out-of-range`. */
export function checkTerms({ terms, batch = 1 }: TermOptions): void {
  if (terms === undefined) return;
  checkInteger('terms', terms, 1);
  checkInteger('batch', batch, 1, terms);
}

/** The circumstances of a question about a new sample; none where the objective is asked as a whole. */
export function termSample(draws: Random, { terms, batch = 1 }: TermOptions): { readonly sample?: readonly number[] } {
  return terms === undefined ? {} : { sample: Array.from(draws.choice(terms, batch)) };
}
