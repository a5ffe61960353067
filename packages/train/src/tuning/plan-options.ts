import { ZerothError } from 'zeroth';

/** Options that the plans of all forward-only methods have. */
export interface PlanOptions {
  readonly steps: number;
  readonly learningRate: number;
  readonly radius: number;
  readonly weightDecay: number;
  /** Below 2²⁰, because a probe's seed is this times 2³² and the probe's number. */
  readonly seed: number;
}

/** @throws ZerothError `tuning-option` */
export function checkPlanOptions({ steps, learningRate, radius, weightDecay, seed }: PlanOptions): void {
  requireOption(
    Number.isInteger(steps) && steps >= 0 && steps < 2 ** 31,
    'steps',
    steps,
    'an integer from 0 to 2^31 - 1',
  );
  requireOption(learningRate > 0 && learningRate < Infinity, 'learningRate', learningRate, 'positive');
  requireOption(radius > 0 && radius < Infinity, 'radius', radius, 'positive');
  requireOption(weightDecay >= 0 && weightDecay < Infinity, 'weightDecay', weightDecay, '0 or more');
  requireOption(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 20, 'seed', seed, 'an integer from 0 to 2^20 - 1');
}

/** @throws ZerothError `tuning-option`, saying what is wanted, unless it holds */
export function requireOption(holds: boolean, name: string, value: unknown, wanted: string): void {
  if (!holds) throw new ZerothError('tuning-option', `${name} must be ${wanted}, not ${String(value)}`, value);
}
