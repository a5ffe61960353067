import { type ClassifierModel, type Parameter, type RuntimeFunction, runtimeFunction } from '@zeroth/onnx';
import * as np from 'zeroth/array';
import { vjp } from 'zeroth/autodiff';
import { classifierLoss } from './classifier-loss.js';

/** The mean loss of a batch, and its gradient by each tuned parameter. */
export interface LossAndGradient {
  readonly loss: number;
  /** One a tuned parameter, in their order. The memory is written anew by the next call. */
  readonly gradient: readonly Float32Array[];
}

/** Gradients of a classifier's loss by backpropagation. */
export interface LossGradient {
  /** The mean cross-entropy of texts, and its gradient, with the weights as they are. */
  at(tokens: readonly Int32Array[], labels: Int32Array): Promise<LossAndGradient>;
  close(): Promise<void>;
}

/** Options of {@link lossGradient}. */
export interface LossGradientOptions {
  /** Threads of one run. Default 1. */
  readonly threads?: number;
  /** Lengths of texts are rounded up to multiples of this, so that few shapes are compiled. Default 8. */
  readonly lengthStep?: number;
}

/** Compiled shapes that are kept; the one that was not used for longest goes first. */
const keptShapes = 4;

/**
 * The loss of a classifier and its gradient, as one ONNX model that reads the weights in their memory. One is compiled
 * for each number of texts and each length, rounded up.
 *
 * @param tuned the parameters by which the gradient is taken, from `classifier.model.parameters`
 */
export function lossGradient(
  classifier: ClassifierModel,
  tuned: readonly Parameter[],
  { threads = 1, lengthStep = 8 }: LossGradientOptions = {},
): LossGradient {
  const { model, maxTokens } = classifier;
  const { parameters } = model;
  const places = tuned.map((parameter) => parameters.indexOf(parameter));
  const compiled = new Map<string, RuntimeFunction>();
  const gradients = tuned.map(({ length }) => new Float32Array(length));
  const loss = classifierLoss(classifier);

  async function functionFor(rows: number, length: number): Promise<RuntimeFunction> {
    const key = `${rows}x${length}`;
    const found = compiled.get(key);
    if (found !== undefined) {
      compiled.delete(key);
      compiled.set(key, found);
      return found;
    }
    for (const [oldest, each] of compiled) {
      if (compiled.size < keptShapes) break;
      compiled.delete(oldest);
      await each.close();
    }
    const types = [
      { shape: [rows, length], dtype: 'int32' as const },
      { shape: [rows, length], dtype: 'int32' as const },
      { shape: [rows], dtype: 'int32' as const },
      ...parameters.map(({ shape }) => ({ shape, dtype: 'float32' as const })),
    ];
    const made = await runtimeFunction(
      (...inputs) => {
        const [ids, mask, labels] = [inputs[0]!, inputs[1]!, inputs[2]!];
        const weights = inputs.slice(3);
        const f = (...moving: readonly np.NDArray[]): np.NDArray => {
          const all = weights.slice();
          places.forEach((place, i) => {
            all[place] = moving[i]!;
          });
          return loss(all, ids, mask, labels);
        };
        const { value, pullback } = vjp(f, ...places.map((place) => weights[place]!));
        return [np.asArray(value), ...pullback(np.astype(1, 'float32')).map((each) => np.asArray(each))];
      },
      types,
      { threads },
    );
    compiled.set(key, made);
    return made;
  }

  return {
    async at(tokens, labels) {
      const longest = tokens.reduce((most, text) => Math.max(most, text.length), 1);
      const length = Math.min(maxTokens, Math.ceil(longest / lengthStep) * lengthStep);
      const run = await functionFor(tokens.length, length);
      const ids = new Int32Array(tokens.length * length);
      const mask = new Int32Array(tokens.length * length);
      for (const [row, text] of tokens.entries()) {
        const read = text.subarray(0, length);
        ids.set(read, row * length);
        mask.fill(1, row * length, row * length + read.length);
      }
      const inputs = [ids, mask, labels, ...parameters.map(({ values }) => values)];
      const [value] = await run.run(inputs, [undefined, ...gradients]);
      return { loss: value?.[0] ?? Number.NaN, gradient: gradients };
    },
    async close() {
      for (const each of compiled.values()) await each.close();
      compiled.clear();
    },
  };
}
