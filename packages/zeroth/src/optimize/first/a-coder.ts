import { checkFinite, checkInteger, checkNotNegative, checkPositive } from '../../array/checks.js';
import {
  type Gradients,
  gradientAt,
  type Method,
  type Progress,
  progress,
  type Query,
  type Vector,
} from '../../query/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import {
  type Block,
  type BlockGradients,
  blockGradientAt,
  blockOfGradientAt,
  equalBlocks,
} from '../pieces/block-gradients.js';
import { end, fallsForever, isStationary } from '../pieces/endings.js';
import type { ProximalTerm } from '../pieces/proximal-maps.js';
import type { Trial } from '../pieces/trial.js';

/** Options of {@link aCoder}. */
export interface ACoderOptions {
  /**
   * L > 0, the Lipschitz constant of the cycle: with ‖∇ⱼf(x) − ∇ⱼf(y)‖² ≤ (x − y)·Qⱼ (x − y) and Q̂ⱼ being Qⱼ without the rows
   * and columns of the blocks before the j-th, L² = 2 ‖Σ Q̂ⱼ‖ serves. At most √(2 m) times that of ∇f.
   */
  readonly smoothness: number;
  /** m, how many blocks the variables are cut into. Default n, each variable its own. */
  readonly blocks?: number;
  /** γ ≥ 0, a strong convexity of the term h. Default 0. */
  readonly convexity?: number;
  /** Steps between two reports; each asks one gradient more. Default 1. */
  readonly reportEvery?: number;
  /** Whether f answers by blocks, or they are cut from whole gradients, of which a step then asks m. Default 'asked'. */
  readonly blockGradients?: 'asked' | 'cut';
}

/** 2/5, the largest a² L / (A (1 + γ A before)) that the analysis has. */
const share = 0.4;

/**
 * A-CODER, accelerated cyclic coordinate dual averaging with extrapolation, for f + h: each step goes through the blocks
 * from the last to the first; the gradient of a block is taken where the later blocks have moved already, and corrected
 * by what the last step's was off: qⱼ = pⱼ + (a before / a)(∇ⱼf(x before) − pⱼ before). Then z ← z + a q,
 * v = prox of A h at x0 − z, y ← (A before y + a v) / A, and the next step looks at x = (A before y + a v) / A.
 *
 * Asks: a gradient (order 1) and a gradient of each block a step, and one gradient a report.
 * F(y_k) − F* ≤ ‖x0 − x*‖² / (2 A_k), where A_k grows as k² / (10 L), and linearly with h strongly convex.
 *
 * @param term h, a sum over the variables, as l1, elasticNet and squaredL2 are; its value at the reports is included
 * @throws ZerothError `option-out-of-range`
 * @source Lin, Song, Diakonikolas: Accelerated cyclic coordinate dual averaging with extrapolation for composite convex optimization (2023), algorithm 1
 */
export function aCoder(
  term: ProximalTerm,
  options: ACoderOptions & { readonly blockGradients: 'cut' },
): Minimizer<Gradients>;
export function aCoder(term: ProximalTerm, options: ACoderOptions): Minimizer<Gradients | BlockGradients>;
export function aCoder(
  term: ProximalTerm,
  { smoothness, blocks, convexity = 0, reportEvery = 1, blockGradients = 'asked' }: ACoderOptions,
): Minimizer<Gradients> | Minimizer<Gradients | BlockGradients> {
  checkPositive('smoothness', smoothness);
  checkNotNegative('convexity', convexity);
  checkInteger('reportEvery', reportEvery, 1);
  if (blocks !== undefined) checkInteger('blocks', blocks, 1);
  const shared = { name: 'aCoder', bounds: false, term: (x: Vector) => term.value(x) };
  const plan = { term, smoothness, blocks, convexity, reportEvery };
  return blockGradients === 'asked'
    ? {
        ...shared,
        asks: ['gradients', 'blockGradients'],
        start: (problem) => cycles<BlockGradients>(problem, plan, blockGradientAt),
      }
    : { ...shared, asks: ['gradients'], start: (problem) => cycles<Gradients>(problem, plan, blockOfGradientAt) };
}

interface Plan {
  readonly term: ProximalTerm;
  readonly smoothness: number;
  readonly blocks: number | undefined;
  readonly convexity: number;
  readonly reportEvery: number;
}

function* cycles<Y extends Query>(
  problem: MinimizationProblem,
  { term, smoothness, blocks, convexity, reportEvery }: Plan,
  blockAt: (point: Vector, block: Block) => Method<Y, Vector>,
): Method<Y | Gradients | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', problem.x0);
  const x0 = problem.x0.slice();
  if (term.value(x0) === Infinity) term.apply(x0, 1);
  const n = x0.length;
  const parts = equalBlocks(n, Math.max(1, Math.min(n, blocks ?? n))).toReversed();
  const y = x0.slice();
  const v = x0.slice();
  const dual = new Float64Array(n);
  const partial = new Float64Array(n);
  const slope = new Float64Array(n);
  let isUnbounded: ((now: Trial) => boolean) | undefined;
  let [a, total] = [0, 0];
  for (let k = 0; ; k++) {
    if (k % reportEvery === 0) {
      const now = composite(y, yield* gradientAt(y, new Float64Array(n)), term, smoothness);
      isUnbounded ??= fallsForever(now);
      if (yield* progress(now)) return end(undefined);
      if (isUnbounded(now)) return end('unbounded');
      if (isStationary(now, undefined, problem.tolerance)) return end('gradient-small');
    }
    const [before, totalBefore] = [a, total];
    const r = (share * (1 + convexity * totalBefore)) / smoothness;
    a = 0.5 * (r + Math.sqrt(r * r + 4 * r * totalBefore));
    total = totalBefore + a;
    const x = y.map((value, i) => (totalBefore * value + a * v[i]!) / total);
    const w = x.slice();
    for (const block of parts) {
      const p = yield* blockAt(w, block);
      const moved = v.subarray(block.start, block.end);
      for (let i = block.start; i < block.end; i++) {
        const own = p[i - block.start]!;
        dual[i]! += a * own + before * (slope[i]! - partial[i]!);
        partial[i] = own;
        v[i] = x0[i]! - dual[i]!;
      }
      term.apply(moved, total);
      for (let i = block.start; i < block.end; i++) w[i] = y[i] = (totalBefore * y[i]! + a * v[i]!) / total;
    }
    yield* gradientAt(x, slope);
  }
}

/** F = f + h with its gradient mapping, of the step 1 / L. */
function composite(
  y: Vector,
  { value, gradient }: { readonly value: number; readonly gradient: Vector },
  term: ProximalTerm,
  smoothness: number,
): Trial {
  const stepped = y.map((v, i) => v - gradient[i]! / smoothness);
  term.apply(stepped, 1 / smoothness);
  return { x: y.slice(), value: value + term.value(y), gradient: y.map((v, i) => smoothness * (v - stepped[i]!)) };
}
