import type { Operation } from '../scalar-operations.js';
import { apply, type Binders, operate, part, plus, type Term, tuple, variable, zero } from './term.js';
import { range, type Unary, type UnaryLoop } from './unary-form.js';

/**
 * Reverse mode of a program in unary form Γ → Δ: a function Γ → Δ × (Δ′ → Γ′) of the value and the pullback of
 * sensitivities. Nothing in it is mutated, and composition is that of functions.
 */
export function reverse(unary: Unary, binders: Binders): Term {
  const { lambda, letIn } = binders;
  switch (unary.kind) {
    case 'then':
      return lambda((scope) =>
        letIn(apply(reverse(unary.first, binders), scope), (first) =>
          letIn(apply(reverse(unary.second, binders), part(first, 0)), (second) =>
            tuple(
              part(second, 0),
              lambda((sensitivity) => apply(part(first, 1), apply(part(second, 1), sensitivity))),
            ),
          ),
        ),
      );
    case 'select':
      return lambda((scope) =>
        tuple(
          tuple(...unary.positions.map((position) => part(scope, position))),
          lambda((sensitivity) =>
            tuple(...range(unary.from).map((slot) => gathered(unary.positions, slot, sensitivity))),
          ),
        ),
      );
    case 'constant':
      return lambda((scope) =>
        tuple(
          tuple(...parts(scope, unary.from), { kind: 'constant', value: unary.value }),
          lambda((sensitivity) => tuple(...parts(sensitivity, unary.from))),
        ),
      );
    case 'operation':
      return lambda((scope) => {
        const operands = unary.operands.map((position) => part(scope, position));
        return letIn(operate(unary.operation, ...operands), (result) =>
          tuple(
            tuple(...parts(scope, unary.from), result),
            lambda((sensitivity) => {
              const slots = parts(sensitivity, unary.from);
              const contributions = adjoints(unary.operation, operands, result, part(sensitivity, unary.from));
              for (const [i, position] of unary.operands.entries()) {
                const { sign, term } = contributions[i]!;
                slots[position] = sign > 0 ? plus(slots[position]!, term) : operate('subtract', slots[position]!, term);
              }
              return tuple(...slots);
            }),
          ),
        );
      });
    case 'loop':
      return lambda((scope) => reverseLoop(unary, scope, binders));
  }
}

/** The sensitivity of a slot is the sum of those of its copies. */
function gathered(positions: readonly number[], slot: number, sensitivity: Term): Term {
  return positions
    .flatMap((position, i) => (position === slot ? [part(sensitivity, i)] : []))
    .reduce((sum, copy) => plus(sum, copy), zero);
}

/** Forward, an array of pullbacks is made besides the results; backward, each is called and the sensitivities are carried. */
function reverseLoop({ flavour, arrays, initial, body, from }: UnaryLoop, scope: Term, binders: Binders): Term {
  const { fresh, lambda, letIn } = binders;
  const length = part(scope, arrays[0]!);
  const carry = fresh();
  const items = arrays.map((position) => ({ name: fresh(), array: part(scope, position) }));
  const carries = initial.map((_, i) => part(variable(carry), i));
  const within = tuple(...parts(scope, from), ...items.map(({ name }) => variable(name)), ...carries);
  const forward: Term = {
    kind: 'loop',
    direction: 'forward',
    length,
    items,
    carry,
    initial: initial.map((position) => part(scope, position)),
    body: letIn(apply(reverse(body, binders), within), (pair) => {
      const result = part(pair, 0, 0);
      return tuple(tuple(...initial.map(() => result)), tuple(result, part(pair, 1)));
    }),
  };
  const pullBack = (run: Term, sensitivity: Term): Term => {
    const [sums, output, pullback] = [fresh(), fresh(), fresh()];
    const ofResult = part(sensitivity, from);
    const ofCarry = part(variable(sums), from);
    const given = { map: variable(output), fold: ofCarry, scan: plus(ofCarry, variable(output)) }[flavour];
    const backward: Term = {
      kind: 'loop',
      direction: 'backward',
      length,
      items: [
        ...(flavour === 'fold' ? [] : [{ name: output, array: ofResult }]),
        { name: pullback, array: part(run, 1, 1) },
      ],
      carry: sums,
      initial: [...range(from).map(() => zero), flavour === 'fold' ? ofResult : zero],
      body: letIn(apply(variable(pullback), tuple(given)), (back) =>
        tuple(
          tuple(
            ...range(from).map((slot) => plus(part(variable(sums), slot), part(back, slot))),
            initial.length > 0 ? part(back, from + arrays.length) : zero,
          ),
          tuple(...arrays.map((_, i) => part(back, from + i))),
        ),
      ),
    };
    return letIn(backward, (back) => {
      const slots = range(from).map((slot) => plus(part(sensitivity, slot), part(back, 0, slot)));
      for (const [i, position] of arrays.entries()) slots[position] = plus(slots[position]!, part(back, 1, i));
      for (const position of initial) slots[position] = plus(slots[position]!, part(back, 0, from));
      return tuple(...slots);
    });
  };
  return letIn(forward, (run) =>
    tuple(
      tuple(...parts(scope, from), flavour === 'fold' ? part(run, 0, 0) : part(run, 1, 0)),
      lambda((sensitivity) => pullBack(run, sensitivity)),
    ),
  );
}

function parts(of: Term, count: number): Term[] {
  return range(count).map((i) => part(of, i));
}

/** What each operand's sensitivity gains, or loses where the sign is −1, for sensitivity z of the result. */
function adjoints(
  operation: Operation,
  [x = zero, y = zero]: readonly Term[],
  result: Term,
  z: Term,
): readonly { readonly sign: 1 | -1; readonly term: Term }[] {
  const gain = (term: Term) => ({ sign: 1, term }) as const;
  const loss = (term: Term) => ({ sign: -1, term }) as const;
  switch (operation) {
    case 'add':
      return [gain(z), gain(z)];
    case 'subtract':
      return [gain(z), loss(z)];
    case 'multiply':
      return [gain(operate('multiply', z, y)), gain(operate('multiply', z, x))];
    case 'divide': {
      const quotient = operate('divide', z, y);
      return [gain(quotient), loss(operate('multiply', quotient, result))];
    }
    case 'sin':
      return [gain(operate('multiply', z, operate('cos', x)))];
    case 'cos':
      return [loss(operate('multiply', z, operate('sin', x)))];
    case 'exp':
      return [gain(operate('multiply', z, result))];
    case 'log':
      return [gain(operate('divide', z, x))];
    case 'tanh': {
      const slope = operate('subtract', { kind: 'constant', value: 1 }, operate('multiply', result, result));
      return [gain(operate('multiply', z, slope))];
    }
    case 'sqrt':
      return [gain(operate('divide', operate('multiply', z, { kind: 'constant', value: 0.5 }), result))];
  }
}
