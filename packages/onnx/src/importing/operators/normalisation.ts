import * as np from 'zeroth/array';
import { stopGradient } from 'zeroth/autodiff';
import { axisOf, type Call, float, input, integer, integers, nodeError, type OperatorTable } from '../call.js';

/** Versions before this one flattened all axes from the given one on. */
const softmaxAlongAxis = 13;

/** x less its largest element along an axis, through which no derivative passes: it cancels. */
function shifted(x: np.NDArray, axis: number): np.NDArray {
  return np.subtract(x, stopGradient(np.max(x, { axis, keepdims: true })));
}

const softmax = (x: np.NDArray, axis: number): np.NDArray => {
  const powers = np.exp(shifted(x, axis));
  return np.divide(powers, np.sum(powers, { axis, keepdims: true }));
};

const logSoftmax = (x: np.NDArray, axis: number): np.NDArray => {
  const below = shifted(x, axis);
  return np.subtract(below, np.log(np.sum(np.exp(below), { axis, keepdims: true })));
};

function alongAxis(f: (x: np.NDArray, axis: number) => np.NDArray): (call: Call) => np.NDArray {
  return (call) => {
    const x = input(call);
    if (call.opset >= softmaxAlongAxis) return f(x, axisOf(call, integer(call, 'axis', -1), x.ndim));
    const axis = axisOf(call, integer(call, 'axis', 1), x.ndim);
    const columns = x.shape.slice(axis).reduce((total, length) => total * length, 1);
    return np.reshape(f(np.reshape(x, [x.size / Math.max(1, columns), columns]), 1), x.shape);
  };
}

/** (x − mean) / √(variance + ε) over axes, with the mean and the reciprocal of the root. */
function standardised(x: np.NDArray, axes: readonly number[], epsilon: number) {
  const mean = np.mean(x, { axis: axes, keepdims: true });
  const centred = np.subtract(x, mean);
  const variance = np.mean(np.square(centred), { axis: axes, keepdims: true });
  const factor = np.reciprocal(np.sqrt(np.add(variance, epsilon)));
  return { values: np.multiply(centred, factor), mean, factor };
}

function layerNormalization(call: Call): readonly np.NDArray[] {
  const x = input(call);
  const first = axisOf(call, integer(call, 'axis', -1), x.ndim);
  const axes = x.shape.map((_, axis) => axis).slice(first);
  const { values, mean, factor } = standardised(x, axes, float(call, 'epsilon', 1e-5));
  const scaled = np.multiply(values, input(call, 1));
  const bias = call.inputs[2];
  return [bias === undefined ? scaled : np.add(scaled, bias), mean, factor];
}

function rootMeanSquareNormalization(call: Call): np.NDArray {
  const x = input(call);
  const axis = x.shape.map((_, i) => i).slice(axisOf(call, integer(call, 'axis', -1), x.ndim));
  const squares = np.mean(np.square(x), { axis, keepdims: true });
  return np.multiply(np.divide(x, np.sqrt(np.add(squares, float(call, 'epsilon', 1e-5)))), input(call, 1));
}

/** A vector of channels, beside an array that has them on axis 1. */
function asChannels(vector: np.NDArray, rank: number): np.NDArray {
  return np.reshape(vector, [vector.size, ...new Array<number>(Math.max(0, rank - 2)).fill(1)]);
}

function batchNormalization(call: Call): np.NDArray {
  if (integer(call, 'training_mode', 0) === 1)
    throw nodeError(call.node, 'no-operator', 'normalises in training mode: export the model for inference.');
  const x = input(call);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => asChannels(input(call, i), x.ndim));
  const factor = np.divide(scale!, np.sqrt(np.add(variance!, float(call, 'epsilon', 1e-5))));
  return np.add(np.multiply(np.subtract(x, mean!), factor), bias!);
}

function instanceNormalization(call: Call): np.NDArray {
  const x = input(call);
  const axes = x.shape.map((_, axis) => axis).slice(2);
  const { values } = standardised(x, axes, float(call, 'epsilon', 1e-5));
  return np.add(np.multiply(values, asChannels(input(call, 1), x.ndim)), asChannels(input(call, 2), x.ndim));
}

function meanVarianceNormalization(call: Call): np.NDArray {
  const axes = integers(call, 'axes') ?? [0, 2, 3];
  return standardised(input(call), axes, 1e-9).values;
}

/** Operators that bring values into a range. */
export const normalisationOperators: OperatorTable = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  LogSoftmax: alongAxis(logSoftmax),
  MeanVarianceNormalization: meanVarianceNormalization,
  RMSNormalization: rootMeanSquareNormalization,
  Softmax: alongAxis(softmax),
};
