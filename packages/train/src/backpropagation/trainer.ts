import type { Parameter } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import type { GradientQuery, GradientStep } from './backpropagate.js';
import type { LossAndGradient } from './loss-gradient.js';

/** Parameters that are trained in place by gradients. */
export interface Trainer {
  gradientStep(query: GradientStep): Promise<number>;
  keepWeights(): Promise<void>;
  /**
   * Notes a question that was answered in an earlier process. Gradients cannot be computed at once, so what is noted is
   * done when {@link settle} is next awaited.
   *
   * @param loss what a step answered then
   */
  replayed(query: GradientQuery, loss?: number): void;
  /**
   * Does what was noted.
   *
   * @returns whether there was anything
   * @throws ZerothError `gradients-differ` when a step's loss is not, bit for bit, what it was then
   */
  settle(): Promise<boolean>;
  /** Takes steps before the first one, for their time, and takes them back. */
  rehearse(steps: readonly GradientStep[], taken: () => void): Promise<void>;
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
  const noted: { readonly query: GradientQuery; readonly loss: number | undefined }[] = [];
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

  async function settle(): Promise<boolean> {
    const any = noted.length > 0;
    for (let next = noted.shift(); next !== undefined; next = noted.shift()) {
      const { query, loss } = next;
      if (query.kind === 'keepWeights') await keep();
      else {
        const again = await step(query);
        // Weights that are nearly those of the run would go on as another run under its name.
        if (loss !== undefined && !Object.is(again, loss)) throw differs(query.step, loss, again);
      }
    }
    return any;
  }

  function restore(): void {
    let at = 0;
    for (const { values } of parameters) {
      values.set(best.subarray(at, at + values.length));
      at += values.length;
    }
    for (const moments of [first, second]) for (const each of moments ?? []) each.fill(0);
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
    replayed: (query, loss) => {
      noted.push({ query, loss });
    },
    settle,
    async rehearse(steps, taken) {
      await keep();
      for (const each of steps) {
        await step(each);
        taken();
      }
      restore();
    },
    async kept() {
      await settle();
      return best;
    },
  };
}

function differs(step: number, loss: number, again: number): ZerothError {
  return new ZerothError(
    'gradients-differ',
    `step ${step} of the journal had the loss ${loss}, here it has ${again}: resume the run with the machine and the version of ONNX Runtime that it began with, or start a new run`,
    step,
  );
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
