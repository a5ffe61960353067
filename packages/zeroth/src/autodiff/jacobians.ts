import { type ArrayLike, eye, type NDArray, reshape } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { CsrMatrix } from '../sparse/index.js';
import { evaluateBatch } from './batch.js';
import { argumentLeaves, checkScalar } from './gradients.js';
import { type Graph, typeOf } from './graph.js';
import { pushForward } from './jvp.js';
import { gradientGraph } from './second-order.js';
import { planner, sparseHessian, sparseJacobian } from './sparse-derivatives.js';
import { type DerivativeStructure, hessianPlan, jacobianPlan } from './sparsity/structure.js';
import { type AnyFunction, presented, staged } from './staged.js';
import { trace } from './trace.js';
import type { Structure } from './tree.js';
import type { ArgumentOption, ArrayFunction } from './types.js';
import { pullBack } from './vjp.js';

/** A derivative as an array: a plain number where the result and the argument are scalars. */
export interface ArrayDerivative {
  (x: number, ...rest: readonly number[]): number;
  (...inputs: readonly ArrayLike[]): NDArray;
}

/** The derivative is a sparse matrix. */
export interface SparseOption extends ArgumentOption {
  readonly sparse: true;
}

/** A derivative as a sparse matrix by rows, with an entry, maybe zero, wherever there can be one. */
export type SparseDerivative = (...inputs: readonly ArrayLike[]) => CsrMatrix;

/**
 * The Jacobian of a function from an array to an array: all partial derivatives, of shape [...shape of the result,
 * ...shape of the argument]; a number where both are scalars. By forward mode where the argument is not larger than the
 * result, else by reverse mode, all columns or rows at once.
 *
 * With `sparse: true` a sparse matrix with a row for each element of the result and a column for each of the argument:
 * where entries can be is found by following the elements through the function, and columns (or rows) that do not meet
 * share a product; see {@link jacobianStructure}.
 */
export function jacobian(f: ArrayFunction, options: SparseOption): SparseDerivative;
export function jacobian(f: ArrayFunction, options?: ArgumentOption): ArrayDerivative;
export function jacobian(
  f: AnyFunction,
  options: ArgumentOption & { readonly sparse?: boolean } = {},
): (...inputs: never[]) => unknown {
  if (options.sparse) {
    const sparse = sparseJacobian(f, jacobianPlanOf, leafIndexOf(options));
    return (...inputs) => sparse(inputs);
  }
  const run = staged(
    f,
    ({ traced, leaves, inputs }) => [jacobianOf(traced.graph, leaves, leafIndex(inputs, options, leaves))],
    ([result]) => presented(result!, false),
  );
  return (...inputs) => run(inputs);
}

/**
 * The Hessian of a scalar function, of shape [...shape of x, ...shape of x]; a number for a number. By forward over
 * reverse mode.
 *
 * With `sparse: true` a symmetric sparse matrix, from Hessian products for the colours of a star colouring; see
 * {@link hessianStructure}.
 */
export function hessian(f: ArrayFunction, options: SparseOption): SparseDerivative;
export function hessian(f: ArrayFunction, options?: ArgumentOption): ArrayDerivative;
export function hessian(
  f: AnyFunction,
  options: ArgumentOption & { readonly sparse?: boolean } = {},
): (...inputs: never[]) => unknown {
  if (options.sparse) {
    const sparse = sparseHessian(f, hessianPlanOf, leafIndexOf(options));
    return (...inputs) => sparse(inputs);
  }
  const run = staged(
    f,
    ({ traced, leaves, inputs }) => {
      checkScalar(traced.graph);
      return [hessianOf(traced.graph, leaves, leafIndex(inputs, options, leaves))];
    },
    ([result]) => presented(result!, false),
  );
  return (...inputs) => run(inputs);
}

/**
 * Where the Jacobian of a function can have entries at arguments of these shapes, and the products by which
 * `jacobian(f, { sparse: true })` finds them. Operations that mix elements, and indices that depend on the argument,
 * are taken to reach all that they can.
 */
export function jacobianStructure(
  f: ArrayFunction,
  options: ArgumentOption = {},
): (...inputs: readonly ArrayLike[]) => DerivativeStructure {
  const planned = planner(f, jacobianPlanOf, leafIndexOf(options));
  return (...inputs) => planned(inputs).structure;
}

/** As {@link jacobianStructure}, of the Hessian of a scalar function. */
export function hessianStructure(
  f: ArrayFunction,
  options: ArgumentOption = {},
): (...inputs: readonly ArrayLike[]) => DerivativeStructure {
  const planned = planner(f, hessianPlanOf, leafIndexOf(options));
  return (...inputs) => planned(inputs).structure;
}

const jacobianPlanOf: typeof jacobianPlan = (graph, leaves, index) => {
  checkOneResult(graph);
  return jacobianPlan(graph, leaves, index);
};

const hessianPlanOf: typeof hessianPlan = (graph, leaves, index) => {
  checkScalar(graph);
  return hessianPlan(graph, leaves, index);
};

function leafIndexOf(options: ArgumentOption): (inputs: Structure, leaves: readonly NDArray[]) => number {
  return (inputs, leaves) => leafIndex(inputs, options, leaves);
}

function leafIndex(
  inputs: Parameters<typeof argumentLeaves>[0],
  { argument = 0 }: ArgumentOption,
  leaves: readonly NDArray[],
): number {
  const { start, count } = argumentLeaves(inputs, argument, leaves);
  if (count === 1) return start;
  throw new ZerothError(
    'not-one-array',
    `Jacobians and Hessians are taken by one array, but argument ${argument} holds ${count}: join them, or use jvp and vjp.`,
    argument,
  );
}

/** The Hessian of a graph's only output, a scalar, by one of its inputs. */
export function hessianOf(graph: Graph, leaves: readonly NDArray[], index: number): NDArray {
  const gradient = gradientGraph(graph);
  return forwardJacobian({ ...gradient, outputs: [gradient.outputs[index]!] }, leaves, index);
}

/** The Jacobian of a graph's only output by one of its inputs. */
export function jacobianOf(graph: Graph, leaves: readonly NDArray[], index: number): NDArray {
  checkOneResult(graph);
  const rows = typeOf(graph.outputs[0]!).shape.reduce((n, length) => n * length, 1);
  return leaves[index]!.size <= rows ? forwardJacobian(graph, leaves, index) : reverseJacobian(graph, leaves, index);
}

function checkOneResult({ outputs }: Graph): void {
  if (outputs.length === 1) return;
  throw new ZerothError(
    'not-one-array',
    `A Jacobian belongs to one array, but the function returns ${outputs.length}: join them, or use jvp and vjp.`,
  );
}

/** One direction for each element of an array: the identity, as a batch of arrays of its shape. */
function directions(shape: readonly number[], size: number, dtype: NDArray['dtype']): NDArray {
  return reshape(eye(size, size, { dtype }), [size, ...shape]);
}

function forwardJacobian(graph: Graph, leaves: readonly NDArray[], index: number): NDArray {
  const { shape, size, dtype } = leaves[index]!;
  const push = trace(
    ([direction, ...point]) =>
      pushForward(
        graph,
        point,
        point.map((_, i) => (i === index ? direction : undefined)),
      ).tangents,
    [{ shape, dtype }, ...leaves],
  );
  const batched = [true, ...leaves.map(() => false)];
  const columns = evaluateBatch(push, [directions(shape, size, dtype), ...leaves], batched, size)[0]!;
  const result = columns.shape.slice(1);
  const flat = reshape(columns, [size, columns.size === 0 ? 0 : columns.size / size]);
  return reshape(flat.T, [...result, ...shape]);
}

function reverseJacobian(graph: Graph, leaves: readonly NDArray[], index: number): NDArray {
  const type = typeOf(graph.outputs[0]!);
  const rows = type.shape.reduce((n, length) => n * length, 1);
  const pull = trace(
    ([change, ...point]) => [pullBack(graph, point).pullback([change])[index]!],
    [{ shape: type.shape, dtype: type.dtype }, ...leaves],
  );
  const batched = [true, ...leaves.map(() => false)];
  const all = evaluateBatch(pull, [directions(type.shape, rows, type.dtype), ...leaves], batched, rows)[0]!;
  return reshape(all, [...type.shape, ...leaves[index]!.shape]);
}
