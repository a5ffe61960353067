/** Operations on real numbers with their number of arguments: the basic ones of the toy languages of rows 68, 69 and 82. */
export const arities = {
  add: 2,
  subtract: 2,
  multiply: 2,
  divide: 2,
  sin: 1,
  cos: 1,
  exp: 1,
  log: 1,
  tanh: 1,
  sqrt: 1,
} as const;

export type Operation = keyof typeof arities;

/** What a program is evaluated in: numbers of kind N. */
export interface Arithmetic<N> {
  constant(value: number): N;
  /** @param values as many as the operation's arity */
  apply(operation: Operation, values: readonly N[]): N;
}

/** Double precision. */
export const float64: Arithmetic<number> = {
  constant: (value) => value,
  apply(operation, [x = Number.NaN, y = Number.NaN]) {
    switch (operation) {
      case 'add':
        return x + y;
      case 'subtract':
        return x - y;
      case 'multiply':
        return x * y;
      case 'divide':
        return x / y;
      default:
        return Math[operation](x);
    }
  },
};
