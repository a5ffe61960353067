import { partiallyEvaluate } from './partial-evaluation.js';
import type { PureProgram } from './pure-program.js';
import { reverse } from './reverse.js';
import type { SourceProgram } from './source.js';
import { apply, binders, part, type Term, tuple, zero } from './term.js';
import { unaryForm } from './unary-form.js';

/** A program of the value alone, and one of the value and the gradient by each input, both first-order and pure. */
export interface Differentiated {
  readonly value: PureProgram;
  readonly valueAndGradient: PureProgram;
}

/**
 * By unary form, its reverse mode and partial evaluation. A gradient of 0 by an array may be the constant 0.
 */
export function differentiate({ inputs, term }: SourceProgram): Differentiated {
  const bound = binders();
  const names = inputs.map(({ name }) => name);
  const pair = reverse(unaryForm(term, names), bound);
  const one: Term = { kind: 'constant', value: 1 };
  const sensitivity = tuple(...names.map(() => zero), one);
  const value = bound.lambda((scope) => tuple(part(apply(pair, scope), 0, names.length)));
  const valueAndGradient = bound.lambda((scope) =>
    bound.letIn(apply(pair, scope), (both) =>
      bound.letIn(apply(part(both, 1), sensitivity), (gradient) =>
        tuple(part(both, 0, names.length), ...names.map((_, i) => part(gradient, i))),
      ),
    ),
  );
  return { value: partiallyEvaluate(value, inputs), valueAndGradient: partiallyEvaluate(valueAndGradient, inputs) };
}
