import {
  type Circumstances,
  type Gradients,
  gradientAt,
  gradientsAt,
  type Method,
  type Vector,
} from '../../query/index.js';

/**
 * An estimate of the gradient that follows a path: v is a fresh one each `period` steps, and v + ∇f_S(x) − ∇f_S(x before)
 * between them.
 *
 * @param n length of x
 * @param fresh what a fresh estimate is asked of
 * @returns v at the next x of the path, in a buffer that the next call changes
 * @source Fang, Li, Lin, Zhang: SPIDER, near-optimal non-convex optimization via stochastic path-integrated differential estimator (2018)
 */
export function pathIntegrated(
  n: number,
  period: number,
  fresh: () => Circumstances | undefined,
): (x: Vector, sample: readonly number[]) => Method<Gradients, Vector> {
  const v = new Float64Array(n);
  const before = new Float64Array(n);
  let k = 0;
  return function* estimate(x, sample) {
    if (k++ % period === 0) yield* gradientAt(x, v, fresh());
    else {
      const answers = yield* gradientsAt([x, before], { sample });
      const [now, then] = [answers[0]!.gradient, answers[1]!.gradient];
      for (let i = 0; i < n; i++) v[i]! += now[i]! - then[i]!;
    }
    before.set(x);
    return v;
  };
}
