import { checkNotNegative, checkPositive } from '../../array/checks.js';
import { type Numbers, type Tensor, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link adafactorUpdate}. */
export interface AdafactorUpdateOptions {
  /** Added to squared gradients, ε₁ ≥ 0. Default 1e-30. */
  readonly epsilon?: number;
  /** The least size that a tensor is taken to have, ε₂ > 0. Default 1e-3. */
  readonly leastScale?: number;
  /** Updates with a root mean square above this are shrunk to it, d > 0. Default 1. */
  readonly updateClip?: number;
  /** γ > 0 of the decay β̂₂ = 1 − k^−γ of squares. Default 0.8. */
  readonly decayPower?: number;
  /** Whether the rate is relative to the tensor's root mean square. Default true. */
  readonly relative?: boolean;
}

/** What Adafactor remembers: for a matrix a mean of squares by row and by column, for other tensors by entry. */
export interface AdafactorState extends UpdateState {
  /** The rows' means of matrices, the entries' of other tensors. */
  readonly rows: Numbers[];
  /** The columns' means of matrices; empty for other tensors. */
  readonly columns: Numbers[];
}

/**
 * Adafactor: the mean of squares of a matrix is kept as the product of its row and its column means, so that the memory
 * is that of its edges; no momentum; updates are clipped by their root mean square, and scaled to the tensor's.
 * Tensors of more than two dimensions count as a matrix of their last dimension's columns.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Shazeer, Stern: Adafactor: adaptive learning rates with sublinear memory cost (2018), algorithms 4 and 5
 */
export function adafactorUpdate({
  epsilon = 1e-30,
  leastScale = 1e-3,
  updateClip = 1,
  decayPower = 0.8,
  relative = true,
}: AdafactorUpdateOptions = {}): UpdateRule<AdafactorState> {
  checkNotNegative('epsilon', epsilon);
  checkPositive('leastScale', leastScale);
  checkPositive('updateClip', updateClip);
  checkPositive('decayPower', decayPower);
  return {
    name: 'adafactor',
    rate: (k) => Math.min(1e-2, 1 / Math.sqrt(k + 1)),
    begin: (tensors) => {
      const entries = zerosLike(tensors);
      return {
        step: 0,
        rows: entries.map((zeros, t) => zeros.slice(0, rowsOf(tensors[t]!))),
        columns: entries.map((zeros, t) => zeros.slice(0, isMatrix(tensors[t]!) ? columnsOf(tensors[t]!) : 0)),
      };
    },
    step(tensors, gradients, state, rate) {
      const decay = 1 - (++state.step) ** -decayPower;
      for (const [t, tensor] of tensors.entries()) {
        const { values: x } = tensor;
        const [g, rows, columns] = [gradients[t]!, state.rows[t]!, state.columns[t]!];
        accumulate(g, rows, columns, decay, epsilon);
        const n = Math.max(1, columns.length);
        let total = 0;
        for (let i = 0; i < rows.length; i++) total += rows[i]!;
        // V = R C / ΣR; with sums or means of rows and columns alike up to this factor.
        const factor = columns.length > 0 ? rows.length / total : 1;
        const squareAt = (i: number): number =>
          columns.length > 0 ? rows[Math.floor(i / n)]! * columns[i % n]! * factor : rows[i]!;
        let [ofUpdate, ofWeights] = [0, 0];
        for (let i = 0; i < x.length; i++) {
          const v = squareAt(i);
          if (v > 0) ofUpdate += (g[i]! * g[i]!) / v;
          ofWeights += x[i]! * x[i]!;
        }
        const shrink = Math.max(1, Math.sqrt(ofUpdate / x.length) / updateClip);
        const scale = relative ? Math.max(leastScale, Math.sqrt(ofWeights / x.length)) : 1;
        const amount = (rate * scale) / shrink;
        for (let i = 0; i < x.length; i++) {
          const v = squareAt(i);
          if (v > 0) x[i]! -= (amount * g[i]!) / Math.sqrt(v);
        }
      }
    },
  };
}

function isMatrix({ shape }: Tensor): boolean {
  return shape.length >= 2;
}

function columnsOf({ shape }: Tensor): number {
  return shape.at(-1) ?? 1;
}

function rowsOf(tensor: Tensor): number {
  return isMatrix(tensor) ? tensor.values.length / Math.max(1, columnsOf(tensor)) : tensor.values.length;
}

/** Takes the squares of a gradient into the means of its rows and columns, or of its entries. */
function accumulate(g: Numbers, rows: Numbers, columns: Numbers, decay: number, epsilon: number): void {
  const n = columns.length;
  if (n === 0) {
    for (let i = 0; i < rows.length; i++) rows[i] = decay * rows[i]! + (1 - decay) * (g[i]! * g[i]! + epsilon);
    return;
  }
  for (let j = 0; j < n; j++) columns[j]! *= decay;
  for (let i = 0; i < rows.length; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const square = g[i * n + j]! * g[i * n + j]! + epsilon;
      sum += square;
      columns[j]! += ((1 - decay) * square) / rows.length;
    }
    rows[i] = decay * rows[i]! + ((1 - decay) * sum) / n;
  }
}
