import { bindOne, divide, equal, full, multiply, type NDArray } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import type { ReductionParams } from '../../array/primitives/reductions.js';
import { cast, flipped, padded, permuted, reshaped, sliced, summed, unreduced } from './operations.js';
import { composed, constant, type RuleEntry, rule } from './rule.js';

/** Rules of what runs along axes. */
export const reductionRules: readonly RuleEntry[] = [
  rule(p.sumPrimitive, {
    form: 'linear',
    jvp: ({ params }, [tangent]) => [summed(tangent!, params.axes)],
    vjp: ({ inputs, params }, [cotangent]) => [unreduced(cotangent!, params.axes, inputs[0]!.shape)],
  }),
  extreme(p.maxPrimitive),
  extreme(p.minPrimitive),
  composed(p.prodPrimitive, ([x], { axes }) => [product(x!, axes)]),
  rule(p.cumsumPrimitive, {
    form: 'linear',
    jvp: ({ params }, [tangent]) => [bindOne(p.cumsumPrimitive, [tangent!], params)],
    vjp: ({ params }, [cotangent]) => {
      const axes = [params.axis];
      return [flipped(bindOne(p.cumsumPrimitive, [flipped(cotangent!, axes)], params), axes)];
    },
  }),
  composed(p.cumprodPrimitive, ([x], { axis }) => [cumulativeProduct(x!, axis)]),
  constant(p.anyPrimitive),
  constant(p.allPrimitive),
  constant(p.argmaxPrimitive),
  constant(p.argminPrimitive),
];

/** Equal extreme elements share the derivative evenly, as the subgradient of smallest norm does. */
function extreme(primitive: typeof p.maxPrimitive): RuleEntry {
  const shares = (x: NDArray, y: NDArray, axes: readonly number[]): NDArray => {
    const chosen = cast(equal(x, unreduced(y, axes, x.shape)), x.dtype);
    return divide(chosen, unreduced(summed(chosen, axes), axes, x.shape));
  };
  return rule<ReductionParams>(primitive, {
    jvp: ({ inputs, outputs, params: { axes } }, [tangent]) => [
      summed(multiply(tangent!, shares(inputs[0]!, outputs[0]!, axes)), axes),
    ],
    vjp: ({ inputs, outputs, params: { axes } }, [cotangent]) => {
      const x = inputs[0]!;
      return [multiply(unreduced(cotangent!, axes, x.shape), shares(x, outputs[0]!, axes))];
    },
  });
}

/** Products by halving: no division, so that zeros do no harm to derivatives of any order. */
function product(x: NDArray, axes: readonly number[]): NDArray {
  const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const shape = kept.map((axis) => x.shape[axis]!);
  const last = kept.length;
  let count = axes.reduce((n, axis) => n * x.shape[axis]!, 1);
  let rest = reshaped(permuted(x, [...kept, ...axes]), [...shape, count]);
  if (count === 0) return full(shape, 1, { dtype: x.dtype });
  while (count > 1) {
    const half = Math.floor(count / 2);
    const pairs = multiply(sliced(rest, last, 0, half), sliced(rest, last, half, half));
    rest =
      count % 2 === 0
        ? pairs
        : bindOne(p.concatenatePrimitive, [pairs, sliced(rest, last, count - 1, 1)], { axis: last });
    count = Math.ceil(count / 2);
  }
  return reshaped(rest, shape);
}

/** Cumulative products by doubling, for the same reason. */
function cumulativeProduct(x: NDArray, axis: number): NDArray {
  const n = x.shape[axis]!;
  let all = x;
  for (let shift = 1; shift < n; shift *= 2)
    all = multiply(all, padded(sliced(all, axis, 0, n - shift), axis, shift, 0, 1));
  return all;
}
