import { describe, expect, it } from 'vitest';
import { row82 } from '../row-82-pure-reverse.js';
import { differentiate } from './gradient-program.js';
import { executable, impureNames, type PureProgram } from './pure-program.js';
import type { Source } from './source.js';

const [a, b, c] = ['a', 'b', 'c'].map((name): Source => ({ kind: 'variable', name }));
const product = (left: Source, right: Source): Source => ({
  kind: 'operation',
  operation: 'multiply',
  operands: [left, right],
});
const arrays = (...names: string[]) => names.map((name) => ({ name, rank: 1 }) as const);
const dot: Source = {
  kind: 'fold',
  items: ['x', 'y'],
  arrays: [a!, b!],
  carry: 'sum',
  initial: { kind: 'constant', value: 0 },
  body: {
    kind: 'operation',
    operation: 'add',
    operands: [
      { kind: 'variable', name: 'sum' },
      product({ kind: 'variable', name: 'x' }, { kind: 'variable', name: 'y' }),
    ],
  },
};

describe('differentiate', () => {
  it('gives the other factor for a dot product, with no operations of its own', () => {
    const { value, valueAndGradient } = differentiate({ inputs: arrays('a', 'b'), term: dot });
    const [x, y] = [Float64Array.of(1, 2, 3), Float64Array.of(5, 7, 11)];
    expect(executable(valueAndGradient)(x, y).results).toEqual([52, y, x]);
    // Two operations an element; the sensitivity of each product is 1, which partial evaluation knows.
    expect([value, valueAndGradient].map((program) => executable(program)(x, y).operations)).toEqual([6, 6]);
  });

  it('sums the uses of a real in all rounds', () => {
    const scaled: Source = {
      kind: 'map',
      items: ['x'],
      arrays: [a!],
      body: product({ kind: 'variable', name: 'x' }, c!),
    };
    const term: Source = { kind: 'let', name: 'b', value: scaled, body: dot };
    const inputs = [...arrays('a'), { name: 'c', rank: 0 } as const];
    const { results } = executable(differentiate({ inputs, term }).valueAndGradient)(Float64Array.of(1, 2), 3);
    // c Σ a²: 2 c a and Σ a².
    expect(results).toEqual([15, Float64Array.of(6, 12), 5]);
  });

  it('gives the constant 0 for an input that is not used', () => {
    const { valueAndGradient } = differentiate({ inputs: arrays('a', 'b', 'c'), term: dot });
    expect(valueAndGradient.results.at(-1)).toEqual({ kind: 'constant', value: 0 });
  });
});

it('finds names that are bound twice, or are not bound where they are used', () => {
  const assignment = (name: string, operand: string) =>
    ({ kind: 'operation', name, operation: 'sin', operands: [{ kind: 'name', name: operand }] }) as const;
  const program = (...statements: PureProgram['statements']): PureProgram => ({
    inputs: arrays('a'),
    statements,
    results: [],
  });
  expect(impureNames(program(assignment('b', 'a'), assignment('c', 'b')))).toEqual([]);
  expect(impureNames(program(assignment('b', 'a'), assignment('b', 'a')))).toEqual(['b']);
  expect(impureNames(program(assignment('a', 'c')))).toEqual(['c', 'a']);
  const loop = {
    kind: 'loop',
    direction: 'forward',
    length: { kind: 'name', name: 'a' },
    items: [{ name: 'x', array: { kind: 'name', name: 'a' } }],
    carries: [],
    body: [assignment('y', 'x')],
    outputs: [],
  } as const;
  expect(impureNames(program(loop, assignment('z', 'y')))).toEqual(['y']);
});

it('keeps the claims of row 82', async () => {
  const { checks } = await row82.run({ seed: 5, full: false });
  expect(checks.filter(({ pass }) => !pass)).toEqual([]);
});
