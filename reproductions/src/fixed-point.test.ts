import { expect, it } from 'vitest';
import {
  fixedPoint,
  fromFixedPoint,
  highPrecisionDerivatives,
  highPrecisionSlope,
  toFixedPoint,
} from './fixed-point.js';
import type { Operation } from './scalar-operations.js';

const apply = (operation: Operation, ...values: number[]) => fixedPoint.apply(operation, values.map(toFixedPoint));
/** Integers times 2^−320: a few hundred units are 10^−94. */
const near = (a: bigint, b: bigint) => expect((a > b ? a - b : b - a) < 1n << 10n).toBe(true);

it('keeps doubles exactly', () => {
  for (const value of [0, 1, -1, 0.1, -1 / 3, 1e-12, 12345.678, -(2 ** -60)])
    expect(fromFixedPoint(toFixedPoint(value))).toBe(value);
});

it('agrees with doubles to their last bits', () => {
  for (const x of [-30.5, -2, -1e-9, 0.3, 1, 7.25, 40]) {
    for (const operation of ['sin', 'cos', 'exp', 'tanh'] as const) {
      const expected = Math[operation](x);
      expect(Math.abs(fromFixedPoint(apply(operation, x)) - expected)).toBeLessThanOrEqual(4e-16 * Math.abs(expected));
    }
  }
});

it('fulfils the identities of its functions to 93 digits', () => {
  const [one, { apply: of }] = [toFixedPoint(1), fixedPoint];
  for (const value of [-3.7, -0.2, 0.4, 5.1]) {
    const x = toFixedPoint(value);
    const [sin, cos, exp] = (['sin', 'cos', 'exp'] as const).map((operation) => of(operation, [x]));
    near(of('add', [of('multiply', [sin!, sin!]), of('multiply', [cos!, cos!])]), one);
    near(of('log', [exp!]), x);
    near(of('sin', [2n * x]), of('multiply', [2n * sin!, cos!]));
    const square = of('multiply', [x, x]);
    near(of('sqrt', [square]), x < 0n ? -x : x);
    const [squared, tanh] = [of('multiply', [exp!, exp!]), of('tanh', [x])];
    near(of('divide', [squared - one, squared + one]), tanh);
  }
});

it('differentiates to the last bits of doubles', () => {
  const sine = (t: number) => fixedPoint.apply('sin', [toFixedPoint(0.7) + toFixedPoint(t)]);
  const found = highPrecisionDerivatives(sine);
  const expected = [Math.sin(0.7), Math.cos(0.7), -Math.sin(0.7), -Math.cos(0.7), Math.sin(0.7)];
  for (const [order, value] of found.entries()) expect(Math.abs(value - expected[order]!)).toBeLessThan(3e-16);
  expect(Math.abs(highPrecisionSlope(sine) - Math.cos(0.7))).toBeLessThan(3e-16);
});
