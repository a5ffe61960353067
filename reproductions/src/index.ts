import { ZerothError } from 'zeroth';

/** One claim of a paper, tested. */
export interface Check {
  readonly claim: string;
  readonly expected: string;
  readonly measured: string;
  readonly pass: boolean;
}

/** What a reproduction found. */
export interface Reproduction {
  readonly row: number;
  readonly title: string;
  readonly seed: number;
  readonly checks: readonly Check[];
  readonly pass: boolean;
  readonly seconds: number;
  /** a plot */
  readonly svg?: string;
}

/** The catalogue's rows that can be reproduced; none has landed yet. */
export function listReproductions(): readonly { readonly row: number; readonly title: string }[] {
  return [];
}

/** Runs a row of the catalogue. @throws ZerothError `row-unknown` for a row that is not in the list */
export async function reproduce(
  row: number,
  _options: { readonly seed: number; readonly full: boolean },
): Promise<Reproduction> {
  throw new ZerothError('row-unknown', `row ${row} cannot be reproduced yet: zeroth reproduce lists the rows`, row);
}
