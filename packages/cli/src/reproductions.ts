import { ZerothError } from 'zeroth';

/** A row of the catalogue that can be reproduced. */
export interface ReproductionSummary {
  readonly row: number;
  readonly title: string;
}

/** A claim with what was measured of it. */
export interface Check {
  readonly claim: string;
  readonly expected: string | number;
  readonly measured: string | number;
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
  /** A plot, as an SVG file's text. */
  readonly svg?: string;
}

/** What the command needs of `@zeroth/reproductions`. */
export interface Reproductions {
  listReproductions(): readonly ReproductionSummary[];
  reproduce(row: number, options: { readonly seed: number; readonly full: boolean }): Promise<Reproduction>;
}

/** Loads `@zeroth/reproductions`. */
export async function loadReproductions(): Promise<Reproductions> {
  const { listReproductions, reproduce }: Partial<Reproductions> = await import('@zeroth/reproductions');
  if (!listReproductions || !reproduce) {
    throw new ZerothError(
      'not-built',
      'This build of @zeroth/reproductions is empty: run `npm run build` in the workspace.',
    );
  }
  return { listReproductions, reproduce };
}
