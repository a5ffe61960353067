import {
  type ArrayType,
  bind,
  concat,
  definePrimitive,
  type NDArray,
  negative,
  reshape,
  slice,
  zerosLike,
} from '../array/index.js';
import { ZerothError } from '../errors.js';
import { capture } from './capture.js';
import type { OptimalityConditions } from './conditions.js';
import { type Graph, typeOf } from './graph.js';
import { pushForward } from './jvp.js';
import { type OperatorParams, operatorSolvePrimitive } from './linear-operator-solve.js';
import type { Application, Change, RuledPrimitive } from './rules/rule.js';
import { type AnyFunction, restored } from './staged.js';
import { isTraced, trace } from './trace.js';
import { flatten, flattenArguments, formsOf, nestingOf, type Structure, unflatten } from './tree.js';
import type { Given, Like } from './types.js';
import { pullBack } from './vjp.js';

/** Options of {@link implicit}. */
export interface ImplicitOptions {
  /** Largest number of unknowns for which the matrix of the conditions is formed and factored. Default 200. */
  readonly denseUpTo?: number;
  /** Beyond, the largest relative residual that GMRES, or MINRES for symmetric conditions, may leave. Default 1e-12. */
  readonly tolerance?: number;
}

interface ImplicitParams extends Omit<OperatorParams, 'forward' | 'backward'> {
  readonly solver: AnyFunction;
  /** Of x0, in which the solver expects and gives its own. */
  readonly start: Structure;
  readonly parameters: Structure;
  /** (x, …θ, …captured) to the residual. */
  readonly residual: Graph;
  /** Arrays of x. */
  readonly count: number;
}

/**
 * The solution of a problem as a function that has derivatives of every order by its parameters, whatever the solver
 * does: they follow from the conditions that the solution satisfies, by one linear system with the matrix
 * ∂residual/∂x at the solution. The solver is not traced; its iterations cost no memory. The starting point has the derivative zero.
 *
 * `implicit(solver, rootOf(f))(x0, …θ)`: the solver is given x0 as it came and the parameters as arrays that have
 * elements, and returns a solution nested as x0, with arrays of the same shapes. Derivatives are those of an exact
 * solution: an error e in it becomes an error of order e in them.
 *
 * @throws ZerothError `shape-mismatch` where the solution or the residual does not fit x0; when differentiated,
 *   `singular-matrix` or `no-convergence` where the conditions do not determine the solution
 * @source Blondel et al.: Efficient and modular implicit differentiation (2022)
 */
export function implicit<X, A extends unknown[]>(
  solver: (x0: never, ...parameters: NoInfer<A>) => unknown,
  conditions: OptimalityConditions<X, A>,
  options?: ImplicitOptions,
): <S extends Like<X>>(x0: S, ...parameters: Like<A> & readonly unknown[]) => Given<S>;
export function implicit(
  solver: AnyFunction,
  { residual, symmetric }: { readonly residual: AnyFunction; readonly symmetric: boolean },
  { denseUpTo = 200, tolerance = 1e-12 }: ImplicitOptions = {},
): (x0: never, ...parameters: never[]) => unknown {
  return (x0, ...parameters) => {
    const start = flatten(x0, 'x0');
    const given = flattenArguments(parameters);
    const count = start.leaves.length;
    const { graph, captured } = capture(
      (arrays) => {
        const x = unflatten(start.structure, arrays.slice(0, count));
        const found = flatten(
          Reflect.apply(residual, undefined, [x, ...listOf(unflatten(given.structure, arrays.slice(count)))]),
          'the residual of the conditions',
        );
        checkFit('The residual of the conditions', found, start);
        return found.leaves;
      },
      [...start.leaves, ...given.leaves],
    );
    const params: ImplicitParams = {
      solver,
      start: start.structure,
      parameters: given.structure,
      residual: graph,
      count,
      symmetric,
      denseUpTo,
      tolerance,
    };
    const results = bind(implicitPrimitive, [...start.leaves, ...given.leaves, ...captured], params);
    const forms = formsOf(start.structure);
    return unflatten(
      start.structure,
      results.map((result, i) => (isTraced(result) ? result : restored(result, forms[i]!))),
    );
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function checkFit(
  what: string,
  found: { readonly leaves: readonly ArrayType[]; readonly structure: Structure },
  expected: { readonly leaves: readonly ArrayType[]; readonly structure: Structure },
): void {
  const shapes = ({ leaves }: { readonly leaves: readonly ArrayType[] }): string =>
    leaves.map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
  if (nestingOf(found.structure) === nestingOf(expected.structure) && shapes(found) === shapes(expected)) return;
  throw new ZerothError(
    'shape-mismatch',
    `${what} must be nested as x0 with arrays of its shapes: they are ${shapes(found)}, those of x0 ${shapes(expected)}.`,
  );
}

const implicitPrimitive: RuledPrimitive<ImplicitParams> = {
  ...definePrimitive<ImplicitParams>({
    name: 'implicit',
    shapes: (inputs, { residual, count }) =>
      inputs.slice(0, count).map(({ shape }, i) => ({ shape, dtype: typeOf(residual.outputs[i]!).dtype })),
    compute(inputs, { solver, start, parameters, count }, outputs) {
      const forms = formsOf(start);
      const x0 = unflatten(
        start,
        inputs.slice(0, count).map((leaf, i) => restored(leaf, forms[i]!)),
      );
      const size = formsOf(parameters).length;
      const rest = listOf(unflatten(parameters, inputs.slice(count, count + size)));
      const found = flatten(Reflect.apply(solver, undefined, [x0, ...rest]), 'the result of the solver');
      checkFit('The solution', found, { leaves: outputs, structure: start });
      return found.leaves;
    },
  }),
  derivative: {
    jvp(application, tangents) {
      const { params, outputs } = application;
      const { count, residual } = params;
      const changes = tangents.slice(count);
      if (changes.every((change) => change === undefined)) return outputs.map(() => undefined);
      const point = pointOf(application);
      const moved = pushForward(residual, point, [...outputs.map(() => undefined), ...changes]).tangents;
      const right = negative(packed(moved));
      return unpacked(solvedBy(application, right, false), outputs);
    },
    vjp(application, cotangents, wanted) {
      const { params, outputs, inputs } = application;
      const { count, residual } = params;
      if (!wanted.slice(count).includes(true)) return inputs.map(() => undefined);
      const change = packed(outputs.map((output, i) => cotangents[i] ?? zerosLike(output)));
      const back = unpacked(negative(solvedBy(application, change, true)), outputs);
      const found = pullBack(residual, pointOf(application)).pullback(back);
      return inputs.map((_, i) => (i < count ? undefined : found[i])) satisfies readonly Change[];
    },
  },
};

/** The solution and the parameters, as the residual takes them. */
function pointOf({ inputs, outputs, params }: Application<ImplicitParams>): readonly NDArray[] {
  return [...outputs, ...inputs.slice(params.count)];
}

/** The x with (∂residual/∂x) x = b, or the transpose of it. */
function solvedBy(application: Application<ImplicitParams>, b: NDArray, transposed: boolean): NDArray {
  const { params, outputs } = application;
  const { residual, symmetric, denseUpTo, tolerance } = params;
  const point = pointOf(application);
  const fixed = point.slice(outputs.length).map(() => undefined);
  const types = [b, ...point];
  const straight = trace(
    ([v, ...at]) => [packed(pushForward(residual, at, [...unpacked(v!, outputs), ...fixed]).tangents)],
    types,
  );
  const reversed = trace(
    ([w, ...at]) => [packed(pullBack(residual, at).pullback(unpacked(w!, outputs)).slice(0, outputs.length))],
    types,
  );
  const [forward, backward] = transposed ? [reversed, straight] : [straight, reversed];
  const operator: OperatorParams = { forward, backward, symmetric, denseUpTo, tolerance };
  return bind(operatorSolvePrimitive, [b, ...point], operator)[0]!;
}

/** All elements of arrays as one vector. */
function packed(arrays: readonly NDArray[]): NDArray {
  const vectors = arrays.map((array) => reshape(array, [array.size]));
  return vectors.length === 1 ? vectors[0]! : concat(vectors);
}

/** A vector as arrays of the shapes of others. */
function unpacked(vector: NDArray, like: readonly NDArray[]): readonly NDArray[] {
  let from = 0;
  return like.map(({ size, shape }) => {
    const part = like.length === 1 ? vector : slice(vector, [from, from + size]);
    from += size;
    return reshape(part, shape);
  });
}
