import { expect, it } from 'vitest';
import { evaluate, numbersIn } from './lambda-language/evaluate.js';
import { withInputs } from './lambda-language/generate.js';
import { continuations, inputWithContinuation } from './lambda-language/gradients.js';
import { apply, constant, lambda, operate, project, variable } from './lambda-language/terms.js';
import { translate } from './lambda-language/translate.js';
import { functionType, real } from './lambda-language/types.js';
import { row69 } from './row-69-continuations.js';
import { float64 } from './scalar-operations.js';

it('passes sensitivities through a function of a function', () => {
  const [x, y, f] = [variable('x'), variable('y'), variable('f')];
  // f ↦ f(x) f(y) at f = λ z. x z² is x⁴ y², whose operations do not round small integers.
  const square = lambda('z', real, operate('multiply', x, operate('multiply', variable('z'), variable('z'))));
  const product = lambda('f', functionType(real, real), operate('multiply', apply(f, x), apply(f, y)));
  const mode = continuations(2);
  const seeds = [2, 3].map((value, i) => inputWithContinuation(value, i, 2));
  const image = withInputs(translate(apply(product, square), mode), ['x', 'y'], mode.real, seeds);
  const gradient = apply(project(image, 1), constant(1));
  // x⁴ y²: 4 x³ y² and 2 x⁴ y.
  expect(numbersIn(evaluate(gradient, float64).value)).toEqual([4 * 8 * 9, 2 * 16 * 3]);
});

it('keeps the claims of row 69', async () => {
  const { checks } = await row69.run({ seed: 5, full: false });
  expect(checks.filter(({ pass }) => !pass)).toEqual([]);
});
