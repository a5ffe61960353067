import type { Parameter } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import { adamUpdate, adamWUpdate, sgdUpdate, type UpdateRule, type UpdateState } from 'zeroth/updates';
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

/** @param gradient the loss of a batch and its gradient by the parameters, in their order */
export function trainer(
  parameters: readonly Parameter[],
  gradient: (sample: readonly number[]) => Promise<LossAndGradient>,
): Trainer {
  const noted: { readonly query: GradientQuery; readonly loss: number | undefined }[] = [];
  // Biases and norms do not decay: each kind of tensors has its rule and its state.
  const decays = parameters.map(({ kind }) => kind !== 'bias' && kind !== 'norm');
  const parts = [true, false].map((decaying) => {
    const members = [...parameters.keys()].filter((t) => decays[t] === decaying);
    return { members, tensors: members.map((t) => parameters[t]!), decaying };
  });
  let states: readonly UpdateState[] | undefined;
  let best = new Float32Array(0);

  async function step(query: GradientStep): Promise<number> {
    const found = await gradient(query.sample);
    // Weights that are no numbers any more would hide which step it was.
    if (!Number.isFinite(found.loss)) return found.loss;
    const rules = parts.map(({ decaying }) => ruleOf(query, decaying ? query.weightDecay : 0));
    states ??= rules.map((rule, p) => rule.begin(parts[p]!.tensors));
    for (const [p, { members, tensors }] of parts.entries()) {
      const gradients = members.map((t) => found.gradient[t]!);
      rules[p]!.step(tensors, gradients, states[p]!, query.rate);
    }
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
    states = undefined;
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

function ruleOf({ method }: GradientStep, weightDecay: number): UpdateRule {
  switch (method) {
    case 'sgd':
      return sgdUpdate({ weightDecay });
    case 'adam':
      return adamUpdate({ weightDecay });
    case 'adamw':
      return adamWUpdate({ weightDecay });
  }
}
