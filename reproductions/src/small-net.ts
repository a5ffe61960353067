import type { Random } from 'zeroth/random';
import type { TrainingTask } from './training-task.js';

/** Sizes of a {@link smallNet}. */
interface Sizes {
  readonly terms: number;
  readonly inputs: number;
  readonly hidden: number;
  /** Deviation of what is added to the outputs of a regression. */
  readonly noise: number;
}

/**
 * A net with one layer of tanh that learns the outputs of another such net: by half the squared error where noise
 * was added to them, or by the logistic loss of their signs, one in ten of which is wrong.
 */
export function smallNet(
  draws: Random,
  kind: 'regression' | 'classification',
  sizes: Partial<Sizes> = {},
): TrainingTask {
  const { terms, inputs, hidden, noise } = { terms: 400, inputs: 5, hidden: 8, noise: 0.5, ...sizes };
  const length = hidden * (inputs + 2);
  const points = Array.from({ length: terms }, () => draws.fillNormal(new Float64Array(inputs)));
  const units = new Float64Array(hidden);
  /** x holds the weights of the inputs, the biases, and the weights of the units. */
  const output = (x: Float64Array, point: Float64Array): number => {
    let y = 0;
    for (let h = 0; h < hidden; h++) {
      let a = x[hidden * inputs + h]!;
      for (let j = 0; j < inputs; j++) a += x[h * inputs + j]! * point[j]!;
      units[h] = Math.tanh(a);
      y += x[hidden * (inputs + 1) + h]! * units[h]!;
    }
    return y;
  };
  const truth = draws.fillNormal(new Float64Array(length));
  const targets = points.map((point) => {
    const y = output(truth, point);
    if (kind === 'regression') return y + noise * draws.normal();
    return y > 0 === draws.uniform() < 0.9 ? 1 : -1;
  });
  return {
    name: `a small net, ${kind}`,
    terms,
    shapes: [{ shape: [hidden, inputs] }, { shape: [hidden] }, { shape: [hidden] }],
    start: draws.fillNormal(new Float64Array(length)).map((v) => 0.5 * v),
    // Nets have more minima than one: the one behind the data is seldom far from the best.
    others: [truth, ...Array.from({ length: 20 }, () => draws.fillNormal(new Float64Array(length)))],
    loss(x, sample, gradient) {
      gradient.fill(0);
      let value = 0;
      for (let s = 0; s < sample.length; s++) {
        const [point, target] = [points[sample[s]!]!, targets[sample[s]!]!];
        const y = output(x, point);
        const margin = y * target;
        value += kind === 'regression' ? (y - target) ** 2 / 2 : logisticLoss(margin);
        const slope = (kind === 'regression' ? y - target : target * logisticSlope(margin)) / sample.length;
        for (let h = 0; h < hidden; h++) {
          const at = hidden * (inputs + 1) + h;
          gradient[at]! += slope * units[h]!;
          const inner = slope * x[at]! * (1 - units[h]! ** 2);
          gradient[hidden * inputs + h]! += inner;
          for (let j = 0; j < inputs; j++) gradient[h * inputs + j]! += inner * point[j]!;
        }
      }
      return value / sample.length;
    },
  };
}

/** log(1 + exp(−margin)) */
export function logisticLoss(margin: number): number {
  return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
}

/** The derivative of {@link logisticLoss}. */
export function logisticSlope(margin: number): number {
  return -1 / (1 + Math.exp(margin));
}
