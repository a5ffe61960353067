import { isFloating } from '../array/dtype.js';
import { add, bind, divide, multiply, type NDArray, zerosLike } from '../array/index.js';
import { expand } from './expand.js';
import type { Equation, Graph } from './graph.js';
import { locatedAt } from './location.js';
import { ruleOf } from './rules/index.js';
import type { Change, DerivativeRule } from './rules/rule.js';
import { trace } from './trace.js';

/** The Taylor coefficients of an array along a curve, computed when asked for and once. */
export interface Series {
  /** Coefficient of t^k; undefined where it is zero and nobody has to compute it. Coefficient 0 is always there. */
  coefficient(k: number): Change;
  /** Whether all coefficients but the first are zero. */
  readonly constant: boolean;
}

/** A series from the function that gives its coefficients, in which earlier coefficients may be asked for. */
function series(coefficient: (k: number) => Change): Series {
  const known: { readonly value: Change }[] = [];
  return {
    constant: false,
    coefficient: (k) => {
      known[k] ??= { value: coefficient(k) };
      return known[k].value;
    },
  };
}

/** The series of an array that does not move. */
export function constantSeries(value: NDArray): Series {
  return { constant: true, coefficient: (k) => (k === 0 ? value : undefined) };
}

/** The series with these coefficients, and zeros after them. */
export function seriesOf(value: NDArray, higher: readonly NDArray[]): Series {
  if (higher.length === 0) return constantSeries(value);
  return series((k) => (k === 0 ? value : higher[k - 1]));
}

/**
 * Taylor mode: the series of a graph's outputs for series of its inputs. Linear and bilinear operations pass
 * coefficients on and convolve them. Everything else follows from its forward derivative y′ = J(x, y) x′, whose series
 * to order k − 1 gives that of y to order k; so each operation that has a forward rule has Taylor coefficients of every
 * order.
 *
 * @source Griewank, Walther: Evaluating derivatives (2008), chapter 13
 */
export function taylor(original: Graph, inputs: readonly Series[]): readonly Series[] {
  const graph = expand(original);
  const known = new Map<number, Series>();
  graph.inputs.forEach((variable, i) => {
    known.set(variable.id, inputs[i]!);
  });
  graph.equations.forEach((equation) => {
    const operands = equation.inputs.map((operand) =>
      operand.kind === 'constant' ? constantSeries(operand.value) : known.get(operand.id)!,
    );
    const results = seriesOfEquation(equation, operands);
    equation.outputs.forEach((variable, i) => {
      known.set(variable.id, results[i]!);
    });
  });
  return graph.outputs.map((output) =>
    output.kind === 'constant' ? constantSeries(output.value) : known.get(output.id)!,
  );
}

function seriesOfEquation(equation: Equation, operands: readonly Series[]): readonly Series[] {
  const { primitive, params, outputs } = equation;
  let values: readonly NDArray[] | undefined;
  const valuesOf = (): readonly NDArray[] => {
    values ??= bind(
      primitive,
      operands.map((operand) => operand.coefficient(0)!),
      params,
    );
    return values;
  };
  if (operands.every((operand) => operand.constant))
    return outputs.map((_, i) => ({
      constant: true,
      coefficient: (k: number) => (k === 0 ? valuesOf()[i] : undefined),
    }));
  const rule = locatedAt(equation.origin, () => ruleOf(primitive));
  if (rule.form === 'linear') {
    const coefficients: (readonly NDArray[] | undefined)[] = [];
    const at = (k: number): readonly NDArray[] | undefined => {
      const parts = operands.map((operand) => operand.coefficient(k));
      if (parts.every((part) => part === undefined)) return undefined;
      coefficients[k] ??= bind(
        primitive,
        parts.map((part, i) => {
          // Conditions and indices stay what they are in every coefficient.
          const first = operands[i]!.coefficient(0)!;
          return isFloating(first.dtype) ? (part ?? zerosLike(first)) : first;
        }),
        params,
      );
      return coefficients[k];
    };
    // What is cast to integers or conditions does not move by little.
    return outputs.map(({ dtype }, i) =>
      series((k) => (k === 0 ? valuesOf()[i] : isFloating(dtype) ? at(k)?.[i] : undefined)),
    );
  }
  if (rule.form === 'bilinear') {
    const [a, b] = [operands[0]!, operands[1]!];
    const at = (k: number): Change => {
      let sum: Change;
      for (let i = 0; i <= k; i++) {
        const left = a.coefficient(i);
        const right = b.coefficient(k - i);
        if (left === undefined || right === undefined) continue;
        const product = bind(primitive, [left, right], params)[0]!;
        sum = sum === undefined ? product : add(sum, product);
      }
      return sum;
    };
    return [series((k) => (k === 0 ? valuesOf()[0] : at(k)))];
  }
  const results: Series[] = outputs.map((_, i) =>
    series((k) => (k === 0 ? valuesOf()[i] : scaled(slopes()[i]?.coefficient(k - 1), 1 / k))),
  );
  let slopesKnown: readonly (Series | undefined)[] | undefined;
  // Only when asked for: an operation's derivative may contain the operation itself, at a lower order.
  const slopes = (): readonly (Series | undefined)[] => {
    slopesKnown ??= slopesOf(equation, rule, operands, results);
    return slopesKnown;
  };
  return results;
}

/** The series of the outputs' derivatives along the curve. */
function slopesOf(
  { params }: Equation,
  rule: DerivativeRule<unknown>,
  operands: readonly Series[],
  results: readonly Series[],
): readonly (Series | undefined)[] {
  const moving = operands.flatMap((operand, i) => (operand.constant ? [] : [i]));
  const types = [...operands, ...results, ...moving.map((i) => operands[i]!)].map((each) => each.coefficient(0)!);
  const present: number[] = [];
  const graph = trace((arrays) => {
    const inputs = arrays.slice(0, operands.length);
    const outputs = arrays.slice(operands.length, operands.length + results.length);
    const tangents: Change[] = operands.map(() => undefined);
    moving.forEach((operand, i) => {
      tangents[operand] = arrays[operands.length + results.length + i];
    });
    return rule.jvp({ inputs, outputs, params }, tangents).flatMap((change, i) => {
      if (change === undefined) return [];
      present.push(i);
      return [change];
    });
  }, types);
  const derivatives = moving.map((i) => series((k) => scaled(operands[i]!.coefficient(k + 1), k + 1)));
  // Where the first coefficient of a derivative is zero it still needs an array, for its type.
  const complete = derivatives.map((derivative, m) =>
    series(
      (k) => derivative.coefficient(k) ?? (k === 0 ? zerosLike(operands[moving[m]!]!.coefficient(0)!) : undefined),
    ),
  );
  const found = taylor(graph, [...operands, ...results, ...complete]);
  const slopes: (Series | undefined)[] = results.map(() => undefined);
  present.forEach((output, i) => {
    slopes[output] = found[i];
  });
  return slopes;
}

function scaled(change: Change, by: number): Change {
  return change === undefined || by === 1 ? change : multiply(change, by);
}

/** The k-th derivative from the k-th coefficient, or the reverse. */
export function timesFactorial(value: NDArray, k: number): NDArray {
  return k < 2 ? value : multiply(value, factorial(k));
}

/** @see timesFactorial */
export function overFactorial(value: NDArray, k: number): NDArray {
  return k < 2 ? value : divide(value, factorial(k));
}

function factorial(k: number): number {
  let product = 1;
  for (let i = 2; i <= k; i++) product *= i;
  return product;
}
