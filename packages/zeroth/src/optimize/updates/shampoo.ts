import { checkInteger, checkNotNegative } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import { gemm } from '../../kernels/index.js';
import { symmetricProduct } from '../../kernels/symmetric-product.js';
import { inverseRoot } from './inverse-root.js';
import { type Numbers, type Tensor, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link shampooUpdate}. */
export interface ShampooUpdateOptions {
  /** What the statistics keep of themselves at a step, in [0, 1]: 1 sums, 0 forgets. Default 1. */
  readonly decay?: number;
  /** Momentum in [0, 1) of the preconditioned gradients. Default 0. */
  readonly momentum?: number;
  /**
   * ε ≥ 0, added to the statistics' diagonals. Default 1e-12 relative to their largest eigenvalue; 0 for the
   * pseudoinverse.
   */
  readonly epsilon?: number;
  /** Steps between two computations of the roots. Default 1. */
  readonly every?: number;
  /** Sides longer than this keep the diagonal of their statistics. Default 1024. */
  readonly largest?: number;
  /** Whose step gives each tensor's step its length: that of SGD, of AdaGrad, or Shampoo's own. Default `none`. */
  readonly grafting?: 'none' | 'sgd' | 'adaGrad';
  /** λ ≥ 0, added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** What Shampoo remembers, for each tensor as a matrix of its first dimension's rows. */
export interface ShampooState extends UpdateState {
  /** Σ G Gᵀ and Σ Gᵀ G, or their diagonals; the second is empty for a vector. */
  readonly left: Float64Array[];
  readonly right: Float64Array[];
  /** Their inverse roots. */
  readonly leftRoot: Float64Array[];
  readonly rightRoot: Float64Array[];
  readonly momentum: Numbers[];
  /** Grafting's sums of squares. */
  readonly squares: Numbers[];
  /** Two matrices of the tensor at hand, as long as the longest: memory of a step, not of the past. */
  readonly work: readonly [Float64Array, Float64Array];
}

/**
 * Shampoo: a matrix of parameters moves by L^(−1/4) G R^(−1/4), L and R being sums of G Gᵀ and of Gᵀ G; a vector by
 * L^(−1/2) g. Without accumulation (`decay: 0`, `epsilon: 0`) this is the polar factor U Vᵀ of G = U S Vᵀ.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Gupta, Koren, Singer: Shampoo: preconditioned stochastic tensor optimization (2018), algorithm 1
 * @source Anil, Gupta, Koren, Regan, Singer: Scalable second order optimization for deep learning (2021), for grafting
 */
export function shampooUpdate({
  decay = 1,
  momentum = 0,
  epsilon = 1e-12,
  every = 1,
  largest = 1024,
  grafting = 'none',
  weightDecay = 0,
}: ShampooUpdateOptions = {}): UpdateRule<ShampooState> {
  for (const [name, value] of Object.entries({ decay, momentum }))
    if (!(value >= 0 && value <= 1) || (name === 'momentum' && value === 1))
      throw new ZerothError('option-out-of-range', `${name} must be from 0 to 1, not ${value}.`, value);
  checkNotNegative('epsilon', epsilon);
  checkInteger('every', every, 1);
  checkInteger('largest', largest, 0);
  checkNotNegative('weightDecay', weightDecay);
  const isFull = (size: number): boolean => size <= largest;
  const sizeOfSide = (size: number): number => (isFull(size) ? size * size : size);
  return {
    name: 'shampoo',
    rate: 0.1,
    begin(tensors) {
      const sides = tensors.map(sidesOf);
      const left = sides.map(([rows]) => new Float64Array(sizeOfSide(rows)));
      const right = sides.map(([, columns]) => new Float64Array(columns === 1 ? 0 : sizeOfSide(columns)));
      const longest = tensors.reduce((most, { values }) => Math.max(most, values.length), 0);
      return {
        step: 0,
        left,
        right,
        leftRoot: left.map((side) => side.slice()),
        rightRoot: right.map((side) => side.slice()),
        momentum: momentum > 0 ? zerosLike(tensors) : [],
        squares: grafting === 'adaGrad' ? zerosLike(tensors) : [],
        work: [new Float64Array(longest), new Float64Array(longest)],
      };
    },
    step(tensors, gradients, state, rate) {
      const isTime = state.step++ % every === 0;
      for (const [t, tensor] of tensors.entries()) {
        const x = tensor.values;
        const [rows, columns] = sidesOf(tensor);
        const [g, half] = [state.work[0].subarray(0, x.length), state.work[1].subarray(0, x.length)];
        const gradient = gradients[t]!;
        for (let i = 0; i < x.length; i++) g[i] = gradient[i]! + weightDecay * x[i]!;
        const [left, right] = [state.left[t]!, state.right[t]!];
        gather(left, g, [rows, columns], false, isFull(rows), decay);
        const order = right.length > 0 ? 4 : 2;
        if (right.length > 0) gather(right, g, [rows, columns], true, isFull(columns), decay);
        if (isTime) {
          inverseRoot(state.leftRoot[t]!, left, rows, isFull(rows), order, epsilon);
          if (right.length > 0) inverseRoot(state.rightRoot[t]!, right, columns, isFull(columns), order, epsilon);
        }
        const graft = graftedLength(g, state.squares[t], grafting);
        fromLeft(half, state.leftRoot[t]!, g, rows, columns, isFull(rows));
        // The gradient is not needed any more: its memory takes the direction.
        if (right.length > 0) fromRight(g, half, state.rightRoot[t]!, rows, columns, isFull(columns));
        const direction = right.length > 0 ? g : half;
        const own = grafting === 'none' ? 1 : lengthOfVector(direction);
        const amount = grafting === 'none' ? rate : own > 0 ? (rate * graft) / own : 0;
        const rolled = state.momentum[t];
        for (let i = 0; i < x.length; i++) {
          let move = amount * direction[i]!;
          if (rolled !== undefined) {
            move += momentum * rolled[i]!;
            rolled[i] = move;
          }
          x[i]! -= move;
        }
      }
    },
  };
}

/** Rows and columns of a tensor as a matrix. */
function sidesOf({ values, shape }: Tensor): readonly [rows: number, columns: number] {
  const rows = shape[0] ?? 1;
  return rows === 0 ? [0, 1] : [rows, values.length / rows];
}

/** side ← decay side + G Gᵀ, or with `across` Gᵀ G; or its diagonal, where the side is not kept full. */
function gather(
  side: Float64Array,
  g: Float64Array,
  [rows, columns]: readonly [number, number],
  across: boolean,
  full: boolean,
  decay: number,
): void {
  const [size, other] = across ? [columns, rows] : [rows, columns];
  if (full) {
    symmetricProduct(size, other, g, across, decay, side);
    return;
  }
  for (let i = 0; i < size; i++) side[i]! *= decay;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) side[across ? j : i]! += g[i * columns + j]! ** 2;
}

/** out ← root G, the root being a matrix or its diagonal. */
function fromLeft(
  out: Float64Array,
  root: Float64Array,
  g: Float64Array,
  rows: number,
  columns: number,
  full: boolean,
): void {
  if (full) gemm(rows, columns, rows, 1, root, rows, false, g, columns, false, 0, out, columns);
  else for (let at = 0; at < g.length; at++) out[at] = root[Math.floor(at / columns)]! * g[at]!;
}

/** out ← G root. */
function fromRight(
  out: Float64Array,
  g: Float64Array,
  root: Float64Array,
  rows: number,
  columns: number,
  full: boolean,
): void {
  if (full) gemm(rows, columns, columns, 1, g, columns, false, root, columns, false, 0, out, columns);
  else for (let at = 0; at < g.length; at++) out[at] = g[at]! * root[at % columns]!;
}

function graftedLength(
  g: Float64Array,
  squares: Numbers | undefined,
  grafting: Required<ShampooUpdateOptions>['grafting'],
): number {
  if (grafting === 'none') return 1;
  if (squares === undefined) return lengthOfVector(g);
  let sum = 0;
  for (let i = 0; i < g.length; i++) {
    squares[i]! += g[i]! * g[i]!;
    if (squares[i]! > 0) sum += (g[i]! * g[i]!) / squares[i]!;
  }
  return Math.sqrt(sum);
}

function lengthOfVector(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
}
