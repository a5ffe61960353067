import { Command, Option } from 'commander';
import type { Context } from '../context.js';
import { finetuneProgress } from '../finetune-progress.js';
import { formatCount, formatSeconds, formatTable, oneLine } from '../format.js';
import type { EvaluateOptions, ModelEvaluation } from '../train.js';
import { countValue, positiveCountValue } from '../values.js';
import { withExamples } from './examples.js';

type Flags = Omit<EvaluateOptions, 'model' | 'data' | 'onEvent'> & { readonly json?: boolean };

/** `zeroth evaluate`: scores a tuned model. */
export function evaluateCommand(context: Context): Command {
  const command = new Command('evaluate')
    .summary('score a tuned model on data')
    .description('Scores a tuned model on texts with labels: accuracy, F1, cross-entropy and the confusion matrix.')
    .argument('<model>', 'a run folder, or a folder that "zeroth apply" wrote')
    .argument('<data>', '"spam-assassin", or a .csv, .jsonl or .parquet file')
    .addOption(
      new Option('--part <name>', 'which texts count (default: test)').choices(['train', 'validation', 'test', 'all']),
    )
    .option('--seed <number>', "seed of the split (default: the run's, else 0)", countValue)
    .option('--text <column>', 'column of the texts (default: text)')
    .option('--label <column>', 'column of the labels (default: label)')
    .option('--limit <count>', 'the most examples that are read', positiveCountValue)
    .option('--threads <count>', "threads of the model's runtime", positiveCountValue)
    .option('--cache <folder>', 'folder for converted models')
    .option('--json', 'print one JSON object')
    .action((model: string, data: string, flags: Flags) => evaluate(context, model, data, flags));
  return withExamples(command, [
    ['zeroth evaluate runs/use-lite-spam-assassin-0 spam-assassin', 'The test part of the run once more'],
    [
      'zeroth evaluate runs/use-lite-spam-assassin-0 new-mails.csv --part all',
      'All of a file that the run has not seen',
    ],
    ['zeroth evaluate tuned new-mails.csv --part all --json', 'For another program'],
  ]);
}

async function evaluate(
  { io, loadTrain }: Context,
  model: string,
  data: string,
  { json, ...rest }: Flags,
): Promise<void> {
  const { show, status } = finetuneProgress(io);
  const train = await loadTrain();
  const evaluation = await train.evaluateModel({ ...rest, model, data, onEvent: show }).finally(() => status.end());
  await io.out.write(json ? `${JSON.stringify(evaluation, null, 2)}\n` : `${describe(evaluation)}\n`);
}

function describe({ data, scores, confusion, seconds }: ModelEvaluation): string {
  const classes = data.classes.map(oneLine);
  // √(p (1 − p) / n), the standard error of a proportion.
  const error = Math.sqrt((scores.accuracy * (1 - scores.accuracy)) / data.texts);
  const matrix = [
    ['is, taken for', ...classes],
    ...confusion.map((counts, truth) => [classes[truth] ?? '', ...counts.map(formatCount)]),
  ];
  return [
    `${formatCount(data.texts)} texts of ${oneLine(data.name)} (${data.part}), ${formatSeconds(seconds)}`,
    `accuracy ${scores.accuracy.toFixed(3)} ± ${error.toFixed(3)}  F1 ${scores.f1.toFixed(3)}  cross-entropy ${scores.crossEntropy.toFixed(3)}`,
    '',
    formatTable(
      matrix,
      classes.map((_, c) => c + 1),
    ),
  ].join('\n');
}
