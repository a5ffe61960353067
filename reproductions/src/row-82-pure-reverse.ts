import { random } from 'zeroth/random';
import { fixedPoint, highPrecisionSlope, toFixedPoint } from './fixed-point.js';
import { linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { randomArrayProgram } from './row-82/generate.js';
import { differentiate } from './row-82/gradient-program.js';
import { executable, impureNames } from './row-82/pure-program.js';
import { type Data, meaning, type SourceProgram } from './row-82/source.js';
import { type Entry, tape } from './row-82/tape.js';

const tolerance = 1e-9;
const limit = 5;
/** Lengths of arrays: at the second and third the gradient is compared. */
const lengths = [1, 3, 30, 1000, 100_000] as const;
const [, compared, onTape, , longest] = lengths;

/**
 * Reverse mode that stays in a pure first-order language: random array programs become programs of value and gradient
 * through unary form, where differentiation is a rule a constructor, and partial evaluation, which removes all functions
 * and tuples. The gradient is compared with differences in 320-bit arithmetic and with a tape, and operations are counted.
 */
export const row82: Script = {
  row: 82,
  title: 'Denotationally Correct, Purely Functional, Efficient Reverse-mode Automatic Differentiation',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const count = full ? 2000 : 200;
    // Counts of operations do not depend on the numbers, so that all programs share them.
    const data = [0, 1, 2, 3, 4].map(() => draws.fillNormal(new Float64Array(longest)));
    const long = full ? count : 50;
    const trials = Array.from({ length: count }, (_, i) =>
      tried(randomArrayProgram(draws), data, i < long ? lengths : lengths.slice(0, -1)),
    );
    const [differences, tapes] = [(at: Trial) => at.fromDifferences, (at: Trial) => at.fromTape].map((error) =>
      Math.max(...trials.map(error)),
    );
    const impure = trials.reduce((total, { impurities }) => total + impurities, 0);
    const ratiosAt = (length: number) => trials.flatMap(({ ratios }) => ratios.get(length) ?? []).sort((a, b) => a - b);
    const largest = Math.max(...lengths.map((length) => ratiosAt(length).at(-1)!));
    const constants = trials.filter(({ dependent }) => !dependent).length;
    const checks: readonly Check[] = [
      {
        claim: 'Gradients of random array programs are those of differences in high precision',
        expected: `at most ${tolerance} (relative above 1) on ${count} programs with arrays of ${compared}`,
        measured: `largest difference ${differences!.toExponential(1)}; ${constants} programs are constant`,
        pass: differences! <= tolerance && constants <= 0.05 * count,
      },
      {
        claim: 'They are those of a tape',
        expected: `at most ${tolerance} (relative above 1) on the same programs with arrays of ${onTape}`,
        measured: `largest difference ${tapes!.toExponential(1)}`,
        pass: tapes! <= tolerance,
      },
      {
        claim: 'The output has no functions and no mutation: each name is bound once, before its uses',
        expected: `no exception in ${count} programs`,
        measured: `${impure} exceptions`,
        pass: impure === 0,
      },
      {
        claim: 'Value and gradient are cheap: operations executed, relative to those of the value alone',
        expected: `at most ${limit} at lengths ${lengths.join(', ')}, the last for ${long} of the programs (--full: all)`,
        measured: `largest ${largest.toFixed(3)}, median at ${longest} ${ratiosAt(longest)[long >> 1]!.toFixed(2)}`,
        pass: largest <= limit,
      },
    ];
    // Those that were measured at all lengths, so that a curve is of the same programs throughout.
    const whole = trials.filter(({ ratios }) => ratios.size === lengths.length);
    const quantile = (name: string, share: number) => ({
      name,
      points: lengths.map((length) => {
        const ratios = whole.map((trial) => trial.ratios.get(length)!).sort((a, b) => a - b);
        return [length, ratios[Math.round(share * (ratios.length - 1))]!] as const;
      }),
    });
    const svg = linePlot({
      title: `Value and gradient of ${long} random array programs`,
      xLabel: 'length of the arrays',
      xScale: 'logarithmic',
      yLabel: 'operations executed, relative to the value alone',
      curves: [
        { name: `limit: ${limit}`, points: lengths.map((length) => [length, limit] as const), dashed: true },
        quantile('most expensive program', 1),
        quantile('median program', 0.5),
        quantile('cheapest program', 0),
      ],
    });
    return { checks, svg };
  },
};

interface Trial {
  readonly fromDifferences: number;
  readonly fromTape: number;
  readonly impurities: number;
  readonly dependent: boolean;
  /** Operations of value and gradient over those of the value, by length. */
  readonly ratios: ReadonlyMap<number, number>;
}

function tried(program: SourceProgram, data: readonly Float64Array[], at: readonly number[]): Trial {
  const programs = differentiate(program);
  const values = (length: number) => program.inputs.map(({ rank }, i) => data[i]!.subarray(0, rank === 0 ? 1 : length));
  const few = values(compared);
  const exact = slopes(program, few);
  const more = values(onTape);
  const run = { value: executable(programs.value), both: executable(programs.valueAndGradient) };
  const ratios = at.map((length) => {
    const inputs = given(program, values(length));
    return [length, run.both(...inputs).operations / run.value(...inputs).operations] as const;
  });
  return {
    fromDifferences: distance(gradientOf(run.both, program, few), exact),
    fromTape: distance(gradientOf(run.both, program, more), tapeGradient(program, more)),
    impurities: impureNames(programs.valueAndGradient).length,
    dependent: exact.some((slope) => slope !== 0),
    ratios: new Map(ratios),
  };
}

function given({ inputs }: SourceProgram, values: readonly Float64Array[]): (number | Float64Array)[] {
  return inputs.map(({ rank }, i) => (rank === 0 ? values[i]![0]! : values[i]!));
}

/** All partial derivatives, input by input. */
function gradientOf(run: ReturnType<typeof executable>, program: SourceProgram, values: readonly Float64Array[]) {
  const { results } = run(...given(program, values));
  return results
    .slice(1)
    .flatMap((part, i) => (typeof part === 'number' ? [...values[i]!].map(() => part) : [...part]));
}

function scopeOf<N>({ inputs }: SourceProgram, values: readonly (readonly N[])[]): ReadonlyMap<string, Data<N>> {
  return new Map(
    inputs.map(({ name, rank }, i) => [
      name,
      rank === 0 ? { rank, value: values[i]![0]! } : { rank, values: values[i]! },
    ]),
  );
}

function slopes(program: SourceProgram, values: readonly Float64Array[]): readonly number[] {
  const wide = values.map((row) => Array.from(row, toFixedPoint));
  return wide.flatMap((row, k) =>
    row.map((_, j) =>
      highPrecisionSlope((t) => {
        const moved = wide.map((all, l) => (l === k ? all.with(j, all[j]! + toFixedPoint(t)) : all));
        const data = meaning(program.term, scopeOf(program, moved), fixedPoint);
        return data.rank === 0 ? data.value : 0n;
      }),
    ),
  );
}

function tapeGradient(program: SourceProgram, values: readonly Float64Array[]): readonly number[] {
  const written = tape();
  const entries: Entry[][] = values.map((row) => Array.from(row, written.constant));
  const data = meaning(program.term, scopeOf(program, entries), written);
  if (data.rank !== 0) return [];
  const gradient = written.gradient(data.value);
  return entries.flat().map(gradient);
}

function distance(found: readonly number[], expected: readonly number[]): number {
  return Math.max(...found.map((value, i) => Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!))));
}
