import type { Query } from '../query/types.js';

/** How a run ended, before it is given its public type. */
export type Ending =
  | { readonly status: 'returned'; readonly result: unknown }
  | { readonly status: 'stopped'; readonly rule: string; readonly result: unknown }
  | {
      readonly status: 'failed';
      readonly cause: 'oracle' | 'not-finite' | 'journal';
      readonly error: unknown;
      readonly query: Query | undefined;
    }
  | { readonly status: 'aborted'; readonly reason: unknown }
  | { readonly status: 'crashed' };
