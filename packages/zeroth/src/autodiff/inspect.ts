import { onesLike } from '../array/index.js';
import { type Program, programOf } from './compile/index.js';
import { uniformValue } from './compile/uniform.js';
import { checkScalar } from './gradients.js';
import { type Graph, type Operand, typeOf } from './graph.js';
import { callOf } from './staged.js';
import { trace } from './trace.js';
import { pullBack } from './vjp.js';

/** Options of {@link inspect}. */
export interface InspectOptions {
  /** Whether to show the value and gradient of the function, by its first reverse pass. Default false. */
  readonly gradient?: boolean;
}

/**
 * What becomes of a function: a text for people with its equations, simplified, and the code that is generated.
 *
 * @param f as for `grad`
 * @returns a function of arguments, of which only shapes and dtypes matter
 * @throws ZerothError as `grad` does; `not-scalar` where the gradient is asked for
 */
export function inspect(
  f: (...inputs: never[]) => unknown,
  { gradient = false }: InspectOptions = {},
): (...inputs: unknown[]) => string {
  return (...inputs) => {
    const { traced, leaves } = callOf(f, inputs);
    if (!gradient) return described(programOf(traced.graph));
    checkScalar(traced.graph);
    return described(
      programOf(
        trace((arrays) => {
          const { outputs, pullback } = pullBack(traced.graph, arrays);
          return [...outputs, ...pullback([onesLike(outputs[0]!)])];
        }, leaves),
      ),
    );
  };
}

function described({ graph, source }: Program): string {
  const code = source ?? 'Code may not be generated here: the equations are interpreted.';
  return `${equationsOf(graph)}\n\n${code}\n`;
}

function equationsOf({ inputs, equations, outputs }: Graph): string {
  const typed = (operand: Operand): string => {
    const { shape, dtype } = typeOf(operand);
    return `${dtype}[${shape.join(', ')}]`;
  };
  const named = (operand: Operand): string =>
    operand.kind === 'variable' ? `v${operand.id}` : `${uniformValue(operand) ?? 'constant'}: ${typed(operand)}`;
  const lines = equations.map(({ primitive, inputs: operands, params, outputs: results }) => {
    const left = results.map((result) => `v${result.id}: ${typed(result)}`).join(', ');
    return `  ${left} = ${primitive.name}(${operands.map(named).join(', ')})${parametersOf(params)}`;
  });
  return [
    `inputs ${inputs.map((input) => `v${input.id}: ${typed(input)}`).join(', ')}`,
    ...lines,
    `outputs ${outputs.map(named).join(', ')}`,
  ].join('\n');
}

/** Plain parameters as text; graphs of loops and branches are left out. */
function parametersOf(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  const shown = Object.entries(params).filter(([, value]) => isPlain(value));
  return shown.length === 0 ? '' : ` {${shown.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')}}`;
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : typeof value !== 'object' && typeof value !== 'function';
}
