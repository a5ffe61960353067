import { middleProblems } from './mgh-middle.js';
import { smallProblems } from './mgh-small.js';
import {
  extendedPowellSingular,
  extendedRosenbrock,
  linearFullRank,
  linearRankOne,
  linearRankOneWithZeros,
  penaltyOne,
  penaltyTwo,
  variablyDimensioned,
  watson,
} from './mgh-sums.js';
import {
  brownAlmostLinear,
  broydenBanded,
  broydenTridiagonal,
  chebyquad,
  discreteBoundaryValue,
  discreteIntegralEquation,
  trigonometric,
} from './mgh-systems.js';
import type { ResidualProblem } from './problem.js';

/**
 * The 35 problems of Moré, Garbow and Hillstrom, in the sizes of their tables.
 *
 * @source Moré, Garbow, Hillstrom: Testing unconstrained optimization software (1981)
 */
export const moreGarbowHillstrom: readonly ResidualProblem[] = [
  ...smallProblems,
  ...middleProblems,
  watson(6, 2.28767e-3),
  extendedRosenbrock(10),
  extendedPowellSingular(12),
  penaltyOne(10, 7.087651e-5),
  penaltyTwo(10, 2.936605e-4),
  variablyDimensioned(10),
  trigonometric(10, [0, 2.795056e-5, 4.218634e-5]),
  brownAlmostLinear(10),
  discreteBoundaryValue(10),
  discreteIntegralEquation(10),
  broydenTridiagonal(10),
  broydenBanded(10),
  linearFullRank(10, 20),
  linearRankOne(10, 20),
  linearRankOneWithZeros(10, 20),
  chebyquad(8, 8, [3.516874e-3]),
];

/** Those that are systems of as many equations as unknowns with a root. */
export const moreGarbowHillstromSystems: readonly ResidualProblem[] = [
  ...moreGarbowHillstrom.filter(({ number, n, m }) => n === m && ![33, 34, 35].includes(number)),
  chebyquad(5, 5, [0]),
  chebyquad(7, 7, [0]),
  chebyquad(9, 9, [0]),
];
