import type { ClassifierModel, Parameter } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import type { Head } from '../head/head.js';

/** The parameters of a classifier's head, as one list: weights, then biases. */
export function headValues({ weight, bias }: Head): Float32Array {
  const values = new Float32Array(weight.length + bias.length);
  values.set(weight);
  values.set(bias, weight.length);
  return values;
}

/** Writes a head's weights and biases into the model. */
export function writeHead(classifier: ClassifierModel, values: Float32Array): void {
  writeValues([parameterOf(classifier, 'head.weight'), parameterOf(classifier, 'head.bias')], values);
}

/** Writes a list of values into parameters, one after another. @throws ZerothError `delta-shape` */
export function writeValues(parameters: readonly Parameter[], values: Float32Array): void {
  const length = parameters.reduce((sum, parameter) => sum + parameter.length, 0);
  if (length !== values.length)
    throw new ZerothError(
      'delta-shape',
      `the delta has ${values.length} values for ${length} parameters: it is for another head`,
    );
  let at = 0;
  for (const parameter of parameters) {
    parameter.values.set(values.subarray(at, at + parameter.length));
    at += parameter.length;
  }
}

function parameterOf({ model }: ClassifierModel, name: string): Parameter {
  const parameter = model.parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined) throw new ZerothError('no-head', `the model has no ${name}: add a head first`);
  return parameter;
}
