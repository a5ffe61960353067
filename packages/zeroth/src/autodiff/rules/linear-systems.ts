import {
  bindOne,
  expandDims,
  matmul,
  multiply,
  type NDArray,
  negative,
  squeeze,
  trace,
  tril,
  triu,
} from '../../array/index.js';
import type { Triangle } from '../../linalg/dense/triangular.js';
import { inv, solve, sylvester, sylvesterPrimitive } from '../../linalg/index.js';
import {
  detPrimitive,
  invPrimitive,
  slogdetPrimitive,
  solvePrimitive,
  solveTriangularPrimitive,
} from '../../linalg/primitives.js';
import { product, total, transpose } from './matrices.js';
import { type Application, type Change, type RuleEntry, rule } from './rule.js';
import { unbroadcast } from './structure.js';

/** A right side that is one vector as one column, and solutions back. */
function columns(vector: boolean, x: NDArray): NDArray {
  return vector ? expandDims(x, -1) : x;
}

interface Linear<P> {
  /** op(A) X = B, of columns. */
  solved(a: NDArray, b: NDArray, params: P): NDArray;
  /** The system with the transpose of op(A). */
  transposed(a: NDArray, b: NDArray, params: P): NDArray;
  /** op(dA) X. */
  applied(change: NDArray, x: NDArray, params: P): NDArray;
  /** What a change of op(A) is for A. */
  taken(change: NDArray, params: P): NDArray;
}

/** The rule of X = op(A)⁻¹ B: dX = op(A)⁻¹ (dB − op(dA) X). */
function solveRule<P>(primitive: Parameters<typeof rule<P>>[0], linear: Linear<P>): RuleEntry {
  return rule<P>(primitive, {
    jvp({ inputs: [a, b], outputs: [x], params }, [da, db]) {
      const vector = b!.ndim === 1;
      const moved = da === undefined ? undefined : negative(linear.applied(da, columns(vector, x!), params));
      const right = total(db === undefined ? undefined : columns(vector, db), moved);
      const dx = linear.solved(a!, right!, params);
      return [vector ? squeeze(dx, -1) : dx];
    },
    vjp({ inputs: [a, b], outputs: [x], params }, [cotangent], wanted): readonly Change[] {
      const vector = b!.ndim === 1;
      const back = linear.transposed(a!, columns(vector, cotangent!), params);
      const change = wanted[0]
        ? linear.taken(negative(matmul(back, transpose(columns(vector, x!)))), params)
        : undefined;
      return [
        change === undefined ? undefined : unbroadcast(change, a!.shape),
        wanted[1] ? unbroadcast(vector ? squeeze(back, -1) : back, b!.shape) : undefined,
      ];
    },
  });
}

function triangleOf(t: NDArray, { lower, unit = false }: Triangle): NDArray {
  return lower ? tril(t, { offset: unit ? -1 : 0 }) : triu(t, { offset: unit ? 1 : 0 });
}

/** What is missing at the end is as it is in a matrix: the determinant's derivative as a number times a matrix. */
function asMatrix(x: NDArray): NDArray {
  return expandDims(x, [-2, -1]);
}

const slope = ({ inputs: [a] }: Application<undefined>, da: NDArray): NDArray => trace(solve(a!, da));

/** Rules of what is solved or inverted. At a singular matrix they throw `singular-matrix`, `det` included. */
export const linearSystemRules: readonly RuleEntry[] = [
  solveRule(solvePrimitive, {
    solved: (a, b) => solve(a, b),
    transposed: (a, b) => solve(transpose(a), b),
    applied: (change, x) => matmul(change, x),
    taken: (change) => change,
  }),
  solveRule(solveTriangularPrimitive, {
    solved: (t, b, triangle) => bindOne(solveTriangularPrimitive, [t, b], triangle),
    transposed: (t, b, triangle) =>
      bindOne(solveTriangularPrimitive, [t, b], { ...triangle, transposed: triangle.transposed !== true }),
    applied: (change, x, triangle) => {
      const moved = triangleOf(change, triangle);
      return matmul(triangle.transposed ? transpose(moved) : moved, x);
    },
    taken: (change, triangle) => triangleOf(triangle.transposed ? transpose(change) : change, triangle),
  }),
  rule(sylvesterPrimitive, {
    // A dX + dX B = dC − dA X − X dB
    jvp({ inputs: [a, b], outputs: [x] }, [da, db, dc]) {
      const right = total(
        dc,
        da === undefined ? undefined : negative(matmul(da, x!)),
        db === undefined ? undefined : negative(matmul(x!, db)),
      );
      return [sylvester(a!, b!, right!)];
    },
    vjp({ inputs: [a, b], outputs: [x] }, [cotangent], wanted) {
      const back = sylvester(transpose(a!), transpose(b!), cotangent!);
      return [
        wanted[0] ? negative(matmul(back, transpose(x!))) : undefined,
        wanted[1] ? negative(matmul(transpose(x!), back)) : undefined,
        wanted[2] ? back : undefined,
      ];
    },
  }),
  rule(invPrimitive, {
    jvp: ({ outputs: [x] }, [da]) => [negative(product(x!, da!, x!))],
    vjp: ({ outputs: [x] }, [cotangent]) => [negative(product(transpose(x!), cotangent!, transpose(x!)))],
  }),
  rule(detPrimitive, {
    jvp: (application, [da]) => [multiply(application.outputs[0]!, slope(application, da!))],
    vjp: ({ inputs: [a], outputs: [y] }, [cotangent]) => [
      multiply(asMatrix(multiply(cotangent!, y!)), transpose(inv(a!))),
    ],
  }),
  rule(slogdetPrimitive, {
    jvp: (application, [da]) => [undefined, slope(application, da!)],
    vjp: ({ inputs: [a] }, [, cotangent]) => [
      cotangent === undefined ? undefined : multiply(asMatrix(cotangent), transpose(inv(a!))),
    ],
  }),
];
