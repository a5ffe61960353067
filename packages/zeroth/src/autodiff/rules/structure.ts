import { isFloating } from '../../array/dtype.js';
import { bindOne, equal, fromData, type NDArray, type Shape, zerosLike } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import type { SliceParams } from '../../array/primitives/slicing.js';
import { cast, flipped, permuted, reshaped, sameShape, sliced, summed } from './operations.js';
import { type Change, type DerivativeRule, type RuleEntry, rule } from './rule.js';

/** The transpose of broadcasting: the sum over what was stretched. */
export function unbroadcast(change: NDArray, shape: Shape): NDArray {
  if (sameShape(change.shape, shape)) return change;
  const added = change.shape.length - shape.length;
  const axes = change.shape.flatMap((length, i) => (i < added || (shape[i - added] === 1 && length !== 1) ? [i] : []));
  return reshaped(summed(change, axes), shape);
}

/** The transpose of a slice: zeros with the change where the elements were taken. */
export function unslice(change: NDArray, shape: Shape, { starts, lengths, steps }: SliceParams): NDArray {
  const first = starts.map((start, axis) => (steps[axis]! < 0 ? start + (lengths[axis]! - 1) * steps[axis]! : start));
  const forwards = flipped(
    change,
    steps.flatMap((step, axis) => (step < 0 ? [axis] : [])),
  );
  const empty = lengths.includes(0);
  const before = first.map((start, axis) => (empty && lengths[axis] === 0 ? 0 : start));
  return bindOne(p.padPrimitive, [forwards], {
    before,
    between: steps.map((step) => Math.abs(step) - 1),
    after: shape.map((length, axis) => {
      const count = lengths[axis]!;
      return count === 0 ? length : length - before[axis]! - (count - 1) * Math.abs(steps[axis]!) - 1;
    }),
    value: 0,
  });
}

/** The rule of a primitive of one input in which it is linear, from its transpose. */
function linear<P>(
  primitive: Parameters<typeof rule<P>>[0],
  transpose: (change: NDArray, input: NDArray, params: P) => NDArray,
): RuleEntry {
  return rule<P>(primitive, {
    form: 'linear',
    jvp: ({ params }, [tangent]) => [bindOne(primitive, [tangent!], params)],
    vjp: ({ inputs, params }, [cotangent]) => [transpose(cotangent!, inputs[0]!, params)],
  });
}

/** Where each axis of the permutation came from. */
export function inversePermutation(axes: readonly number[]): readonly number[] {
  const inverse = new Array<number>(axes.length);
  axes.forEach((axis, i) => {
    inverse[axis] = i;
  });
  return inverse;
}

const astypeRule: DerivativeRule<{ readonly dtype: NDArray['dtype'] }> = {
  form: 'linear',
  jvp: ({ params }, [tangent]) => [isFloating(params.dtype) ? cast(tangent!, params.dtype) : undefined],
  vjp: ({ inputs }, [cotangent]) => [cast(cotangent!, inputs[0]!.dtype)],
};

/** Rules of what moves elements about. */
export const structureRules: readonly RuleEntry[] = [
  rule(p.astypePrimitive, astypeRule),
  linear(p.reshapePrimitive, (change, { shape }) => reshaped(change, shape)),
  linear(p.permutePrimitive, (change, _, { axes }) => permuted(change, inversePermutation(axes))),
  linear(p.broadcastToPrimitive, (change, { shape }) => unbroadcast(change, shape)),
  linear(p.slicePrimitive, (change, { shape }, params) => unslice(change, shape, params)),
  rule(p.padPrimitive, {
    jvp: ({ params }, [tangent]) => [bindOne(p.padPrimitive, [tangent!], { ...params, value: 0 })],
    vjp: ({ inputs, params }, [cotangent]) => [
      bindOne(p.slicePrimitive, [cotangent!], {
        starts: params.before,
        lengths: inputs[0]!.shape,
        steps: params.between.map((between) => between + 1),
      }),
    ],
  }),
  rule(p.concatenatePrimitive, {
    form: 'linear',
    jvp: ({ inputs, params }, tangents) => [
      bindOne(
        p.concatenatePrimitive,
        tangents.map((tangent, i) => tangent ?? zerosLike(inputs[i]!)),
        params,
      ),
    ],
    vjp: ({ inputs, params }, [cotangent], wanted) => {
      let start = 0;
      return inputs.map(({ shape }, i) => {
        const length = shape[params.axis]!;
        const part = wanted[i] ? sliced(cotangent!, params.axis, start, length) : undefined;
        start += length;
        return part;
      });
    },
  }),
  rule(p.gatherPrimitive, {
    form: 'linear',
    jvp: ({ inputs, params }, [tangent]) => [
      tangent === undefined ? undefined : bindOne(p.gatherPrimitive, [tangent, inputs[1]!], params),
    ],
    vjp: ({ inputs, params }, [cotangent]) => [
      bindOne(p.scatterAddPrimitive, [zerosLike(inputs[0]!), inputs[1]!, cotangent!], params),
      undefined,
    ],
  }),
  rule(p.scatterAddPrimitive, {
    form: 'linear',
    jvp: ({ inputs, params }, [tangent, , updates]) => [
      bindOne(
        p.scatterAddPrimitive,
        [tangent ?? zerosLike(inputs[0]!), inputs[1]!, updates ?? zerosLike(inputs[2]!)],
        params,
      ),
    ],
    vjp: ({ inputs, params }, [cotangent], wanted) => [
      cotangent,
      undefined,
      wanted[2] ? bindOne(p.gatherPrimitive, [cotangent!, inputs[1]!], params) : undefined,
    ],
  }),
  rule(p.scatterSetPrimitive, {
    form: 'linear',
    jvp: ({ inputs, params }, [tangent, , updates]) => [
      bindOne(
        p.scatterSetPrimitive,
        [tangent ?? zerosLike(inputs[0]!), inputs[1]!, updates ?? zerosLike(inputs[2]!)],
        params,
      ),
    ],
    vjp: ({ inputs, params }, [cotangent], wanted) => [
      wanted[0] ? bindOne(p.scatterSetPrimitive, [cotangent!, inputs[1]!, zerosLike(inputs[2]!)], params) : undefined,
      undefined,
      wanted[2] ? gatheredOnce(cotangent!, inputs[1]!, params.axis) : undefined,
    ],
  }),
  rule(p.selectPrimitive, {
    form: 'linear',
    jvp: ({ inputs, outputs }, [, a, b]) => [
      bindOne(p.selectPrimitive, [inputs[0]!, a ?? zerosLike(outputs[0]!), b ?? zerosLike(outputs[0]!)], undefined),
    ],
    vjp: ({ inputs }, [cotangent], wanted) => {
      const zero = zerosLike(cotangent!);
      return [
        undefined,
        wanted[1] ? bindOne(p.selectPrimitive, [inputs[0]!, cotangent!, zero], undefined) : undefined,
        wanted[2] ? bindOne(p.selectPrimitive, [inputs[0]!, zero, cotangent!], undefined) : undefined,
      ] satisfies readonly Change[];
    },
  }),
];

/** What scatterSet's updates get back: the change where an update was the last at its index, 0 where it was not. */
function gatheredOnce(change: NDArray, indices: NDArray, axis: number): NDArray {
  const gathered = bindOne(p.gatherPrimitive, [change, indices], { axis });
  const numbers = reshaped(fromData(Float64Array.from({ length: gathered.size }, (_, i) => i + 1)), gathered.shape);
  const target = cast(zerosLike(change), 'float64');
  const last = bindOne(p.scatterSetPrimitive, [target, indices, numbers], { axis });
  const counts = equal(bindOne(p.gatherPrimitive, [last, indices], { axis }), numbers);
  return bindOne(p.selectPrimitive, [counts, gathered, zerosLike(gathered)], undefined);
}
