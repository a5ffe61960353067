import {
  type ArrayType,
  bindOne,
  definePrimitive,
  eye,
  fromData,
  matrixTranspose,
  type NDArray,
  negative,
  subtract,
  toFloat64Array,
  zerosLike,
} from '../array/index.js';
import { ZerothError } from '../errors.js';
import { solve } from '../linalg/index.js';
import { gmres, minres } from '../solve/index.js';
import { evaluateBatch } from './batch.js';
import { evaluate } from './evaluate.js';
import type { Graph } from './graph.js';
import { pushForward } from './jvp.js';
import type { RuledPrimitive } from './rules/rule.js';
import { mixed } from './sparsity/blocks.js';
import { pullBack } from './vjp.js';

/** A linear operator, that of its transpose, and how systems with it are solved. */
export interface OperatorParams {
  /** (v, …c) to A(c) v, both vectors of length n. */
  readonly forward: Graph;
  /** (w, …c) to A(c)ᵀ w. */
  readonly backward: Graph;
  readonly symmetric: boolean;
  /** Largest order at which the matrix is formed and factored. */
  readonly denseUpTo: number;
  /** Largest ‖b − A x‖ / ‖b‖ of iterative methods. */
  readonly tolerance: number;
}

function transposedOperator(params: OperatorParams): OperatorParams {
  return { ...params, forward: params.backward, backward: params.forward };
}

function solution([b, ...c]: readonly NDArray[], params: OperatorParams): NDArray {
  const n = b!.shape[0]!;
  if (n <= params.denseUpTo) {
    const batched = [true, ...c.map(() => false)];
    const columns = evaluateBatch(params.forward, [eye(n, n, { dtype: b!.dtype }), ...c], batched, n)[0]!;
    return solve(matrixTranspose(columns), b!);
  }
  const { dtype } = b!;
  const right = toFloat64Array(b!);
  const apply = (v: Float64Array): Float64Array =>
    toFloat64Array(evaluate(params.forward, [vectorOf(v, dtype), ...c])[0]!);
  const found = params.symmetric
    ? minres(apply, right, { tolerance: params.tolerance })
    : gmres(apply, right, { tolerance: params.tolerance, restart: RESTART });
  if (found.status !== 'converged' && found.status !== 'stagnated')
    throw new ZerothError(
      'no-convergence',
      `The linear system of an implicit derivative was not solved (${found.status} after ${found.iterations} iterations, ` +
        `residual ${found.residualNorm}): its conditions may be degenerate at the solution; raise denseUpTo to factor the matrix.`,
      found.residualNorm,
    );
  return vectorOf(found.x, dtype);
}

const RESTART = 60;

function vectorOf(values: Float64Array, dtype: ArrayType['dtype']): NDArray {
  return fromData(dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values));
}

/**
 * (b, …c) to the x with A(c) x = b. Derivatives are more systems with the same operator or its transpose: how x was
 * found does not matter to them.
 */
export const operatorSolvePrimitive: RuledPrimitive<OperatorParams> = {
  ...definePrimitive<OperatorParams>({
    name: 'operatorSolve',
    shapes: ([b]) => [b!],
    compute: (inputs, params) => [solution(inputs, params)],
  }),
  derivative: {
    // A dx = db − dA x
    jvp: ({ inputs: [, ...c], outputs: [x], params }, [db, ...dc]) => {
      const moved = dc.every((change) => change === undefined)
        ? undefined
        : pushForward(params.forward, [x!, ...c], [undefined, ...dc]).tangents[0]!;
      const right = moved === undefined ? db! : subtract(db ?? zerosLike(x!), moved);
      return [bindOne(operatorSolvePrimitive, [right, ...c], params)];
    },
    vjp: ({ inputs: [, ...c], outputs: [x], params }, [cotangent], [, ...wanted]) => {
      const back = bindOne(operatorSolvePrimitive, [cotangent!, ...c], transposedOperator(params));
      if (!wanted.includes(true)) return [back, ...c.map(() => undefined)];
      const changes = pullBack(params.forward, [x!, ...c]).pullback([negative(back)]);
      return [back, ...changes.slice(1)];
    },
  },
  reach: mixed,
};
