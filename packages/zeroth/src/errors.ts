/**
 * A mistake of the caller: a bad option, shapes that do not fit, a file that is not what it says.
 * Outcomes of the mathematics are never thrown; they are statuses of an outcome.
 */
export class ZerothError extends Error {
  override readonly name = 'ZerothError';

  /**
   * @param code stable and machine-readable, in kebab-case
   * @param message one sentence that says what is wrong and what to do
   * @param value the offending value, where there is one
   */
  constructor(
    readonly code: string,
    message: string,
    readonly value?: unknown,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
