import { ZerothError } from 'zeroth';
import { type AssembleParams, applies, assemblePrimitive, type Equation, primitives as p, typeOf } from 'zeroth/graph';
import { lowerContraction, reshaped } from './products.js';
import { commonShape, elementTypes, type Value, type Writer } from './writer.js';

/** The value of an equation that is not elementwise; undefined where there is no way to write it. */
export function lowerStructure(writer: Writer, equation: Equation): Value | undefined {
  const { inputs, outputs } = equation;
  const out = outputs[0]!;
  const whole = (i = 0): Value => writer.whole(inputs[i]!);
  if (applies(equation, p.dotGeneralPrimitive)) return lowerContraction(writer, equation);
  if (applies(equation, p.broadcastToPrimitive)) {
    // Left as it is: whoever needs the whole shape stretches it.
    const value = writer.loose(inputs[0]!);
    return value;
  }
  if (applies(equation, p.reshapePrimitive)) return reshaped(writer, whole(), out.shape);
  if (applies(equation, p.permutePrimitive))
    return writer.emit('Transpose', [whole().name], out, { perm: equation.params.axes });
  if (applies(equation, p.astypePrimitive)) {
    const { name, shape } = writer.loose(inputs[0]!);
    return writer.emit('Cast', [name], { shape, dtype: out.dtype }, { to: elementTypes[out.dtype] });
  }
  if (applies(equation, p.selectPrimitive)) {
    const values = inputs.map((input) => writer.loose(input));
    return writer.emit(
      'Where',
      values.map(({ name }) => name),
      { shape: commonShape(values), dtype: out.dtype },
    );
  }
  if (applies(equation, p.slicePrimitive)) {
    const { starts, lengths, steps } = equation.params;
    const given = whole();
    const axes = lengths.flatMap((length, axis) =>
      length === given.shape[axis] && starts[axis] === 0 && steps[axis] === 1 ? [] : [axis],
    );
    const ends = axes.map((axis) => {
      const end = starts[axis]! + lengths[axis]! * steps[axis]!;
      // Before the first element, backwards.
      return lengths[axis] === 0 ? starts[axis]! : end < 0 ? -(2 ** 31) : end;
    });
    const lists = [axes.map((axis) => starts[axis]!), ends, axes, axes.map((axis) => steps[axis]!)];
    return writer.emit('Slice', [given.name, ...lists.map((list) => writer.integers(list))], out);
  }
  if (applies(equation, p.padPrimitive)) {
    const { before, between, value } = equation.params;
    return padded(
      writer,
      whole(),
      before,
      between.map((n) => n + 1),
      out.shape,
      value,
    );
  }
  if (applies(equation, p.concatenatePrimitive)) {
    const names = inputs.map((_, i) => whole(i).name);
    return writer.emit('Concat', names, out, { axis: equation.params.axis });
  }
  if (applies(equation, assemblePrimitive))
    return assembled(
      writer,
      equation.params,
      inputs.map((_, i) => whole(i)),
      out,
    );
  if (applies(equation, p.gatherPrimitive))
    return writer.emit('Gather', [whole(0).name, whole(1).name], out, { axis: equation.params.axis });
  if (applies(equation, p.scatterAddPrimitive))
    return scattered(writer, [whole(0), whole(1), whole(2)], equation.params.axis, 'add');
  if (applies(equation, p.scatterSetPrimitive))
    return scattered(writer, [whole(0), whole(1), whole(2)], equation.params.axis, 'none');
  const reducers = [
    [p.sumPrimitive, 'ReduceSum'],
    [p.prodPrimitive, 'ReduceProd'],
    [p.maxPrimitive, 'ReduceMax'],
    [p.minPrimitive, 'ReduceMin'],
  ] as const;
  for (const [primitive, operator] of reducers)
    if (applies(equation, primitive))
      return writer.emit(operator, [whole().name, writer.integers(equation.params.axes)], out, {
        keepdims: 0,
        noop_with_empty_axes: 1,
      });
  for (const [primitive, operator] of [
    [p.anyPrimitive, 'ReduceMax'],
    [p.allPrimitive, 'ReduceMin'],
  ] as const)
    if (applies(equation, primitive)) {
      const numbers = converted(writer, whole(), 'int32');
      const reduced = writer.emit(
        operator,
        [numbers.name, writer.integers(equation.params.axes)],
        { ...out, dtype: 'int32' },
        { keepdims: 0, noop_with_empty_axes: 1 },
      );
      return converted(writer, reduced, 'bool');
    }
  for (const [primitive, operator] of [
    [p.argmaxPrimitive, 'ArgMax'],
    [p.argminPrimitive, 'ArgMin'],
  ] as const)
    if (applies(equation, primitive)) {
      const [axis, ...others] = equation.params.axes;
      if (axis === undefined || others.length > 0) return undefined;
      const found = writer.emit(operator, [whole().name], out, { axis, keepdims: 0 });
      return writer.emit('Cast', [found.name], out, { to: elementTypes.int32 });
    }
  if (applies(equation, p.cumsumPrimitive))
    return writer.emit('CumSum', [whole().name, writer.integers([equation.params.axis])], out);
  return undefined;
}

function converted(writer: Writer, { name, shape }: Value, dtype: Value['dtype']): Value {
  return writer.emit('Cast', [name], { shape, dtype }, { to: elementTypes[dtype] });
}

/** Elements `steps` apart from place `before` on in a shape, and a number everywhere else. */
function padded(
  writer: Writer,
  given: Value,
  before: readonly number[],
  steps: readonly number[],
  shape: readonly number[],
  value: number,
): Value {
  const filling = writer.number(value, given.dtype).name;
  let spread = given;
  if (steps.some((step, axis) => step > 1 && given.shape[axis]! > 1)) {
    // Each element becomes the first of `step`.
    const pairs = reshaped(
      writer,
      given,
      given.shape.flatMap((length) => [length, 1]),
    );
    const after = steps.flatMap((step) => [0, step - 1]);
    const wide = writer.emit('Pad', [pairs.name, writer.integers([...after.map(() => 0), ...after]), filling], {
      shape: given.shape.flatMap((length, axis) => [length, steps[axis]!]),
      dtype: given.dtype,
    });
    spread = reshaped(
      writer,
      wide,
      given.shape.map((length, axis) => length * steps[axis]!),
    );
  }
  // What stands after the last element may be more than is wanted: a negative width cuts it off.
  const after = shape.map((length, axis) => length - before[axis]! - spread.shape[axis]!);
  return writer.emit('Pad', [spread.name, writer.integers([...before, ...after]), filling], {
    shape,
    dtype: given.dtype,
  });
}

/** Parts in a whole: joined where they lie side by side along one axis, else padded and added. */
function assembled(
  writer: Writer,
  { shape, places, value, complete }: AssembleParams,
  parts: readonly Value[],
  type: Pick<Value, 'shape' | 'dtype'>,
): Value | undefined {
  const moved = shape.flatMap((_, axis) => (places.some(({ starts }) => starts[axis] !== 0) ? [axis] : []));
  const plain = places.every(({ steps }) => steps.every((step) => step === 1));
  const axis = moved[0] ?? 0;
  if (complete && plain && moved.length <= 1 && parts.length > 1) {
    const order = parts.map((part, i) => ({ part, start: places[i]!.starts[axis]! })).sort((a, b) => a.start - b.start);
    return writer.emit(
      'Concat',
      order.map(({ part }) => part.name),
      type,
      { axis },
    );
  }
  if (value !== 0 && parts.length > 1) return undefined;
  const wholes = parts.map((part, i) => padded(writer, part, places[i]!.starts, places[i]!.steps, shape, value));
  return wholes.reduce((sum, part) => writer.emit('Add', [sum.name, part.name], type));
}

/** Updates at indices along an axis, which is brought to the front and back. */
function scattered(
  writer: Writer,
  [x, indices, updates]: readonly [Value, Value, Value],
  axis: number,
  reduction: string,
): Value {
  const wide = writer.emit('Cast', [indices.name], { shape: indices.shape, dtype: 'int32' }, { to: 7 });
  const tuples = reshaped(writer, wide, [...indices.shape, 1]);
  const rank = x.shape.length;
  const many = indices.shape.length;
  const front = [axis, ...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis)];
  const updatesFront = [
    ...Array.from({ length: many }, (_, i) => axis + i),
    ...Array.from({ length: updates.shape.length }, (_, i) => i).filter((i) => i < axis || i >= axis + many),
  ];
  const [data, changes] =
    axis === 0 ? [x, updates] : [permuted(writer, x, front), permuted(writer, updates, updatesFront)];
  const result = writer.emit('ScatterND', [data.name, tuples.name, changes.name], data, {
    reduction: { text: reduction },
  });
  return axis === 0
    ? result
    : permuted(
        writer,
        result,
        front.map((_, i) => front.indexOf(i)),
      );
}

function permuted(writer: Writer, { name, shape, dtype }: Value, perm: readonly number[]): Value {
  return writer.emit('Transpose', [name], { shape: perm.map((axis) => shape[axis]!), dtype }, { perm });
}

/** @throws ZerothError `cannot-lower` always */
export function cannotLower({ primitive, inputs }: Equation): never {
  const types = inputs.map((input) => `${typeOf(input).dtype} [${typeOf(input).shape.join(', ')}]`).join(', ');
  throw new ZerothError(
    'cannot-lower',
    `The operation ${primitive.name} of ${types} has no counterpart in ONNX here: run the function with zeroth/autodiff instead.`,
    primitive.name,
  );
}
