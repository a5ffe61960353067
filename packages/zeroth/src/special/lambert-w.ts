import { addDouble, type DoubleDouble, multiplyDouble } from './double-double.js';
import { polynomial } from './series.js';

const E: DoubleDouble = [Math.E, 1.4456468917292502e-16];
/** W = Σ c_k p^k with p = ±√(2 (e x + 1)), about the branch point (Corless et al. 1996, (4.22)). */
const BRANCH_SERIES = [-1, 1, -1 / 3, 11 / 72, -43 / 540, 769 / 17280, -221 / 8505, 680863 / 43545600, -1963 / 204120];

/**
 * Lambert's W, the solution of W e^W = x: the principal branch 0 (W ≥ −1, x ≥ −1/e), or the branch −1
 * (W ≤ −1, −1/e ≤ x < 0; −∞ at 0). NaN outside.
 *
 * @source Corless, Gonnet, Hare, Jeffrey, Knuth: On the Lambert W function (1996)
 */
export function lambertW(x: number, branch: 0 | -1 = 0): number {
  if (x === 0) return branch === 0 ? x : -Infinity;
  if (Number.isNaN(x) || (branch === -1 && x > 0)) return Number.NaN;
  if (x === Infinity) return x;
  const above = addDouble(multiplyDouble(E, [x, 0]), [1, 0])[0];
  // The double nearest to −1/e lies just above it, the next one below has no W.
  if (above < 0) return above > -2e-16 ? -1 : Number.NaN;
  const p = Math.sqrt(2 * above) * (branch === 0 ? 1 : -1);
  if (Math.abs(p) < 0.01) return polynomial(BRANCH_SERIES, p);
  if (Math.abs(x) < 1e-9 && branch === 0) return x - x * x;
  return refine(x, firstGuess(x, p, branch));
}

function firstGuess(x: number, p: number, branch: 0 | -1): number {
  if (Math.abs(p) < 0.8) return polynomial(BRANCH_SERIES, p);
  if (branch === 0 && x < 3) return Math.log1p(x) * (1 - Math.log1p(Math.log1p(x)) / (2 + Math.log1p(x)));
  const log = Math.log(Math.abs(x));
  const logLog = Math.log(Math.abs(log));
  return log - logLog + logLog / log;
}

/**
 * Fritsch's iteration, of fourth order, on ln(x / w) − w, which neither overflows nor loses the tails.
 *
 * @source Fritsch, Shafer, Crowley: Algorithm 443, solution of the transcendental equation w e^w = x (1973)
 */
function refine(x: number, start: number): number {
  let w = start;
  for (let k = 0; k < 6; k++) {
    const z = Math.log(x / w) - w;
    const q = 2 * (1 + w) * (1 + w + (2 / 3) * z);
    const step = (z / (1 + w)) * ((q - z) / (q - 2 * z));
    w *= 1 + step;
    if (Math.abs(step) < 1e-5) break;
  }
  return w;
}
