import type { Output } from './io.js';

/** Text made bold, faint, green or red, where the output has colours. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
}

/** Paint for an output: its own text where it has no colours. */
export function paintFor({ colours }: Output): Paint {
  const style =
    (open: number, close: number) =>
    (text: string): string =>
      colours ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { bold: style(1, 22), faint: style(2, 22), green: style(32, 39), red: style(31, 39) };
}
