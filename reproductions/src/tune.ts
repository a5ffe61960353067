import { type ForwardOnlyResult, type ForwardOnlyYield, parameterOracle, type TunedModel } from '@zeroth/train';
import type { Method } from 'zeroth/query';
import { runAsync } from 'zeroth/run';

/** A run of a forward-only method. */
export interface Tuned<R extends ForwardOnlyResult = ForwardOnlyResult> {
  readonly result: R;
  /** The mean of the losses that each step probed. */
  readonly losses: readonly number[];
}

/**
 * Runs a forward-only method on a model and leaves it tuned: the method asks questions, the oracle answers them by
 * moving the weights in place.
 */
export async function tune<R extends ForwardOnlyResult>(
  method: Method<ForwardOnlyYield, R>,
  model: TunedModel,
): Promise<Tuned<R>> {
  const losses: number[] = [];
  const outcome = await runAsync(method, parameterOracle(model), {
    concurrency: 1,
    onProgress: ({ loss }) => losses.push(loss),
  });
  if (outcome.status !== 'returned') throw outcome.status === 'failed' ? outcome.error : outcome.reason;
  return { result: outcome.result, losses };
}
