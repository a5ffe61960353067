import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { evaluations, minimize } from 'zeroth';
import { moreGarbowHillstrom, sumOfSquaresWithGradient } from 'zeroth/testing';
import type { Measurement } from './measure.js';

/** One run from one start: where the best value fell, and the time outside of the function. */
interface Run {
  readonly falls: readonly (readonly [count: number, value: number])[];
  readonly count: number;
  readonly seconds: number;
}

interface SciPyRuns {
  readonly version: string;
  readonly runs: Readonly<Record<'BFGS' | 'L-BFGS-B', readonly (readonly Run[])[]>>;
}

const factors = [1, 10, 100];
/** Passes through all problems, of which the first ones are for the compiler; that of the median time is taken. */
const passes = 9;
const passesToCompile = 4;
const most = 3000;
/** What is left of the decrease from the start where a problem counts as solved, as in data profiles. */
const left = 1e-8;

/**
 * The default choice against SciPy's BFGS and L-BFGS-B, with gradients, on the problems of Moré, Garbow and Hillstrom from
 * their starts and 10 and 100 times those. A run has solved its problem where f − l ≤ 1e-8 (f(x0) − l), l being the least
 * value that any of the three found.
 */
export function benchGradients(say: (line: string) => void): readonly Measurement[] {
  const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const server = file('./more-garbow-hillstrom-server.js');
  const { status, stdout, stderr } = spawnSync(
    '/usr/bin/python3',
    [file('../src/scipy-gradients.py'), String(most), process.execPath, server],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) {
    say(`SciPy (apt install python3-scipy): ${stderr?.trim().split('\n').at(-1) ?? 'no Python'}`);
    return [];
  }
  const { version, runs }: SciPyRuns = JSON.parse(stdout);
  const cold = ourRuns();
  say(`  own time in the first pass, before its code is compiled: ${ownTime(cold).toFixed(1)} us a gradient`);
  const ours = inTheMiddle(Array.from({ length: passes }, ourRuns).slice(passesToCompile));
  const sides = [ours, runs.BFGS, runs['L-BFGS-B']] as const;
  const counts = sides.map(() => [] as (number | undefined)[]);
  moreGarbowHillstrom.forEach(({ name, start }, k) => {
    const f = sumOfSquaresWithGradient(moreGarbowHillstrom[k]!);
    factors.forEach((factor, j) => {
      const at = sides.map((side) => side[k]![j]!);
      const least = Math.min(...at.map(({ falls }) => falls.at(-1)?.[1] ?? Number.POSITIVE_INFINITY));
      const goal = least + left * (f(start(factor)).value - least);
      const solved = at.map(({ falls }) => falls.find(([, value]) => value <= goal)?.[0]);
      solved.forEach((count, side) => {
        counts[side]!.push(count);
      });
      say(`  ${name}, start x ${factor}: ${solved.map((count) => count ?? 'not').join(', ')} gradients`);
    });
  });
  const solvedBy = counts.map((side) => side.filter((count) => count !== undefined).length);
  const against = (peer: number, name: string): readonly Measurement[] => {
    const ratios = counts[0]!.flatMap((count, i) => {
      const theirs = counts[peer]![i];
      return count === undefined || theirs === undefined ? [] : [Math.log(count / theirs)];
    });
    const mean = Math.exp(ratios.reduce((sum, r) => sum + r / ratios.length, 0));
    const peerVersion = `SciPy ${version} ${name}`;
    return [
      {
        name: `gradients to 1e-8, ${ratios.length} that both solve (geometric mean)`,
        ours: mean,
        peer: 1,
        peerVersion,
        limit: 1,
        unit: 'gradients ratio',
      },
      {
        name: `not solved, of ${counts[0]!.length}`,
        ours: counts[0]!.length - solvedBy[0]!,
        peer: counts[0]!.length - solvedBy[peer]!,
        peerVersion,
        limit: 1,
        unit: 'problems',
      },
      {
        name: 'own time a gradient, same set',
        ours: ownTime(ours),
        peer: ownTime(sides[peer]!),
        peerVersion,
        limit: 0.1,
        unit: 'us',
      },
    ];
  };
  return [...against(1, 'BFGS'), ...against(2, 'L-BFGS-B')];
}

type Side = readonly (readonly Run[])[];

/** Microseconds a gradient outside of the function. */
function ownTime(side: Side): number {
  const runs = side.flat();
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  return (1e6 * seconds) / runs.reduce((sum, run) => sum + run.count, 0);
}

function inTheMiddle(sides: readonly Side[]): Side {
  return [...sides].sort((a, b) => ownTime(a) - ownTime(b))[sides.length >> 1]!;
}

function ourRuns(): Side {
  return moreGarbowHillstrom.map((problem) =>
    factors.map((factor) => {
      const f = sumOfSquaresWithGradient(problem);
      const falls: [number, number][] = [];
      let [count, best, outside] = [0, Number.POSITIVE_INFINITY, 0];
      const counted = (x: Float64Array) => {
        const begin = performance.now();
        const answer = f(x);
        count++;
        if (answer.value < best) {
          best = answer.value;
          falls.push([count, best]);
        }
        outside += performance.now() - begin;
        return answer;
      };
      const begin = performance.now();
      minimize(counted, problem.start(factor), { tolerance: 1e-10, stop: evaluations(most) });
      return { falls, count, seconds: (performance.now() - begin - outside) / 1000 };
    }),
  );
}
