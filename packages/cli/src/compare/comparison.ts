import { ZerothError } from 'zeroth';
import { type Candidate, candidatesOf } from './candidates.js';
import type { Problem } from './problem.js';
import { dataProfiles, evaluationsTo, median, type Profile, performanceProfiles } from './profiles.js';
import { type Run, race } from './race.js';
import { startNear } from './starts.js';

/** How methods are compared. */
export interface ComparisonOptions {
  readonly methods: readonly string[] | undefined;
  /** Starts near each start of the module, itself included; each has the seed of its number. */
  readonly seeds: number;
  /** Most evaluations of each run. */
  readonly budget: number;
  readonly seconds: number | undefined;
  /** τ of the convergence test. */
  readonly accuracy: number;
  /** Called before each run. */
  readonly onRun?: (method: string, done: number, total: number) => void;
}

/** One method's part of a comparison. */
export interface Standing {
  readonly method: string;
  /** Instances that it solved. */
  readonly solved: number;
  /** Median of the evaluations to the accuracy, over all instances; Infinity where half were not solved. */
  readonly evaluations: number;
  readonly bestValue: number;
  readonly medianValue: number;
  /** How its runs ended, with how many each. */
  readonly endings: Readonly<Record<string, number>>;
  /** The first message of a run that failed. */
  readonly failure: string | undefined;
  readonly runs: readonly Run[];
  readonly performance: Profile;
  readonly data: Profile;
}

/** What came of a comparison. */
export interface Comparison {
  readonly problem: string;
  readonly variables: number;
  readonly instances: number;
  /** Starts where no value was finite: they are left out. */
  readonly unusable: number;
  /** The least value that any run found. */
  readonly least: number;
  readonly accuracy: number;
  readonly budget: number;
  /** Best first: by the instances solved, then by the evaluations. */
  readonly standings: readonly Standing[];
}

/**
 * Runs methods from the same starts with the same budget.
 *
 * @throws ZerothError `comparison-failed` where no run gave a finite value
 */
export async function compareMethods(problem: Problem, options: ComparisonOptions): Promise<Comparison> {
  const candidates = candidatesOf(problem, options.methods);
  const rows: Run[][] = [];
  const total = problem.starts.length * options.seeds * candidates.length;
  let done = 0;
  for (const start of problem.starts)
    for (let seed = 0; seed < options.seeds; seed++) {
      const runs: Run[] = [];
      for (const candidate of candidates) {
        options.onRun?.(candidate.name, done++, total);
        const limits = { evaluations: options.budget, seconds: options.seconds, seed };
        runs.push(await race(problem, candidate, startNear(start, seed), limits));
      }
      rows.push(runs);
    }
  return comparisonOf(problem, candidates, rows, options);
}

function comparisonOf(
  problem: Problem,
  candidates: readonly Candidate[],
  rows: readonly (readonly Run[])[],
  { accuracy, budget }: ComparisonOptions,
): Comparison {
  const usable = rows.filter((runs) => runs.some(({ first }) => Number.isFinite(first)));
  const least = Math.min(...usable.flatMap((runs) => runs.map(({ best }) => best)).filter(Number.isFinite));
  if (usable.length === 0)
    throw new ZerothError(
      'comparison-failed',
      `No run gave a finite value: ${rows[0]?.[0]?.message ?? 'there was none'}`,
      problem.name,
    );
  const costs = usable.map((runs) => {
    const first = runs.find((run) => Number.isFinite(run.first))!.first;
    return runs.map((run) => evaluationsTo(run, first, least, accuracy));
  });
  const variables = countNumbers(problem.starts[0]);
  const performance = performanceProfiles(costs);
  const data = dataProfiles(costs, variables);
  const standings = candidates.map(({ name }, m): Standing => {
    const runs = usable.map((row) => row[m]!);
    const own = costs.map((row) => row[m]!);
    const values = runs.map(({ best }) => (Number.isFinite(best) ? best : Infinity));
    return {
      method: name,
      solved: own.filter((cost) => cost < Infinity).length,
      evaluations: median(own),
      bestValue: Math.min(...values),
      medianValue: median(values),
      endings: countsOf(runs.map(({ reason }) => reason)),
      failure: runs.find(({ reason }) => failures.has(reason))?.message,
      runs,
      performance: performance[m]!,
      data: data[m]!,
    };
  });
  standings.sort(
    (a, b) => b.solved - a.solved || order(a.evaluations, b.evaluations) || order(a.medianValue, b.medianValue),
  );
  return {
    problem: problem.name,
    variables,
    instances: usable.length,
    unusable: rows.length - usable.length,
    least,
    accuracy,
    budget,
    standings,
  };
}

const failures: ReadonlySet<string> = new Set(['refused', 'function-threw', 'unbounded', 'not-finite', 'no-progress']);

/** What to take, and why, in a sentence or two. */
export function verdictOf({ standings, instances, accuracy, budget }: Comparison): string {
  const [first, second] = standings;
  if (first === undefined) return 'There is nothing to compare.';
  const unbounded = standings.filter(({ endings }) => 'unbounded' in endings).map(({ method }) => method);
  if (unbounded.length > 0)
    return `The values fall without a limit (${unbounded.join(', ')}): check the sign of f, or export bounds.`;
  const solved = ({ solved }: Standing): string => `${solved} of ${instances}`;
  const took = first.evaluations < Infinity ? `, at the median in ${first.evaluations} evaluations` : '';
  const start = `Take ${first.method}: it left at most ${shortShare(accuracy)} of f(x0) − least f on ${solved(first)} ${instances === 1 ? 'start' : 'starts'}${took}`;
  const rest =
    second === undefined
      ? '.'
      : `; ${second.method}, the next, on ${solved(second)}${second.evaluations < Infinity ? ` in ${second.evaluations}` : ''}.`;
  const close =
    second !== undefined && second.solved === first.solved && second.evaluations < 1.2 * first.evaluations
      ? ' These two are close: more starts (--seeds) would tell them apart.'
      : '';
  const few = instances < 5 ? ' So few starts say little: --seeds 10 says more.' : '';
  const none =
    first.solved < instances
      ? ` It failed on ${instances - first.solved}: a larger --budget than ${budget}, or a global method, may help.`
      : '';
  return `${start}${rest}${none}${close}${few}`;
}

/** 1e-5, not 0.00001. */
export function shortShare(share: number): string {
  return share < 1e-2 ? share.toExponential() : String(share);
}

function countsOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Infinite numbers have no difference. */
function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function countNumbers(part: unknown): number {
  if (typeof part === 'number') return 1;
  if (typeof part !== 'object' || part === null) return 0;
  return part instanceof Float64Array
    ? part.length
    : Object.values(part).reduce<number>((n, p) => n + countNumbers(p), 0);
}
