import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { anyOf, bobyqa, cmaEs, evaluations, minimize, target } from 'zeroth';
import { moreGarbowHillstrom, sumOfSquares } from 'zeroth/testing';
import { type Measurement, median } from './measure.js';

const sum = (terms: Float64Array): number => terms.reduce((total, v) => total + v, 0);
const functions = {
  sphere: (x: Float64Array) => sum(x.map((v) => v * v)),
  ellipsoid: (x: Float64Array) => sum(x.map((v, i) => 10 ** ((6 * i) / (x.length - 1)) * v * v)),
  Rosenbrock: (x: Float64Array) => sum(x.subarray(1).map((v, i) => 100 * (v - x[i]! * x[i]!) ** 2 + (1 - x[i]!) ** 2)),
};

/** Medians of pycma 4.5 over 11 seeds, σ = 0.5, in 5, 10 and 20 dimensions: recorded, it is not in Debian. */
const pycma = [
  { name: 'sphere', start: 1, medians: [624, 1360, 2507] },
  { name: 'ellipsoid', start: 1, medians: [1432, 3917, 12782] },
  { name: 'Rosenbrock', start: 0, medians: [1580, 4872, 16119] },
] as const;

/** Values, not time: what CMA-ES and BOBYQA need. NLopt minimises the very same functions, asked through a pipe. */
export function benchDerivativeFree(say: (line: string) => void): readonly Measurement[] {
  const rows: Measurement[] = [];
  for (const { name, start, medians } of pycma)
    [5, 10, 20].forEach((n, k) => {
      const counts = Array.from({ length: 11 }, (_, seed) => {
        const stop = anyOf(target(1e-8), evaluations(100_000));
        const x0 = new Float64Array(n).fill(start);
        const result = minimize(functions[name], x0, { method: cmaEs({ deviation: 0.5 }), seed, stop });
        return result.reason === 'target' ? result.queries.values! : Infinity;
      });
      rows.push({
        name: `CMA-ES to 1e-8, ${name}, n = ${n}`,
        ours: median(counts),
        peer: medians[k]!,
        peerVersion: 'pycma 4.5',
        limit: 1.1,
        unit: 'values',
      });
    });
  const peer = nloptCounts();
  if (peer === undefined) say('NLopt is not there: apt-get install python3-nlopt');
  else rows.push(...againstNlopt(peer, say));
  return rows;
}

interface NloptCounts {
  readonly version: string;
  readonly counts: readonly (number | null)[];
}

function nloptCounts(): NloptCounts | undefined {
  const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const server = file('./more-garbow-hillstrom-server.js');
  const script = file('../src/nlopt-more-garbow-hillstrom.py');
  const { status, stdout } = spawnSync('/usr/bin/python3', [script, process.execPath, server], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as NloptCounts) : undefined;
}

function againstNlopt({ version, counts }: NloptCounts, say: (line: string) => void): readonly Measurement[] {
  let [logarithm, both, ourSolved, theirSolved] = [0, 0, 0, 0];
  moreGarbowHillstrom.forEach((problem, k) => {
    if (problem.n > 12) return;
    const least = problem.minima[0]!;
    const goal = least + 1e-6 * Math.max(1, Math.abs(least));
    const stop = anyOf(target(goal), evaluations(3000));
    const result = minimize(sumOfSquares(problem), problem.start(), { method: bobyqa(), stop });
    const ours = result.value <= goal ? result.queries.values! : undefined;
    const theirs = counts[k] ?? undefined;
    say(`  ${problem.name}, n = ${problem.n}: ${ours ?? 'not'}, NLopt ${theirs ?? 'not'}`);
    if (ours !== undefined) ourSolved++;
    if (theirs !== undefined) theirSolved++;
    if (ours === undefined || theirs === undefined) return;
    logarithm += Math.log(ours / theirs);
    both++;
  });
  const peerVersion = `NLopt ${version} BOBYQA`;
  return [
    {
      name: `BOBYQA to 1e-6, ${both} of Moré, Garbow, Hillstrom, n ≤ 12 (geometric mean)`,
      ours: Math.exp(logarithm / both),
      peer: 1,
      peerVersion,
      limit: 1,
      unit: 'values ratio',
    },
    {
      name: 'BOBYQA, problems not solved with 3000 values',
      ours: 35 - ourSolved,
      peer: 35 - theirSolved,
      peerVersion,
      limit: 1,
      unit: 'problems',
    },
  ];
}
