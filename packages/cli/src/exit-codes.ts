import { CommanderError } from 'commander';
import { ZerothError } from 'zeroth';
import { oneLine } from './format.js';

/** What the process answers its caller. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Codes of errors that name something the user typed: an option, a name, a file that is not there. */
export const usageCodes: ReadonlySet<string> = new Set([
  'batch-too-large',
  'candidates-changed',
  'column-missing',
  'delta-missing',
  'limit-invalid',
  'max-tokens',
  'method-unknown',
  'model-not-found',
  'no-such-parameters',
  'no-such-row',
  'objective-classes',
  'objective-invalid',
  'objective-unknown',
  'option-invalid',
  'prefix-unsupported',
  'problem-invalid',
  'random-seed',
  'run-exists',
  'run-missing',
  'schedule-unknown',
  'source-unknown',
  'split-invalid',
  'threads-range',
  'tokenizer-not-found',
  'tuning-option',
  'usage',
]);

/** Codes of the system's errors that mean that a path which the user typed is wrong. */
const pathCodes: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** The exit code that an error means. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (!(error instanceof ZerothError)) return exitCodes.failed;
  if (error.code === 'interrupted') return exitCodes.interrupted;
  if (usageCodes.has(error.code)) return exitCodes.usage;
  // A file that cannot be read is a mistake of the command line where it is not there at all.
  return pathCodes.has(systemCode(error.cause)) ? exitCodes.usage : exitCodes.failed;
}

/** What a person is told of an error: one line, or the whole stack when `debug` is set. */
export function describeError(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof ZerothError) return `zeroth: ${oneLine(error.message)}`;
  const message = oneLine(error instanceof Error ? error.message : String(error));
  if (systemCode(error) !== '') return `zeroth: ${message}`;
  return `zeroth: unexpected error: ${message} (set ZEROTH_DEBUG=1 to see where)`;
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : '';
}
