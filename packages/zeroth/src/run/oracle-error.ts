import type { Query } from '../query/types.js';

/** What a method is thrown when the oracle fails on its question. It may catch it and go on. */
export class OracleError extends Error {
  override readonly name = 'OracleError';
  constructor(
    readonly query: Query,
    /** whether the oracle answered, but with NaN or an infinity */
    readonly notFinite: boolean,
    options?: ErrorOptions,
  ) {
    super(notFinite ? `the answer to ${query.kind} is not finite` : `the oracle failed on ${query.kind}`, options);
  }
}
