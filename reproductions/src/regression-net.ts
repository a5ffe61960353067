import {
  add,
  fromData,
  matmul,
  matrixTranspose,
  mean,
  multiply,
  type NDArray,
  reshape,
  slice,
  subtract,
  tanh,
} from 'zeroth/array';
import { type DifferentiableQueries, differentiable } from 'zeroth/autodiff';
import type { Oracle, Vector } from 'zeroth/query';
import { random } from 'zeroth/random';
import { inner } from './convex-problems.js';

const examples = 400;
const inputs = 20;
const hidden = 16;

/** A net of one hidden layer with the mean square of its errors, on inputs whose scales differ a hundredfold. */
export interface RegressionNet {
  readonly oracle: Oracle<DifferentiableQueries>;
  readonly x0: Vector;
  /** The largest eigenvalue of the Hessian at the start, to a few per cent. */
  readonly curvature: number;
}

export function regressionNet(seed: number): RegressionNet {
  const draws = random(seed).split(66);
  const data = Float64Array.from(
    { length: examples * inputs },
    (_, i) => draws.normal() * 10 ** (1 - (2 * (i % inputs)) / inputs),
  );
  const truth = draws.fillNormal(new Float64Array(inputs));
  const labels = Float64Array.from({ length: examples }, (_, i) =>
    Math.sin(inner(data.subarray(i * inputs, (i + 1) * inputs), truth)),
  );
  const [x, y] = [fromData(data, [examples, inputs]), fromData(labels, [examples])];
  const loss = (w: NDArray) => {
    const weights = reshape(slice(w, [0, hidden * inputs]), [hidden, inputs]);
    const shifts = slice(w, [hidden * inputs, hidden * (inputs + 1)]);
    const outer = slice(w, [hidden * (inputs + 1), hidden * (inputs + 2)]);
    const output = matmul(tanh(add(matmul(x, matrixTranspose(weights)), shifts)), outer);
    const error = subtract(output, y);
    return mean(multiply(error, error));
  };
  const oracle = differentiable(loss);
  const x0 = draws.fillNormal(new Float64Array(hidden * (inputs + 2))).map((v) => v / Math.sqrt(inputs));
  let v: Vector = draws.fillNormal(new Float64Array(x0.length));
  let curvature = 0;
  for (let k = 0; k < 60; k++) {
    const length = Math.sqrt(inner(v, v));
    const unit = v.map((entry) => entry / length);
    v = oracle.hessianVectorProducts({ kind: 'hessianVectorProducts', point: x0, directions: [unit] })[0]!;
    curvature = Math.abs(inner(unit, v));
  }
  return { oracle, x0, curvature };
}
