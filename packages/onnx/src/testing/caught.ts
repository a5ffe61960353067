import { ZerothError } from 'zeroth';

/** The error of the caller's that something throws. */
export async function caught(action: () => unknown): Promise<ZerothError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof ZerothError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
