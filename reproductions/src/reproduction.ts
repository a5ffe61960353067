/** A claim of a paper, what must be measured for it to hold here, and what was. */
export interface Check {
  readonly claim: string;
  readonly expected: string;
  readonly measured: string;
  readonly pass: boolean;
}

/** How a reproduction is to run. */
export interface Scale {
  /** Decides the split of the data and all draws. An integer from 0; default 0. */
  readonly seed: number;
  /** The larger scale, which may take ten minutes instead of one. */
  readonly full: boolean;
}

/** What a script finds. */
export interface Findings {
  readonly checks: readonly Check[];
  /** A plot, as the text of an SVG file. */
  readonly svg?: string;
}

/** A row of the catalogue that can be reproduced. */
export interface Script {
  readonly row: number;
  /** The paper's short name and title. */
  readonly title: string;
  run(scale: Scale): Promise<Findings>;
}

/** The result of a script, as `zeroth reproduce` shows it. */
export interface Reproduction extends Findings {
  readonly row: number;
  readonly title: string;
  readonly seed: number;
  /** All checks pass. */
  readonly pass: boolean;
  readonly seconds: number;
}
