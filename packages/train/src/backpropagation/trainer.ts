import type { Parameter } from '@zeroth/onnx';
import type { GradientQuery, GradientStep } from './backpropagate.js';
import type { LossAndGradient } from './loss-gradient.js';

/** Parameters that are trained in place by gradients. */
export interface Trainer {
  gradientStep(query: GradientStep): Promise<number>;
  keepWeights(): Promise<void>;
  /**
   * Notes a question that was answered in an earlier process. Gradients cannot be computed at once, so what is noted is
   * done when {@link settle} is next awaited.
   */
  replayed(query: GradientQuery): void;
  /** Does what was noted. */
  settle(): Promise<void>;
  /** The weights kept last, one parameter after another. */
  kept(): Promise<Float32Array>;
}

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** @param gradient the loss of a batch and its gradient by the parameters, in their order */
export function trainer(
  parameters: readonly Parameter[],
  gradient: (sample: readonly number[]) => Promise<LossAndGradient>,
): Trainer {
  const noted: GradientQuery[] = [];
  let first: readonly Float32Array[] | undefined;
  let second: readonly Float32Array[] | undefined;
  let best = new Float32Array(0);
  const zeros = () => parameters.map(({ length }) => new Float32Array(length));

  async function step(query: GradientStep): Promise<number> {
    const found = await gradient(query.sample);
    // Weights that are no numbers any more would hide which step it was.
    if (!Number.isFinite(found.loss)) return found.loss;
    if (query.method !== 'sgd') {
      first ??= zeros();
      second ??= zeros();
    }
    parameters.forEach((parameter, t) => {
      const decay = parameter.kind === 'bias' || parameter.kind === 'norm' ? 0 : query.weightDecay;
      if (first === undefined || second === undefined) descend(parameter.values, found.gradient[t]!, query.rate, decay);
      else adam(parameter.values, found.gradient[t]!, first[t]!, second[t]!, query, decay);
    });
    return found.loss;
  }

  async function keep(): Promise<void> {
    const length = parameters.reduce((sum, parameter) => sum + parameter.length, 0);
    if (best.length !== length) best = new Float32Array(length);
    let at = 0;
    for (const { values } of parameters) {
      best.set(values, at);
      at += values.length;
    }
  }

  async function settle(): Promise<void> {
    for (let query = noted.shift(); query !== undefined; query = noted.shift()) {
      if (query.kind === 'gradientStep') await step(query);
      else await keep();
    }
  }

  return {
    async gradientStep(query) {
      await settle();
      return step(query);
    },
    async keepWeights() {
      await settle();
      return keep();
    },
    replayed: (query) => {
      noted.push(query);
    },
    settle,
    async kept() {
      await settle();
      return best;
    },
  };
}

function descend(w: Float32Array, g: Float32Array, rate: number, decay: number): void {
  for (let i = 0; i < w.length; i++) w[i]! -= rate * (g[i]! + decay * w[i]!);
}

function adam(
  w: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  { method, step, rate }: GradientStep,
  decay: number,
): void {
  const isDecoupled = method === 'adamw';
  const keep = isDecoupled ? 1 - rate * decay : 1;
  const added = isDecoupled ? 0 : decay;
  const stepSize = rate / (1 - beta1 ** step);
  const correction = 1 / (1 - beta2 ** step);
  for (let i = 0; i < w.length; i++) {
    const slope = g[i]! + added * w[i]!;
    m[i] = beta1 * m[i]! + (1 - beta1) * slope;
    v[i] = beta2 * v[i]! + (1 - beta2) * slope * slope;
    w[i] = keep * w[i]! - (stepSize * m[i]!) / (Math.sqrt(v[i]! * correction) + epsilon);
  }
}
