import type { Blocks } from './blocks.js';
import { log, power } from './elementary.js';
import { boxMuller, openUnitInterval } from './from-words.js';

/**
 * A gamma variate of unit scale from the blocks of a draw that follow the present one.
 *
 * @param pair scratch of two numbers
 * @source Marsaglia, Tsang: A simple method for generating gamma variables (2000)
 */
export function gammaWith(blocks: Blocks, shape: number, pair: Float64Array): number {
  if (shape < 1) {
    // G(a) = G(a + 1) U^(1/a); the uniform comes from a block of its own.
    blocks.next();
    const u = openUnitInterval(blocks.words[0]!, blocks.words[1]!);
    return gammaWith(blocks, shape + 1, pair) * power(u, 1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    blocks.next();
    boxMuller(blocks.words, pair, 0);
    blocks.next();
    // One pair of normal numbers serves two trials.
    for (let trial = 0; trial < 2; trial++) {
      const x = pair[trial]!;
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = openUnitInterval(blocks.words[2 * trial]!, blocks.words[2 * trial + 1]!);
      if (log(u) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
    }
  }
}
