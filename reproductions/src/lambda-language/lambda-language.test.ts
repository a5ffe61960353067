import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { float64 } from '../scalar-operations.js';
import { typeOf } from './check-types.js';
import { evaluate, numberIn, numbersIn } from './evaluate.js';
import { randomProgram, scopeOf, withInputs } from './generate.js';
import { jets } from './jets.js';
import { apply, constant, lambda, letIn, operate, project, type Term, tuple, variable } from './terms.js';
import { translate, translateType } from './translate.js';
import { functionType, listOf, real, sameType, sum } from './types.js';

const unary = functionType(real, real);
const [x, f] = [variable('x'), variable('f')];

/** Taylor coefficients of a term in x at x + t. */
function coefficients(term: Term, at: number, order: number): readonly number[] {
  const interpretation = jets(order);
  const seed = tuple(...Array.from({ length: order + 1 }, (_, j) => constant([at, 1][j] ?? 0)));
  const program = withInputs(translate(term, interpretation), ['x'], interpretation.real, [seed]);
  expect(sameType(typeOf(program), interpretation.real)).toBe(true);
  return numbersIn(evaluate(program, float64).value);
}

describe('the type checker', () => {
  it.each([
    ['a variable that is not bound', variable('y')],
    ['a sine of a pair', operate('sin', tuple(constant(1), constant(2)))],
    ['a sum of one operand', operate('add', constant(1))],
    ['a call of a number', apply(constant(1), constant(1))],
    ['a call with another type', apply(lambda('x', unary, x), constant(1))],
    ['a part that is not there', project(tuple(constant(1)), 1)],
    ['a list of two types', { kind: 'list', element: real, items: [constant(1), tuple()] } as const],
    ['a case that is not there', { kind: 'inject', cases: [real], index: 1, value: constant(1) } as const],
  ])('refuses %s', (_, term) => {
    expect(() => typeOf(term)).toThrowError(expect.objectContaining({ code: 'ill-typed' }));
  });

  it('refuses branches of two types', () => {
    const scrutinee: Term = { kind: 'inject', cases: [real, real], index: 0, value: constant(1) };
    const branches = [
      { name: 'x', body: x },
      { name: 'x', body: tuple(x) },
    ];
    expect(() => typeOf({ kind: 'match', scrutinee, branches })).toThrow('(real) is found');
  });
});

describe('jets', () => {
  it('are exact for x¹⁶, the square composed with itself by a function of functions', () => {
    const square = lambda('x', real, operate('multiply', x, x));
    const twice = lambda('f', unary, lambda('x', real, apply(f, apply(f, x))));
    const term = letIn(
      'twice',
      functionType(unary, unary),
      twice,
      apply(apply(variable('twice'), apply(variable('twice'), square)), x),
    );
    // All products are of dyadic numbers of few bits, so that nothing is rounded.
    expect(coefficients(term, 1, 4)).toEqual([1, 16, 120, 560, 1820]);
    expect(coefficients(term, -2, 2)).toEqual([2 ** 16, -16 * 2 ** 15, 120 * 2 ** 14]);
  });

  it('are exact for a list of functions that is folded to a polynomial', () => {
    // Horner: [a, b, c] becomes a + x (b + x (c + 0 x)).
    const add = (value: number) => lambda('x', real, operate('add', x, constant(value)));
    const term: Term = {
      kind: 'fold',
      list: { kind: 'cons', head: add(5), tail: { kind: 'list', element: unary, items: [add(-3), add(2)] } },
      initial: constant(0),
      item: 'f',
      folded: 'rest',
      body: apply(f, operate('multiply', x, variable('rest'))),
    };
    expect(coefficients(term, 2, 4)).toEqual([7, 5, 2, 0, 0]);
  });

  it('keep the case of a sum', () => {
    const term = (index: number): Term => ({
      kind: 'match',
      scrutinee: { kind: 'inject', cases: [real, real], index, value: x },
      branches: [
        { name: 'x', body: operate('exp', x) },
        { name: 'x', body: operate('multiply', x, x) },
      ],
    });
    expect(coefficients(term(0), 0, 4)).toEqual([1, 1, 1 / 2, 1 / 6, 1 / 24]);
    expect(coefficients(term(1), 3, 4)).toEqual([9, 6, 1, 0, 0]);
  });

  it.each([
    ['log', 1, [0, 1, -1 / 2, 1 / 3, -1 / 4]],
    ['tanh', 0, [0, 1, 0, -1 / 3, 0]],
    ['sqrt', 1, [1, 1 / 2, -1 / 8, 1 / 16, -5 / 128]],
    ['sin', 0, [0, 1, 0, -1 / 6, 0]],
    ['cos', 0, [1, 0, -1 / 2, 0, 1 / 24]],
  ] as const)('of %s are its series', (operation, at, expected) => {
    const found = coefficients(operate(operation, x), at, 4);
    for (const [j, value] of found.entries()) expect(Math.abs(value - expected[j]!)).toBeLessThan(1e-15);
  });

  it('of a quotient are the geometric series', () => {
    const term = operate('divide', x, operate('subtract', constant(1), x));
    expect(coefficients(term, 0, 4)).toEqual([0, 1, 1, 1, 1]);
  });
});

it('makes programs of type real that use only their inputs', () => {
  const draws = random(3);
  for (let i = 0; i < 30; i++) {
    const { term, inputs } = randomProgram(draws);
    expect(typeOf(term, scopeOf(inputs, real))).toEqual(real);
    const values = inputs.map(() => constant(draws.uniform()));
    expect(numberIn(evaluate(withInputs(term, inputs, real, values), float64).value)).not.toBeNaN();
  }
});

it('translates types by their structure', () => {
  const interpretation = jets(1);
  const type = listOf(sum(real, functionType(real, real)));
  const pair = interpretation.real;
  expect(translateType(type, interpretation)).toEqual(listOf(sum(pair, functionType(pair, pair))));
});
