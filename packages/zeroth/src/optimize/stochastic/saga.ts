import { checkPositive } from '../../array/checks.js';
import { type Gradients, gradientAt } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { type VarianceReducedOptions, varianceReduced } from './variance-reduced.js';

/** Options of {@link saga}. */
export interface SagaOptions extends VarianceReducedOptions {
  /** Step size η > 0; 1/(3 L) for the theorem, L being the largest curvature of a term. */
  readonly step: number;
}

/**
 * SAGA: keeps the last gradient of each term, N n numbers, and steps by the new gradients of the sample less their old
 * ones, plus the mean of all old ones: x ← x − η (mean over S (∇fᵢ(x) − gᵢ) + ḡ).
 *
 * Asks: gradients (order 1) of single terms; of all of them once at the start. For convex terms with L-Lipschitz
 * gradients and μ-strongly convex f, η = 1/(3 L) and one term a step, ‖x − x*‖² shrinks in mean by
 * 1 − min(1/(4 N), μ/(3 L)) a step.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Defazio, Bach, Lacoste-Julien: SAGA, a fast incremental gradient method (2014)
 */
export function saga({ step, ...options }: SagaOptions): Minimizer<Gradients> {
  checkPositive('step', step);
  return varianceReduced('saga', options, (x0, terms) => {
    const n = x0.length;
    const mean = new Float64Array(n);
    const direction = new Float64Array(n);
    const now = new Float64Array(n);
    let table: Float64Array | undefined;
    return function* move(x, sample) {
      if (table === undefined) {
        table = new Float64Array(terms * n);
        for (let term = 0; term < terms; term++) {
          const place = table.subarray(term * n, (term + 1) * n);
          yield* gradientAt(x, place, { sample: [term] });
          for (let i = 0; i < n; i++) mean[i]! += place[i]! / terms;
        }
      }
      direction.set(mean);
      for (const term of sample) {
        yield* gradientAt(x, now, { sample: [term] });
        const place = table.subarray(term * n, (term + 1) * n);
        for (let i = 0; i < n; i++) {
          const change = now[i]! - place[i]!;
          direction[i]! += change / sample.length;
          mean[i]! += change / terms;
          place[i] = now[i]!;
        }
      }
      for (let i = 0; i < n; i++) x[i]! -= step * direction[i]!;
    };
  });
}
