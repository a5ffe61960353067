import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type Comparison, compareMethods, type Standing, shortShare, verdictOf } from '../compare/comparison.js';
import { comparisonPage } from '../compare/page.js';
import { loadProblem } from '../compare/problem.js';
import type { Context } from '../context.js';
import { formatCount, formatTable } from '../format.js';
import { paintFor } from '../paint.js';
import { statusLine } from '../status-line.js';
import { fractionValue, listValue, positiveCountValue, positiveValue } from '../values.js';
import { withExamples } from './examples.js';

interface Flags {
  readonly methods?: readonly string[];
  readonly seeds: number;
  readonly budget: number;
  readonly seconds?: number;
  readonly accuracy: number;
  readonly output: string;
  readonly json?: boolean;
}

/** `zeroth compare`: methods on the user's own function. */
export function compareCommand(context: Context): Command {
  const command = new Command('compare')
    .summary('run methods on your own function and say which to take')
    .description(
      'Runs methods on the function of a module, from the same starts and with the same budget, and says which to take ' +
        'and why. The module exports f (or a default): a function that returns a number or { value, gradient }, or an ' +
        'oracle; x0, or several in starts; and maybe gradient, bounds and methods ({ mine: lbfgs({ memory: 3 }) }).',
    )
    .argument('<module>', '.mjs or .js; .ts where Node loads it (22.18 or later)')
    .option('--methods <names>', 'methods, with commas between (default: what suits the function)', listValue)
    .option('--seeds <number>', 'starts near each start, itself included', positiveCountValue, 5)
    .option('--budget <evaluations>', 'most evaluations of each run', positiveCountValue, 2000)
    .option('--seconds <number>', 'most seconds of each run', positiveValue)
    .option('--accuracy <share>', 'a run has solved f when this share of f(x0) − least f is left', fractionValue, 1e-5)
    .option('-o, --output <file>', 'where the page goes', 'compare.html')
    .option('--json', 'print JSON')
    .action((file: string, flags: Flags) => compare(context, file, flags));
  return withExamples(command, [
    ['zeroth compare problem.mjs', 'The methods that suit what the function answers'],
    ['zeroth compare problem.mjs --methods bfgs,nelderMead,cmaEs --seeds 20', 'Some methods, from twenty starts'],
    ['zeroth compare problem.mjs --json', 'For another program'],
  ]);
}

async function compare({ io }: Context, file: string, flags: Flags): Promise<void> {
  const problem = await loadProblem(file);
  const status = statusLine(io.err);
  let comparison: Comparison;
  try {
    comparison = await compareMethods(problem, {
      methods: flags.methods,
      seeds: flags.seeds,
      budget: flags.budget,
      seconds: flags.seconds,
      accuracy: flags.accuracy,
      onRun: (method, done, total) => status.update(() => `${method}: run ${done + 1} of ${total}`),
    });
  } finally {
    status.end();
  }
  const verdict = verdictOf(comparison);
  await writeFile(flags.output, comparisonPage(comparison, verdict));
  await io.out.write(flags.json ? `${jsonOf(comparison, verdict)}\n` : `${describe(comparison, verdict, io.out)}\n`);
  if (!flags.json) await io.err.write(`written: ${flags.output}\n`);
}

function jsonOf({ standings, ...comparison }: Comparison, verdict: string): string {
  const listed = standings.map(({ runs, ...standing }) => ({
    ...standing,
    runs: runs.map(({ improvements, ...run }) => run),
  }));
  return JSON.stringify({ ...comparison, verdict, standings: listed }, null, 2);
}

function describe(comparison: Comparison, verdict: string, out: Context['io']['out']): string {
  const { bold, faint } = paintFor(out);
  const { problem, variables, instances, unusable, budget, accuracy, standings } = comparison;
  const rows = standings.map((standing) => rowOf(standing, comparison));
  const table = formatTable(
    [['method', 'solved', 'evaluations', 'best value', 'median value', 'ended'], ...rows],
    [1, 2, 3, 4],
  );
  const failures = standings.flatMap(({ method, failure }) => (failure === undefined ? [] : [`${method}: ${failure}`]));
  return [
    bold(`${problem}: ${variables} variables, ${instances} starts, ${formatCount(budget)} evaluations each`),
    ...(unusable > 0 ? [`${unusable} starts are left out: f is not finite there.`] : []),
    table,
    faint(`solved: at most ${shortShare(accuracy)} of f(x0) − least f is left; evaluations: the median to there`),
    ...failures,
    '',
    bold(verdict),
  ].join('\n');
}

function rowOf(
  { method, solved, evaluations, bestValue, medianValue, endings }: Standing,
  { instances }: Comparison,
): string[] {
  return [
    method,
    `${solved}/${instances}`,
    evaluations < Infinity ? String(evaluations) : '—',
    shortNumber(bestValue),
    shortNumber(medianValue),
    Object.entries(endings)
      .map(([reason, count]) => (count === instances ? reason : `${reason} ${count}`))
      .join(', '),
  ];
}

function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : '—';
}
