import * as np from 'zeroth/array';
import { axisOf, type Call, input, integer, knownOr, type OperatorTable } from '../call.js';

interface Axes {
  readonly axis: readonly number[];
  readonly keepdims: boolean;
}
type Reduce = (x: np.NDArray, axes: Axes) => np.NDArray;

function reduction(reduce: Reduce, whenNothing: (x: np.NDArray) => np.NDArray = (x) => x): (call: Call) => np.NDArray {
  return (call) => {
    const x = input(call);
    const named = knownOr(call, 1, 'axes') ?? [];
    if (named.length === 0 && integer(call, 'noop_with_empty_axes', 0) === 1) return whenNothing(x);
    const axis = named.length === 0 ? x.shape.map((_, i) => i) : named.map((each) => axisOf(call, each, x.ndim));
    return reduce(x, { axis, keepdims: integer(call, 'keepdims', 1) === 1 });
  };
}

/** ln Σ e^x with the largest element taken out. The derivative does not depend on what is taken out. */
const logOfSum: Reduce = (x, { axis, keepdims }) => {
  const largest = np.max(x, { axis, keepdims: true });
  // An infinite element would be taken from itself.
  const shift = np.where(np.isfinite(largest), largest, 0);
  const result = np.add(np.log(np.sum(np.exp(np.subtract(x, shift)), { axis, keepdims: true })), shift);
  return keepdims ? result : np.squeeze(result, axis);
};

/** Operators that fold axes. */
export const reductionOperators: OperatorTable = {
  ReduceL1: reduction((x, axes) => np.sum(np.abs(x), axes), np.abs),
  ReduceL2: reduction((x, axes) => np.sqrt(np.sum(np.square(x), axes)), np.abs),
  ReduceLogSum: reduction((x, axes) => np.log(np.sum(x, axes)), np.log),
  ReduceLogSumExp: reduction(logOfSum),
  ReduceMax: reduction(np.max),
  ReduceMean: reduction(np.mean),
  ReduceMin: reduction(np.min),
  ReduceProd: reduction(np.prod),
  ReduceSum: reduction(np.sum),
  ReduceSumSquare: reduction((x, axes) => np.sum(np.square(x), axes), np.square),
};
