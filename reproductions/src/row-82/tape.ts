import { type Arithmetic, float64, type Operation } from '../scalar-operations.js';

/** A number on a tape, with what it was made of. */
export interface Entry {
  readonly value: number;
  readonly position: number;
  readonly sources: readonly { readonly entry: Entry; readonly slope: number }[];
}

/** Reverse mode as usual, with mutation: each operation is written down, and sensitivities are summed in reverse order. */
export interface Tape extends Arithmetic<Entry> {
  /** Derivatives of an entry by all that was written before it. */
  gradient(of: Entry): (by: Entry) => number;
}

export function tape(): Tape {
  const entries: Entry[] = [];
  const write = (value: number, sources: Entry['sources'] = []): Entry => {
    const entry = { value, position: entries.length, sources };
    entries.push(entry);
    return entry;
  };
  return {
    constant: (value) => write(value),
    apply(operation, operands) {
      const values = operands.map(({ value }) => value);
      const slopes = slopesOf(operation, values);
      return write(
        float64.apply(operation, values),
        operands.map((entry, i) => ({ entry, slope: slopes[i]! })),
      );
    },
    gradient(of) {
      const sensitivities = new Float64Array(entries.length);
      sensitivities[of.position] = 1;
      for (let i = of.position; i >= 0; i--) {
        for (const { entry, slope } of entries[i]!.sources) sensitivities[entry.position]! += slope * sensitivities[i]!;
      }
      return ({ position }) => sensitivities[position]!;
    },
  };
}

function slopesOf(operation: Operation, [x = 0, y = 0]: readonly number[]): readonly number[] {
  switch (operation) {
    case 'add':
      return [1, 1];
    case 'subtract':
      return [1, -1];
    case 'multiply':
      return [y, x];
    case 'divide':
      return [1 / y, -x / y ** 2];
    case 'sin':
      return [Math.cos(x)];
    case 'cos':
      return [-Math.sin(x)];
    case 'exp':
      return [Math.exp(x)];
    case 'log':
      return [1 / x];
    case 'tanh':
      return [1 / Math.cosh(x) ** 2];
    case 'sqrt':
      return [0.5 / Math.sqrt(x)];
  }
}
