import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { anyOf, cmaEs, evaluations, minimize, target } from 'zeroth';
import { random } from 'zeroth/random';
import { type BlackBoxProblem, blackBoxCount, blackBoxProblem } from 'zeroth/testing';
import type { Measurement } from './measure.js';

/** Distances from the least value that count, 100 to 1e-8, five a decade. */
const targets = Array.from({ length: 51 }, (_, i) => 10 ** (2 - i / 5));

export const variables = 10;
export const budget = 10_000 * variables;
/** Step size at the start, on a box of length 10. */
export const deviation = 2;

/** The problems, in the order of both sides' results. */
export function blackBoxProblems(instances = 1): readonly BlackBoxProblem[] {
  return Array.from({ length: blackBoxCount * instances }, (_, k) =>
    blackBoxProblem((k % blackBoxCount) + 1, variables, Math.floor(k / blackBoxCount) + 1),
  );
}

/** Where both sides begin on problem k. */
export function startOf(k: number): Float64Array {
  return random(k, 1)
    .fillUniform(new Float64Array(variables))
    .map((u) => 8 * u - 4);
}

/**
 * Targets that CMA-ES with two populations reaches on the 24 black-box functions with 10^4 values a variable, against
 * the Python package that does the same. Takes a quarter of an hour, so it runs only when it is named.
 */
export function benchBlackBox(say: (line: string) => void): readonly Measurement[] {
  const problems = blackBoxProblems();
  const stop = (least: number) => anyOf(target(least + 1e-8), evaluations(budget));
  const ours = problems.map(({ f, least }, k) => {
    const method = cmaEs({ deviation, restarts: 'bipop', mostRestarts: 100 });
    return minimize(f, startOf(k), { method, seed: k, stop: stop(least) }).value - least;
  });
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const script = file('../src/cmaes-black-box.py');
  const { status, stdout, stderr } = spawnSync(
    '/usr/bin/python3',
    [script, process.execPath, file('./black-box-server.js')],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    say(`cmaes (apt install python3-cmaes): ${stderr?.trim().split('\n').at(-1) ?? 'no Python'}`);
    return [];
  }
  const peer: { readonly version: string; readonly gaps: readonly number[] } = JSON.parse(stdout);
  const missed = (gaps: readonly number[]) =>
    gaps.reduce((sum, gap) => sum + targets.filter((level) => !(gap <= level)).length, 0);
  problems.forEach(({ number, name }, k) => {
    say(`  ${number} ${name}: ${ours[k]!.toExponential(1)}, cmaes ${peer.gaps[k]!.toExponential(1)}`);
  });
  return [
    {
      name: `black-box targets missed, of ${targets.length * problems.length}, n = ${variables}, ${budget} values`,
      ours: missed(ours),
      peer: missed(peer.gaps),
      peerVersion: `cmaes ${peer.version}, BIPOP`,
      limit: 1,
      unit: 'targets',
    },
  ];
}
