import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { ZerothError } from 'zeroth';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { formatNumber, formatSeconds, formatTable } from '../format.js';
import type { Io } from '../io.js';
import { paintFor } from '../paint.js';
import type { Reproduction, Reproductions } from '../reproductions.js';
import { countValue, positiveCountValue } from '../values.js';
import { withExamples } from './examples.js';

interface Flags {
  readonly seed?: number;
  readonly full?: boolean;
  readonly output?: string;
  readonly json?: boolean;
}

/** `zeroth reproduce`: checks a paper's claims. */
export function reproduceCommand(context: Context): Command {
  const command = new Command('reproduce')
    .summary("check papers' claims by running their methods")
    .description(
      'Without a row, lists the papers whose claims can be checked. With one, runs its method at the scale of a laptop and ' +
        'prints each claim, what was measured, and the verdict. The exit code is 1 when a check fails.',
    )
    .argument('[row]', 'number of the paper in the list', positiveCountValue)
    .option('--seed <number>', 'other random draws (default: 0)', countValue)
    .option('--full', 'the larger scale, which takes longer')
    .option('-o, --output <folder>', 'where result.json and plot.svg go (default: runs/row-N-seed-S)')
    .option('--json', 'print JSON')
    .action((row: number | undefined, flags: Flags) => reproduce(context, row, flags));
  return withExamples(command, [
    ['zeroth reproduce', 'What there is'],
    ['zeroth reproduce 4 --seed 7', 'The claims of row 4, with other draws'],
    ['zeroth reproduce 4 --json', 'For another program'],
  ]);
}

async function reproduce(
  context: Context,
  row: number | undefined,
  { seed = 0, full = false, output, json = false }: Flags,
): Promise<void> {
  const { io } = context;
  const reproductions = await context.loadReproductions();
  if (row === undefined) return list(io, reproductions, json);
  const title = reproductions.listReproductions().find((candidate) => candidate.row === row)?.title;
  if (title === undefined) {
    throw new ZerothError(
      'no-such-row',
      `There is no reproduction of row ${row}: "zeroth reproduce" lists those that there are.`,
      row,
    );
  }
  await io.err.write(`row ${row}: ${title} (seed ${seed}) …\n`);
  const result = await reproductions.reproduce(row, { seed, full });
  const folder = output ?? join('runs', `row-${row}-seed-${seed}`);
  const { svg, ...rest } = result;
  const text = `${JSON.stringify(rest, null, 2)}\n`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'result.json'), text);
  if (svg !== undefined) await writeFile(join(folder, 'plot.svg'), svg);
  await io.out.write(json ? text : `${describe(result, io)}\n`);
  if (!json) await io.err.write(`written: ${folder}\n`);
  if (!result.pass) context.exitWith(exitCodes.failed);
}

async function list(io: Io, { listReproductions }: Reproductions, json: boolean): Promise<void> {
  const rows = listReproductions();
  if (json) return io.out.write(`${JSON.stringify(rows, null, 2)}\n`);
  await io.out.write(
    `${formatTable(
      rows.map(({ row, title }) => [String(row), title]),
      [0],
    )}\n`,
  );
  await io.err.write('Run one with: zeroth reproduce <row>\n');
}

function describe({ title, checks, pass, seconds, row, seed }: Reproduction, { out }: Io): string {
  const { bold, green, red } = paintFor(out);
  const shown = (value: string | number): string => (typeof value === 'number' ? formatNumber(value) : value);
  return [
    bold(`${row} ${title}`),
    ...checks.flatMap((check) => [
      `${check.pass ? green('pass') : red('FAIL')}  ${check.claim}`,
      `      expected ${shown(check.expected)}, measured ${shown(check.measured)}`,
    ]),
    `${checks.filter((check) => check.pass).length} of ${checks.length} checks passed at seed ${seed}, ${formatSeconds(seconds)}: ${pass ? green('pass') : red('FAIL')}`,
  ].join('\n');
}
