import type { Query, Vector } from '../query/types.js';
import { allFinite } from '../run/finite.js';
import { OracleError } from '../run/oracle-error.js';

/**
 * Drivers look at the answers of oracles only. A value of +∞ is a good answer there, but differences of it are not: the
 * method is thrown what a driver would have thrown, had an oracle given such an estimate.
 *
 * @param query the question that the estimate answers
 */
export function checkEstimate(query: Query, estimate: Vector): void {
  if (!allFinite(estimate)) throw new OracleError(query, true);
}
