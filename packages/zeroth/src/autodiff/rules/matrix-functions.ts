import type { NDArray, Primitive } from '../../array/index.js';
import { bindOne } from '../../array/index.js';
import { expmPrimitive, logmPrimitive, signmPrimitive, sqrtmPrimitive, sylvester } from '../../linalg/index.js';
import { derivativeByBlocks, transpose } from './matrices.js';
import { type RuleEntry, rule } from './rule.js';

type MatrixFunction = Primitive<Record<never, never>>;

/**
 * The rule of a function of a matrix. Its derivative in direction E is the corner of f(((A, E), (0, A))), which has
 * derivatives of every order itself; and the transpose of the derivative is the derivative at Aᵀ.
 *
 * @source Higham: Functions of Matrices (2008), section 3.2
 */
function functionRule(primitive: MatrixFunction): RuleEntry {
  const f = (x: NDArray): NDArray => bindOne(primitive, [x], {});
  return rule<Record<never, never>>(primitive, {
    jvp: ({ inputs: [a] }, [da]) => [derivativeByBlocks(f, a!, da!)],
    vjp: ({ inputs: [a] }, [cotangent]) => [derivativeByBlocks(f, transpose(a!), cotangent!)],
  });
}

const squareRoot = (x: NDArray): NDArray => bindOne(sqrtmPrimitive, [x], {});

/** Rules of functions of a matrix. The square root of a singular matrix has none: `singular-matrix` is thrown. */
export const matrixFunctionRules: readonly RuleEntry[] = [
  functionRule(expmPrimitive),
  functionRule(logmPrimitive),
  functionRule(signmPrimitive),
  rule<Record<never, never>>(sqrtmPrimitive, {
    // X dX + dX X = dA; Sylvester's equation takes one matrix at a time, so that stacks go by blocks.
    jvp: ({ inputs: [a], outputs: [x] }, [da]) => [
      a!.ndim === 2 ? sylvester(x!, x!, da!) : derivativeByBlocks(squareRoot, a!, da!),
    ],
    vjp: ({ inputs: [a], outputs: [x] }, [cotangent]) => [
      a!.ndim === 2
        ? sylvester(transpose(x!), transpose(x!), cotangent!)
        : derivativeByBlocks(squareRoot, transpose(a!), cotangent!),
    ],
  }),
];
