import * as np from 'zeroth/array';
import { erf } from 'zeroth/special';
import { type Call, dtypeOf, float, input, inputs, integer, nodeError, type OperatorTable, text } from '../call.js';

type Unary = (x: np.NDArray) => np.NDArray;
type Binary = (x: np.NDArray, y: np.NDArray) => np.NDArray;

const unary = (f: Unary) => (call: Call) => f(input(call));
const binary = (f: Binary) => (call: Call) => f(input(call, 0), input(call, 1));
const folded = (f: Binary) => (call: Call) => inputs(call).reduce(f);

/** 1 / (1 + e^(−x)) by the power that does not overflow. At 0, where the branches meet, the derivative is that of one. */
const sigmoid: Unary = (x) => {
  const isPositive = np.greaterEqual(x, 0);
  const power = np.exp(np.where(isPositive, np.negative(x), x));
  return np.divide(np.where(isPositive, 1, power), np.add(1, power));
};

/** ln(1 + e^x) */
const softplus: Unary = (x) => {
  const isPositive = np.greaterEqual(x, 0);
  const power = np.exp(np.where(isPositive, np.negative(x), x));
  return np.add(np.where(isPositive, x, 0), np.log1p(power));
};

/** a (e^(x / b) − 1) where x is negative. The power is not taken where it would overflow and then not count. */
const negativeBranch = (x: np.NDArray, a: number, b = 1): np.NDArray =>
  np.multiply(a, np.expm1(np.divide(np.where(np.greater(x, 0), 0, x), b)));

const relu: Unary = (x) => np.where(np.greater(x, 0), x, 0);

const clipped = (x: np.NDArray, least: np.ArrayLike, most: np.ArrayLike): np.NDArray =>
  np.where(np.less(x, least), least, np.where(np.greater(x, most), most, x));

function clip(call: Call): np.NDArray {
  let x = input(call);
  const least = call.inputs[1] ?? (call.opset < 11 ? float(call, 'min', -Infinity) : undefined);
  const most = call.inputs[2] ?? (call.opset < 11 ? float(call, 'max', Infinity) : undefined);
  if (least !== undefined) x = np.where(np.less(x, least), least, x);
  return most === undefined ? x : np.where(np.greater(x, most), most, x);
}

function gelu(call: Call): np.NDArray {
  const x = input(call);
  const half = np.multiply(0.5, x);
  if (text(call, 'approximate', 'none') !== 'tanh')
    return np.multiply(half, np.add(1, erf(np.multiply(Math.SQRT1_2, x))));
  const cubic = np.add(x, np.multiply(0.044715, np.multiply(x, np.square(x))));
  return np.multiply(half, np.add(1, np.tanh(np.multiply(Math.sqrt(2 / Math.PI), cubic))));
}

/** Quotients of whole numbers drop their fraction. */
function divide(x: np.NDArray, y: np.NDArray): np.NDArray {
  const quotient = np.divide(x, y);
  return x.dtype === 'int32' && y.dtype === 'int32' ? np.astype(quotient, 'int32') : quotient;
}

function mod(call: Call): np.NDArray {
  const [x, y] = [input(call, 0), input(call, 1)];
  if (integer(call, 'fmod', 0) === 0) return np.remainder(x, y);
  const quotient = np.trunc(np.divide(x, y));
  return np.astype(np.subtract(x, np.multiply(quotient, y)), x.dtype);
}

function cast(call: Call): np.NDArray {
  const type = integer(call, 'to', 0);
  const dtype = dtypeOf(type, call.precision);
  if (dtype === undefined)
    throw nodeError(
      call.node,
      'element-type',
      `makes elements of ONNX's type ${type}, which arrays here do not hold.`,
      type,
    );
  return np.astype(input(call), dtype);
}

function isInfinite(call: Call): np.NDArray {
  const x = input(call);
  const above = integer(call, 'detect_positive', 1) === 1 ? np.equal(x, Infinity) : false;
  const below = integer(call, 'detect_negative', 1) === 1 ? np.equal(x, -Infinity) : false;
  return np.broadcastTo(np.logicalOr(above, below), x.shape);
}

/** A dropped-out model is trained elsewhere: here everything stays, as in inference. */
function dropout(call: Call): readonly np.NDArray[] {
  const x = input(call);
  return [x, np.broadcastTo(np.asArray(true), x.shape)];
}

/** Operators that work element by element. */
export const elementwiseOperators: OperatorTable = {
  Abs: unary(np.abs),
  Acos: unary(np.acos),
  Acosh: unary(np.acosh),
  Add: binary(np.add),
  And: binary(np.logicalAnd),
  Asin: unary(np.asin),
  Asinh: unary(np.asinh),
  Atan: unary(np.atan),
  Atanh: unary(np.atanh),
  Cast: cast,
  CastLike: binary((x, like) => np.astype(x, like.dtype)),
  Ceil: unary(np.ceil),
  Celu: (call) => {
    const alpha = float(call, 'alpha', 1);
    return np.add(relu(input(call)), negativeBranch(input(call), alpha, alpha));
  },
  Clip: clip,
  Cos: unary(np.cos),
  Cosh: unary(np.cosh),
  Div: binary(divide),
  Dropout: dropout,
  Elu: (call) => np.add(relu(input(call)), negativeBranch(input(call), float(call, 'alpha', 1))),
  Equal: binary(np.equal),
  Erf: unary((x) => erf(x)),
  Exp: unary(np.exp),
  Floor: unary(np.floor),
  Gelu: gelu,
  Greater: binary(np.greater),
  GreaterOrEqual: binary(np.greaterEqual),
  HardSigmoid: (call) =>
    clipped(np.add(np.multiply(float(call, 'alpha', 0.2), input(call)), float(call, 'beta', 0.5)), 0, 1),
  HardSwish: unary((x) => np.multiply(x, clipped(np.add(np.divide(x, 6), 0.5), 0, 1))),
  Identity: unary((x) => x),
  IsInf: isInfinite,
  IsNaN: unary(np.isnan),
  LeakyRelu: (call) => {
    const x = input(call);
    return np.where(np.less(x, 0), np.multiply(float(call, 'alpha', 0.01), x), x);
  },
  Less: binary(np.less),
  LessOrEqual: binary(np.lessEqual),
  Log: unary(np.log),
  Max: folded(np.maximum),
  Mean: (call) => np.divide(inputs(call).reduce(np.add), inputs(call).length),
  Min: folded(np.minimum),
  Mish: unary((x) => np.multiply(x, np.tanh(softplus(x)))),
  Mod: mod,
  Mul: binary(np.multiply),
  Neg: unary(np.negative),
  Not: unary(np.logicalNot),
  Or: binary(np.logicalOr),
  PRelu: binary((x, slope) => np.where(np.less(x, 0), np.multiply(slope, x), x)),
  Pow: binary((x, exponent) => np.astype(np.pow(x, exponent), x.dtype)),
  Reciprocal: unary(np.reciprocal),
  Relu: unary(relu),
  Round: unary(np.round),
  Selu: (call) => {
    const x = input(call);
    const gamma = float(call, 'gamma', 1.0507009873554805);
    const alpha = float(call, 'alpha', 1.6732632423543772);
    return np.multiply(gamma, np.add(relu(x), negativeBranch(x, alpha)));
  },
  Shrink: (call) => {
    const x = input(call);
    const [bias, lambda] = [float(call, 'bias', 0), float(call, 'lambd', 0.5)];
    return np.where(np.less(x, -lambda), np.add(x, bias), np.where(np.greater(x, lambda), np.subtract(x, bias), 0));
  },
  Sigmoid: unary(sigmoid),
  Sign: unary(np.sign),
  Sin: unary(np.sin),
  Sinh: unary(np.sinh),
  Softplus: unary(softplus),
  Softsign: unary((x) => np.divide(x, np.add(1, np.abs(x)))),
  Sqrt: unary(np.sqrt),
  Sub: binary(np.subtract),
  Sum: folded(np.add),
  Tan: unary(np.tan),
  Tanh: unary(np.tanh),
  ThresholdedRelu: (call) => np.where(np.greater(input(call), float(call, 'alpha', 1)), input(call), 0),
  Where: (call) => np.where(input(call, 0), input(call, 1), input(call, 2)),
  Xor: binary(np.logicalXor),
};
