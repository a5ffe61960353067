import { random } from 'zeroth/random';
import { errorCurves } from './error-curves.js';
import { fixedPoint, highPrecisionDerivatives } from './fixed-point.js';
import { typeOf } from './lambda-language/check-types.js';
import { evaluate, numberIn, numbersIn } from './lambda-language/evaluate.js';
import { type Program, randomProgram, scopeOf, withInputs } from './lambda-language/generate.js';
import { jets } from './lambda-language/jets.js';
import { constant, contains, operate, type Term, tuple } from './lambda-language/terms.js';
import { translate } from './lambda-language/translate.js';
import { real, sameType } from './lambda-language/types.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { float64 } from './scalar-operations.js';

const order = 4;
const tolerance = 1e-9;
const factorials = [1, 1, 2, 6, 24] as const;
/** A function that is called and is not written where it is called came there as a value. */
const constructs: readonly { readonly name: string; readonly like: (node: Term) => boolean }[] = [
  { name: 'functions as values', like: (node) => node.kind === 'apply' && node.callee.kind !== 'lambda' },
  { name: 'products', like: ({ kind }) => kind === 'project' },
  { name: 'sums', like: ({ kind }) => kind === 'match' },
  { name: 'lists', like: ({ kind }) => kind === 'fold' },
];

/**
 * Jets of higher-order functional programs by one structure-preserving macro: random well-typed programs with functions,
 * products, sums and lists become programs of Taylor polynomials, whose coefficients are compared with derivatives of the
 * program itself, evaluated with 320 bits after the point.
 */
export const row68: Script = {
  row: 68,
  title: 'Higher Order Automatic Differentiation of Higher Order Functions',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const wanted = full ? 2000 : 200;
    const trials: Trial[] = [];
    let constants = 0;
    while (trials.length < wanted) {
      const program = randomProgram(draws);
      const trial = tried(
        program,
        Float64Array.from(program.inputs, () => 2 * draws.uniform() - 1),
        draws.fillNormal(new Float64Array(program.inputs.length)),
      );
      if (trial.dependent) trials.push(trial);
      else constants++;
    }
    const worst = Array.from({ length: order + 1 }, (_, k) => Math.max(...trials.map(({ errors }) => errors[k]!)));
    const illTyped = trials.filter(({ wellTyped }) => !wellTyped).length;
    const uses = constructs.map(({ name, like }) => ({
      name,
      count: trials.filter(({ program }) => contains(program.term, like)).length,
    }));
    const checks: readonly Check[] = [
      {
        claim: `Jets up to order ${order} of programs with functions, products, sums and lists are the program's derivatives`,
        expected: `error at most ${tolerance} (relative above 1) in ${wanted} random programs along random directions`,
        measured: `orders 0 to ${order}: ${worst.map((error) => error.toExponential(1)).join(', ')}`,
        pass: worst.every((error) => error <= tolerance),
      },
      {
        claim: 'The macro keeps the structure of types: a program of type τ becomes one of type D(τ)',
        expected: `no exception in ${wanted} outputs, by the type checker`,
        measured: `${illTyped} exceptions`,
        pass: illTyped === 0,
      },
      {
        claim: 'The programs use the whole language, and depend on their inputs',
        expected: 'each construct in at least half of them; all with a slope that is not 0',
        measured: `${uses.map(({ name, count }) => `${name} in ${count}`).join(', ')}; ${constants} constant ones were drawn besides and left out`,
        pass: uses.every(({ count }) => 2 * count >= wanted),
      },
    ];
    const svg = errorCurves({
      title: `Errors of jets of ${wanted} random programs`,
      kind: 'programs',
      curves: worst.map((_, k) => ({ name: `order ${k}`, errors: trials.map(({ errors }) => errors[k]!) })),
    });
    return { checks, svg };
  },
};

interface Trial {
  readonly program: Program;
  readonly wellTyped: boolean;
  readonly dependent: boolean;
  /** Of the derivatives of orders 0 to 4, relative where they are above 1. */
  readonly errors: readonly number[];
}

function tried(program: Program, point: Float64Array, direction: Float64Array): Trial {
  const { term, inputs } = program;
  const interpretation = jets(order);
  const macro = translate(term, interpretation);
  const seeds = Array.from(point, (x, i) => tuple(...[x, direction[i]!, 0, 0, 0].map(constant)));
  const jet = numbersIn(evaluate(withInputs(macro, inputs, interpretation.real, seeds), float64).value);
  const exact = highPrecisionDerivatives((t) => {
    const moved = Array.from(point, (x, i) => onLine(x, t, direction[i]!));
    return numberIn(evaluate(withInputs(term, inputs, real, moved), fixedPoint).value);
  });
  return {
    program,
    wellTyped: sameType(typeOf(macro, scopeOf(inputs, interpretation.real)), interpretation.real),
    dependent: exact[1] !== 0,
    errors: exact.map((value, k) => Math.abs(jet[k]! * factorials[k]! - value) / Math.max(1, Math.abs(value))),
  };
}

/** x + t v, which the evaluator works out in its own arithmetic. */
function onLine(x: number, t: number, v: number): Term {
  return operate('add', constant(x), operate('multiply', constant(t), constant(v)));
}
