import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileJournal } from '@zeroth/node';
import { Command } from 'commander';
import { ZerothError } from 'zeroth';
import { type Choices, choicesOf, listedChoices } from '../choose/choices.js';
import { dialogue } from '../choose/dialogue.js';
import type { Context } from '../context.js';
import { paintFor } from '../paint.js';
import { countValue, positiveCountValue } from '../values.js';
import { withExamples } from './examples.js';

interface Flags {
  readonly candidate?: readonly string[];
  readonly questions?: number;
  readonly journal?: string;
  readonly seed: number;
  readonly json?: boolean;
}

/** `zeroth choose`: a person is the oracle. */
export function chooseCommand(context: Context): Command {
  const command = new Command('choose')
    .summary('find what you like best, two candidates at a time')
    .description(
      'Shows two candidates at a time and asks which is better, until the best is found. Candidates are a JSON list, a ' +
        'module that exports candidates, or --candidate options. A module that exports x0 (numbers, maybe with bounds and ' +
        'show) is searched: each question shows a change of what you liked best. Answers are kept as they come, so that ' +
        'the same command goes on where you stopped.',
    )
    .argument('[file]', '.json, .mjs or .js; .ts where Node loads it (22.18 or later)')
    .option('-c, --candidate <text...>', 'candidates, in place of a file')
    .option('--questions <number>', 'stop after this many answers, earlier ones included', positiveCountValue)
    .option('--journal <file>', 'where answers are kept (default: runs/choose-NAME.journal)')
    .option('--seed <number>', 'other directions of a search', countValue, 0)
    .option('--json', 'print JSON')
    .action((file: string | undefined, flags: Flags) => choose(context, file, flags));
  return withExamples(command, [
    ['zeroth choose -c sans serif mono', 'The best of three, in two questions'],
    ['zeroth choose names.json', 'The best of a list'],
    ['zeroth choose page.mjs --questions 30', 'Numbers that suit you: export const x0 = { size: 12, spacing: 1.4 }'],
  ]);
}

async function choose({ io }: Context, file: string | undefined, flags: Flags): Promise<void> {
  const choices = await choicesFrom(file, flags.candidate);
  const path = flags.journal ?? join('runs', `choose-${choices.name}.journal`);
  await mkdir(dirname(path), { recursive: true });
  const journal = fileJournal(path);
  try {
    const most = flags.questions ?? Infinity;
    const { best, answers, finished } = await dialogue(choices, io, { journal, path, seed: flags.seed, most });
    const { bold } = paintFor(io.out);
    const plain = best === undefined ? null : choices.plain(best);
    await io.out.write(
      flags.json
        ? `${JSON.stringify({ best: plain, answers, finished, journal: path }, null, 2)}\n`
        : `\n${finished ? 'best' : 'best so far'}: ${bold(best === undefined ? 'nothing was asked' : choices.show(best))}\n`,
    );
    if (!finished) await io.err.write(`The answers are kept in ${path}: the same command goes on from them.\n`);
  } finally {
    journal.close();
  }
}

async function choicesFrom(file: string | undefined, named: readonly string[] | undefined): Promise<Choices> {
  if (file !== undefined && named !== undefined)
    throw new ZerothError('usage', 'Give candidates by a file or by --candidate, not by both.', file);
  if (named !== undefined) return listedChoices(named, 'options');
  if (file !== undefined) return choicesOf(file);
  throw new ZerothError('usage', 'What is to be chosen from? Name a file, or candidates with --candidate.', undefined);
}
