import { type Random, random } from 'zeroth/random';
import { fixed } from './format.js';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { type Bits, driftOf, evolve, leastDrift, switchingOrder } from './row-74/switching-binary-value.js';
import { median, slopeOf, sum } from './statistics.js';

const sizes = [32, 64, 128, 256, 512];
/** Strings of up to this many bits are checked by brute force. */
const enumerated = 6;

/** The dynamic monotone function that is hardest for the (1+1)-EA: its run time, and that no order of weights is harder. */
export const row74: Script = {
  row: 74,
  title: 'Hardest Monotone Functions for Evolutionary Algorithms',
  async run({ seed, full }: Scale): Promise<Findings> {
    const repeats = full ? 200 : 40;
    const draws = random(seed);
    const means = (offspring: number, elitist: boolean, runs: number, of: readonly number[] = sizes) =>
      of.map((n, k) => {
        const times = Array.from({ length: runs }, (_, run) =>
          evolve(
            startOf(n, draws.split(1e6 * offspring + 1000 * k + run)),
            offspring,
            elitist,
            draws.split(1e8 + 1e6 * offspring + 1000 * k + run),
          ),
        );
        return sum(times) / runs;
      });
    const single = means(1, true, repeats);
    const slope = slopeOf(sizes.map((n, k) => [Math.log(n), Math.log(single[k]!)]));
    const small = sizes.slice(0, 4);
    const plus = means(8, true, Math.ceil(repeats / 4), small);
    const comma = means(8, false, Math.ceil(repeats / 4), small);
    const worst = bruteForce();
    return {
      checks: [
        {
          claim: 'The (1+1)-EA with mutation rate 1/n takes Θ(n^(3/2)) generations on it',
          expected: `slope 1.5 ± 0.15 of the mean of ${repeats} runs, n = ${sizes[0]} to ${sizes[sizes.length - 1]}`,
          measured: `${fixed(slope)} (${single.map((mean) => Math.round(mean)).join(', ')} generations)`,
          pass: Math.abs(slope - 1.5) <= 0.15,
        },
        {
          claim: `Of all orders of the weights none makes the drift smaller (n ≤ ${enumerated})`,
          expected: 'the least drift over all orders, for every string but the last, to rounding',
          measured: `drift less least drift at most ${worst.toExponential(1)}`,
          pass: worst <= 1e-12,
        },
        {
          claim: 'The (1+λ)- and the (1,λ)-EA reach the last string as well',
          expected: 'in every run, λ = 8, fewer generations than the (1+1)-EA',
          measured: `medians of the ratios ${fixed(median(plus.map((mean, k) => mean / single[k]!)), 2)} and ${fixed(median(comma.map((mean, k) => mean / single[k]!)), 2)}`,
          pass: [plus, comma].every((means) => means.every((mean, k) => mean < single[k]!)),
        },
      ],
      svg: linePlot({
        title: 'Generations on the switching dynamic binary value',
        xLabel: 'length, log2',
        yLabel: 'mean generations, log10',
        curves: [
          { name: '(1+1)', points: sizes.map((n, k) => [Math.log2(n), Math.log10(single[k]!)]) },
          { name: '(1+8)', points: small.map((n, k) => [Math.log2(n), Math.log10(plus[k]!)]) },
          { name: '(1,8)', points: small.map((n, k) => [Math.log2(n), Math.log10(comma[k]!)]) },
          {
            name: 'slope 3/2',
            points: sizes.map((n) => [Math.log2(n), Math.log10(single[0]! * (n / sizes[0]!) ** 1.5)]),
          },
        ],
      }),
    };
  },
};

function startOf(n: number, draws: Random): Bits {
  return Uint8Array.from({ length: n }, () => draws.integer(2));
}

/** By how much the function's drift exceeds the least of all orders, at most, over all strings of up to 6 bits. */
function bruteForce(): number {
  let worst = 0;
  for (let n = 1; n <= enumerated; n++)
    // By symmetry only the number of zeros matters; they stand first.
    for (let zeros = 1; zeros <= n; zeros++) {
      const bits = Uint8Array.from({ length: n }, (_, i) => (i < zeros ? 0 : 1));
      worst = Math.max(worst, driftOf(bits, switchingOrder(bits)) - leastDrift(bits));
    }
  return worst;
}
