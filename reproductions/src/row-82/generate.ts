import type { Random } from 'zeroth/random';
import type { Operation } from '../scalar-operations.js';
import type { Source, SourceProgram } from './source.js';

/**
 * A random program of one or two reals and one to three arrays: some maps, scans and folds of what is there, and the sum
 * of all reals that they leave. Logarithms, roots and divisors are of 1 + e², exponentials of sin e, and what is carried
 * is bounded, so that it is smooth, and finite on arrays of any length.
 */
export function randomArrayProgram(draws: Random): SourceProgram {
  let names = 0;
  const fresh = () => `s${++names}`;
  const pick = <T>(items: readonly T[]): T => items[draws.integer(items.length)]!;
  const reals = Array.from({ length: 1 + draws.integer(2) }, (_, i) => `x${i}`);
  const arrays = Array.from({ length: 1 + draws.integer(3) }, (_, i) => `a${i}`);
  const inputs = [
    ...reals.map((name) => ({ name, rank: 0 }) as const),
    ...arrays.map((name) => ({ name, rank: 1 }) as const),
  ];
  const bindings: { readonly name: string; readonly value: Source }[] = [];
  const bind = (value: Source, scope: string[]) => {
    bindings.push({ name: fresh(), value });
    scope.push(bindings.at(-1)!.name);
  };
  for (let i = 2 + draws.integer(4); i > 0; i--) {
    const kind = pick(['map', 'map', 'fold', 'scan', 'scalar'] as const);
    if (kind === 'scalar') bind(scalar(reals, 3), reals);
    else bind(loop(kind), kind === 'fold' ? reals : arrays);
  }
  // The last array of a program would be without effect.
  bind(loop('fold', [arrays.at(-1)!]), reals);
  const total = reals.map(variable).reduce((sum, each) => operate('add', sum, each));
  const term = bindings.reduceRight<Source>((body, { name, value }) => ({ kind: 'let', name, value, body }), total);
  return { inputs, term };

  function loop(
    kind: 'map' | 'fold' | 'scan',
    over = Array.from({ length: 1 + draws.integer(2) }, () => pick(arrays)),
  ): Source {
    const items = over.map(fresh);
    const each = { items, arrays: over.map(variable) };
    const body = operate(pick(binary), variable(pick(items)), scalar([...reals, ...items], 2));
    if (kind === 'map') return { kind, ...each, body };
    const carry = fresh();
    const bounded = (value: Source) => operate(pick(['sin', 'tanh']), value);
    const next = pick([
      () => operate('add', bounded(body), operate('multiply', constant(0.5), variable(carry))),
      () => bounded(operate('multiply', body, variable(carry))),
      () => bounded(operate('add', body, variable(carry))),
    ]);
    return { kind, ...each, carry, initial: pick([constant(0.25), variable(pick(reals))]), body: next() };
  }

  function scalar(scope: readonly string[], depth: number): Source {
    if (depth === 0) return draws.uniform() < 0.8 ? variable(pick(scope)) : constant(2 * draws.uniform() - 1);
    const operand = () => scalar(scope, depth - 1 - draws.integer(depth));
    const operation = pick([...binary, ...binary, 'sin', 'cos', 'tanh', 'exp', 'log', 'sqrt', 'divide'] as const);
    if (operation === 'exp') return operate('exp', operate('sin', operand()));
    if (operation === 'sin' || operation === 'cos' || operation === 'tanh') return operate(operation, operand());
    if (operation !== 'log' && operation !== 'sqrt' && operation !== 'divide')
      return operate(operation, operand(), operand());
    const name = fresh();
    const positive = operate('add', constant(1), operate('multiply', variable(name), variable(name)));
    const body = operation === 'divide' ? operate('divide', operand(), positive) : operate(operation, positive);
    return { kind: 'let', name, value: operand(), body };
  }
}

const binary = ['add', 'subtract', 'multiply'] as const;

function variable(name: string): Source {
  return { kind: 'variable', name };
}

function constant(value: number): Source {
  return { kind: 'constant', value };
}

function operate(operation: Operation, ...operands: readonly Source[]): Source {
  return { kind: 'operation', operation, operands };
}
