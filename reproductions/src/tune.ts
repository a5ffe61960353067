import { type ForwardOnlyResult, type ForwardOnlyYield, parameterOracle, type TunedModel } from '@zeroth/train';
import type { Method } from 'zeroth/query';
import { runAsync } from 'zeroth/run';

/** A run of a forward-only method. */
export interface Tuned {
  readonly result: ForwardOnlyResult;
  /** The mean of the losses that each step probed. */
  readonly losses: readonly number[];
}

/**
 * Runs a forward-only method on a model and leaves it tuned: the method asks questions, the oracle answers them by
 * moving the weights in place.
 */
export async function tune(method: Method<ForwardOnlyYield, ForwardOnlyResult>, model: TunedModel): Promise<Tuned> {
  const losses: number[] = [];
  const outcome = await runAsync(method, parameterOracle(model), {
    concurrency: 1,
    onProgress: ({ loss }) => losses.push(loss),
  });
  if (outcome.status !== 'returned') throw outcome.status === 'failed' ? outcome.error : outcome.reason;
  return { result: outcome.result, losses };
}
