import type { Parameter } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import type { UpdateRule, UpdateState } from 'zeroth/updates';
import type { GradientQuery, GradientStep } from './backpropagate.js';
import type { LossAndGradient } from './loss-gradient.js';
import { updateRule } from './update-rules.js';

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
  /**
   * Looks at the weights that are to be used: for methods that average, the average in the place of the weights at which
   * gradients are asked, which come back bit for bit.
   */
  atAverage<T>(look: () => Promise<T>): Promise<T>;
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
  let begun: { readonly rules: readonly UpdateRule[]; readonly states: readonly UpdateState[] } | undefined;
  let best = new Float32Array(0);

  /** Two rules for the two kinds, and their states, from the first step on. */
  function begin({ method, weightDecay }: GradientStep) {
    const rules = parts.map(({ decaying }) => updateRule(method, decaying ? weightDecay : 0));
    return { rules, states: rules.map((rule, p) => rule.begin(parts[p]!.tensors)) };
  }

  async function step(query: GradientStep): Promise<number> {
    const found = await gradient(query.sample);
    // Weights that are no numbers any more would hide which step it was.
    if (!Number.isFinite(found.loss)) return found.loss;
    begun ??= begin(query);
    for (const [p, { members, tensors }] of parts.entries()) {
      const gradients = members.map((t) => found.gradient[t]!);
      begun.rules[p]!.step(tensors, gradients, begun.states[p]!, query.rate);
    }
    return found.loss;
  }

  function viewsOf(vector: Float32Array): readonly Float32Array[] {
    let at = 0;
    return parameters.map(({ length }) => {
      at += length;
      return vector.subarray(at - length, at);
    });
  }

  /** Writes the weights that are to be used. */
  function writeUsed(into: Float32Array): void {
    const views = viewsOf(into);
    parts.forEach(({ members, tensors }, p) => {
      const own = members.map((t) => views[t]!);
      const rule = begun?.rules[p];
      if (begun !== undefined && rule?.average !== undefined) rule.average(tensors, begun.states[p]!, own);
      else for (const [m, t] of members.entries()) own[m]!.set(parameters[t]!.values);
    });
  }

  const length = parameters.reduce((sum, parameter) => sum + parameter.length, 0);

  async function keep(): Promise<void> {
    if (best.length !== length) best = new Float32Array(length);
    writeUsed(best);
  }

  function put(weights: Float32Array): void {
    for (const [t, view] of viewsOf(weights).entries()) parameters[t]!.values.set(view);
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
    put(best);
    begun = undefined;
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
    async atAverage(look) {
      await settle();
      if (begun?.rules.every(({ average }) => average === undefined) ?? true) return look();
      const [before, used] = [new Float32Array(length), new Float32Array(length)];
      for (const [t, view] of viewsOf(before).entries()) view.set(parameters[t]!.values);
      writeUsed(used);
      put(used);
      try {
        return await look();
      } finally {
        put(before);
      }
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
