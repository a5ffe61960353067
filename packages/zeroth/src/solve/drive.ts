import { ZerothError } from '../errors.js';
import type { Method, Oracle, Query } from '../query/index.js';
import { run } from '../run/index.js';

/** Runs a solver to its end, for the ordinary call. Failures of the operator are thrown. */
export function drive<Y extends Query, R>(method: Method<Y, R>, oracle: NoInfer<Oracle<Y>>): R {
  const outcome = run(method, oracle, { keepBest: false });
  if ('result' in outcome && outcome.status === 'returned') return outcome.result;
  if (outcome.status === 'failed' && outcome.cause === 'oracle') throw outcome.error;
  throw new ZerothError('not-finite', 'A product with the operator is not finite: check its entries and scale it.');
}
