import { type JacobianAnswer, type Method, type Query, through, type Vector } from '../../query/index.js';

/** Losses that grow more slowly than squares, so that outliers pull less. */
export const losses = ['linear', 'huber', 'softL1', 'cauchy', 'arctan'] as const;

export type Loss = (typeof losses)[number];

/** ρ(z) and ρ′(z) of z = (r / s)². */
interface Rho {
  readonly value: number;
  readonly slope: number;
}

/** @source Triggs, McLauchlan, Hartley, Fitzgibbon: Bundle adjustment, a modern synthesis (2000), section 3 */
function rhoOf(loss: Loss, z: number): Rho {
  switch (loss) {
    case 'linear':
      return { value: z, slope: 1 };
    case 'huber':
      return z <= 1 ? { value: z, slope: 1 } : { value: 2 * Math.sqrt(z) - 1, slope: 1 / Math.sqrt(z) };
    case 'softL1':
      // 2 (√(1 + z) − 1) without cancellation.
      return { value: (2 * z) / (Math.sqrt(1 + z) + 1), slope: 1 / Math.sqrt(1 + z) };
    case 'cauchy':
      return { value: Math.log1p(z), slope: 1 / (1 + z) };
    case 'arctan':
      return { value: Math.atan(z), slope: 1 / (1 + z * z) };
  }
}

/** ½ Σ s² ρ((r / s)²) */
export function costOf(r: Vector, loss: Loss, scale: number): number {
  let sum = 0;
  for (let i = 0; i < r.length; i++)
    sum += loss === 'linear' ? r[i]! * r[i]! : scale * scale * rhoOf(loss, (r[i]! / scale) ** 2).value;
  return 0.5 * sum;
}

/**
 * A method for least squares that minimises ½ Σ s² ρ((r / s)²) instead: it is shown s sign(r) √ρ, whose half square is
 * just that, with slopes to match.
 */
export function robust<Y extends Query, R>(method: Method<Y, R>, loss: Loss, scale: number): Method<Y, R> {
  if (loss === 'linear') return method;
  const bent = (r: Vector): Vector =>
    r.map((ri) => Math.sign(ri) * scale * Math.sqrt(rhoOf(loss, (ri / scale) ** 2).value));
  function* shown(query: Query): Method<Query, unknown> {
    const answer: unknown = yield query;
    if (query.kind === 'residuals') return (answer as readonly Vector[]).map(bent);
    const { residuals, jacobian } = answer as JacobianAnswer;
    const n = jacobian.length / residuals.length;
    const slopes = jacobian.slice();
    residuals.forEach((ri, i) => {
      const t = Math.abs(ri / scale);
      const { value, slope } = rhoOf(loss, t * t);
      // Where t² underflows, r is as good as 0.
      const factor = value === 0 ? 1 : (slope * t) / Math.sqrt(value);
      for (let j = 0; j < n; j++) slopes[i * n + j] = slopes[i * n + j]! * factor;
    });
    return { residuals: bent(residuals), jacobian: slopes };
  }
  return through(method as Method<Query, R>, (query) =>
    query.kind === 'residuals' || query.kind === 'jacobian' ? shown(query) : query,
  ) as Method<Y, R>;
}
