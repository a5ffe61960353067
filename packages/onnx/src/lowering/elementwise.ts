import type { Primitive } from 'zeroth/array';
import { erfPrimitive, primitives as p } from 'zeroth/graph';
import { commonShape, elementTypes, type Value, type Writer } from './writer.js';

/** How an elementwise primitive is written: the value of its result, before broadcasting. */
export type Elementwise = (writer: Writer, inputs: readonly Value[]) => Value;

function apply(writer: Writer, operator: string, inputs: readonly Value[], dtype = inputs[0]!.dtype): Value {
  return writer.emit(
    operator,
    inputs.map(({ name }) => name),
    { shape: commonShape(inputs), dtype },
  );
}

const direct =
  (operator: string): Elementwise =>
  (writer, inputs) =>
    apply(writer, operator, inputs);
const test =
  (operator: string): Elementwise =>
  (writer, inputs) =>
    apply(writer, operator, inputs, 'bool');

function cast(writer: Writer, { name, shape, dtype }: Value, to: Value['dtype']): Value {
  return dtype === to
    ? { name, shape, dtype }
    : writer.emit('Cast', [name], { shape, dtype: to }, { to: elementTypes[to] });
}

/** ONNX compares booleans only for equality. */
const compare =
  (operator: string): Elementwise =>
  (writer, inputs) =>
    apply(
      writer,
      operator,
      operator === 'Equal' ? inputs : inputs.map((x) => (x.dtype === 'bool' ? cast(writer, x, 'int32') : x)),
      'bool',
    );

/** Functions composed of others, written with the operators of ONNX. */
type Compose = (f: Arithmetic, ...inputs: readonly Value[]) => Value;

interface Arithmetic {
  (operator: string, ...inputs: readonly (Value | number)[]): Value;
  readonly where: (condition: Value, x: Value | number, y: Value | number) => Value;
  readonly is: (operator: string, ...inputs: readonly (Value | number)[]) => Value;
}

const composed =
  (compose: Compose): Elementwise =>
  (writer, inputs) => {
    const { dtype } = inputs[0]!;
    const valued = (x: Value | number) => (typeof x === 'number' ? writer.number(x, dtype) : x);
    const call = (operator: string, ...given: readonly (Value | number)[]) =>
      apply(writer, operator, given.map(valued), dtype);
    return compose(
      Object.assign(call, {
        where: (condition: Value, x: Value | number, y: Value | number) =>
          apply(writer, 'Where', [condition, valued(x), valued(y)], dtype),
        is: (operator: string, ...given: readonly (Value | number)[]) =>
          apply(writer, operator, given.map(valued), 'bool'),
      }),
      ...inputs,
    );
  };

const scaledLog = (factor: number): Elementwise => composed((f, x) => f('Mul', f('Log', x!), factor));

/** atan2 from the arctangent of the quotient and the quadrant; the signs of zeros are not looked at. */
const atan2: Compose = (f, y, x) => {
  const quotient = f('Atan', f('Div', y!, x!));
  const side = f.where(f.is('Less', y!, 0), -Math.PI, Math.PI);
  const onAxis = f.where(f.is('Less', y!, 0), -Math.PI / 2, f.where(f.is('Greater', y!, 0), Math.PI / 2, 0));
  return f.where(f.is('Equal', x!, 0), onAxis, f.where(f.is('Less', x!, 0), f('Add', quotient, side), quotient));
};

/** The primitives that work element by element, by identity. */
export const elementwiseLowerings: ReadonlyMap<Primitive, Elementwise> = new Map<Primitive, Elementwise>([
  [p.addPrimitive, direct('Add')],
  [p.subtractPrimitive, direct('Sub')],
  [p.multiplyPrimitive, direct('Mul')],
  [p.dividePrimitive, direct('Div')],
  [p.powerPrimitive, direct('Pow')],
  [p.maximumPrimitive, direct('Max')],
  [p.minimumPrimitive, direct('Min')],
  [p.negativePrimitive, direct('Neg')],
  [p.absPrimitive, direct('Abs')],
  [p.signPrimitive, direct('Sign')],
  [p.expPrimitive, direct('Exp')],
  [p.logPrimitive, direct('Log')],
  [p.sqrtPrimitive, direct('Sqrt')],
  [p.sinPrimitive, direct('Sin')],
  [p.cosPrimitive, direct('Cos')],
  [p.tanPrimitive, direct('Tan')],
  [p.asinPrimitive, direct('Asin')],
  [p.acosPrimitive, direct('Acos')],
  [p.atanPrimitive, direct('Atan')],
  [p.sinhPrimitive, direct('Sinh')],
  [p.coshPrimitive, direct('Cosh')],
  [p.tanhPrimitive, direct('Tanh')],
  [p.asinhPrimitive, direct('Asinh')],
  [p.acoshPrimitive, direct('Acosh')],
  [p.atanhPrimitive, direct('Atanh')],
  [p.reciprocalPrimitive, direct('Reciprocal')],
  [p.floorPrimitive, direct('Floor')],
  [p.ceilPrimitive, direct('Ceil')],
  [p.roundPrimitive, direct('Round')],
  [erfPrimitive, direct('Erf')],
  [p.log2Primitive, scaledLog(Math.LOG2E)],
  [p.log10Primitive, scaledLog(Math.LOG10E)],
  // e^x − 1 = 2 t / (1 − t) with t = tanh(x / 2) keeps its digits near 0, and loses them where x is large.
  [
    p.expm1Primitive,
    composed((f, x) => {
      const t = f('Tanh', f('Mul', x!, 0.5));
      const near = f('Div', f('Mul', t, 2), f('Sub', 1, t));
      return f.where(f.is('Less', f('Abs', x!), 1), near, f('Sub', f('Exp', x!), 1));
    }),
  ],
  // ln u · x / (u − 1) with u = 1 + x as it is rounded: Kahan's correction.
  [
    p.log1pPrimitive,
    composed((f, x) => {
      const u = f('Add', x!, 1);
      const isWhole = f.is('Equal', u, 1);
      const correction = f('Div', x!, f.where(isWhole, 1, f('Sub', u, 1)));
      const isLarge = f.is('Greater', f('Abs', x!), 1);
      return f.where(isWhole, x!, f.where(isLarge, f('Log', u), f('Mul', f('Log', u), correction)));
    }),
  ],
  [p.cbrtPrimitive, composed((f, x) => f('Mul', f('Sign', x!), f('Pow', f('Abs', x!), 1 / 3)))],
  [p.truncPrimitive, composed((f, x) => f('Mul', f('Sign', x!), f('Floor', f('Abs', x!))))],
  [p.atan2Primitive, composed(atan2)],
  [
    p.hypotPrimitive,
    composed((f, x, y) => {
      const [a, b] = [f('Abs', x!), f('Abs', y!)];
      const large = f('Max', a, b);
      const ratio = f('Div', f('Min', a, b), f.where(f.is('Equal', large, 0), 1, large));
      return f('Mul', large, f('Sqrt', f('Add', f('Mul', ratio, ratio), 1)));
    }),
  ],
  [p.remainderPrimitive, composed((f, x, y) => f('Sub', x!, f('Mul', f('Floor', f('Div', x!, y!)), y!)))],
  [p.copysignPrimitive, composed((f, x, y) => f.where(f.is('Less', y!, 0), f('Neg', f('Abs', x!)), f('Abs', x!)))],
  [p.equalPrimitive, compare('Equal')],
  [p.notEqualPrimitive, (writer, inputs) => apply(writer, 'Not', [compare('Equal')(writer, inputs)])],
  [p.lessPrimitive, compare('Less')],
  [p.lessEqualPrimitive, compare('LessOrEqual')],
  [p.greaterPrimitive, compare('Greater')],
  [p.greaterEqualPrimitive, compare('GreaterOrEqual')],
  [p.logicalAndPrimitive, test('And')],
  [p.logicalOrPrimitive, test('Or')],
  [p.logicalXorPrimitive, test('Xor')],
  [p.logicalNotPrimitive, test('Not')],
  [p.isnanPrimitive, test('IsNaN')],
  [p.isfinitePrimitive, composed((f, x) => f.is('Not', f.is('Or', f.is('IsNaN', x!), f.is('IsInf', x!))))],
]);
