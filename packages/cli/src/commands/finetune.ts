import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ZerothError } from 'zeroth';
import { comparisonSummary } from '../comparison-summary.js';
import type { Context } from '../context.js';
import { finetuneProgress } from '../finetune-progress.js';
import { oneLine } from '../format.js';
import { interruptible } from '../interrupt.js';
import { finetuneMethods } from '../method-list.js';
import { newRunFolder } from '../run-folder.js';
import { runSummary } from '../run-summary.js';
import type { FinetuneOptions } from '../train.js';
import { countValue, listValue, numberValue, positiveCountValue, positiveValue } from '../values.js';
import { withExamples } from './examples.js';

type Flags = Omit<FinetuneOptions, 'model' | 'data' | 'resume' | 'signal' | 'onEvent'> & {
  readonly resume?: string;
  readonly compare?: readonly string[];
  readonly json?: boolean;
};

/** `zeroth finetune`: tunes a model by forward passes alone. */
export function finetuneCommand(context: Context): Command {
  const command = new Command('finetune')
    .summary('tune a text model on your data by forward passes alone')
    .description(
      'Tunes a text model into a classifier of your data by forward passes alone, in stages, and leaves a run folder ' +
        'with the report, the delta to the base model and a journal from which it can be resumed after any stop.',
    )
    .argument('[model]', '"use-lite", or a folder with model.onnx and tokenizer.json')
    .argument('[data]', '"spam-assassin", or a .csv, .jsonl or .parquet file')
    .optionsGroup('What is tuned, and how long:')
    .option(
      '--stages <names>',
      'what to tune, a stage each: head, all, norms, biases, lora, prefix or name patterns (default: head,all)',
      listValue,
    )
    .option('--steps <count>', 'the most steps of a stage', positiveCountValue)
    .option('--seconds <time>', 'the most seconds a stage tunes', positiveValue)
    .option(
      '--objective <name>',
      'crossEntropy, accuracy, f1, "cost(fp=10,fn=1)", or the path of a module (default: crossEntropy)',
    )
    .option('--seed <number>', 'decides the split, the batches and the perturbations (default: 0)', countValue)
    .optionsGroup('The method:')
    .addOption(
      new Option(
        '--method <name>',
        'forward-only method (default: mezo), or one that trains by backpropagation: "zeroth methods" tells of each',
      ).choices(finetuneMethods),
    )
    .addOption(
      new Option(
        '--compare <methods>',
        'run these methods with the same data, seed and budget, and report on both, as in mezo,adamw',
      )
        .argParser(listValue)
        .conflicts(['method', 'learningRate']),
    )
    .addOption(
      new Option('--update <form>', "form of MeZO's update (default: sgd)").choices([
        'sgd',
        'momentum',
        'adam',
        'sign',
      ]),
    )
    .option('--batch <texts>', 'texts in a batch', positiveCountValue)
    .option('--learning-rate <number>', 'learning rate', positiveValue)
    .option('--radius <number>', 'size of a perturbation', positiveValue)
    .option('--directions <count>', 'perturbations a step', positiveCountValue)
    .addOption(
      new Option('--law <name>', 'law of the perturbations').choices([
        'rademacher',
        'gaussian',
        'nearGaussian',
        'sphere',
      ]),
    )
    .addOption(new Option('--schedule <name>', 'how the learning rate falls').choices(['constant', 'linear', 'cosine']))
    .option('--weight-decay <number>', 'weight decay, not of biases and norms', numberValue)
    .optionsGroup('The data:')
    .option('--text <column>', 'column of the texts (default: text)')
    .option('--label <column>', 'column of the labels (default: label)')
    .option('--limit <count>', 'the most examples that are read', positiveCountValue)
    .option('--max-tokens <count>', 'tokens of a text that the head stage reads', positiveCountValue)
    .option('--stage-tokens <count>', 'tokens of a text that the other stages read', positiveCountValue)
    .optionsGroup('The run:')
    .option('--folder <path>', 'the run folder (default: a new one in runs/)')
    .option('--resume <folder>', 'go on with the run in this folder; needs nothing else')
    .option('--threads <count>', "threads of the model's runtime", positiveCountValue)
    .option('--cache <folder>', 'folder for converted models')
    .option('--json', 'print report.json, and nothing else, on standard output')
    .action((model: string | undefined, data: string | undefined, flags: Flags) =>
      finetune(context, model, data, flags),
    );
  return withExamples(command, [
    ['zeroth finetune use-lite spam-assassin', 'A spam filter from real mails, in about four minutes'],
    ['zeroth finetune use-lite mails.csv --text body --label folder --stages head', 'Your own mails, the head only'],
    [
      "zeroth finetune use-lite mails.jsonl --objective 'cost(fp=10,fn=1)'",
      'A good mail lost is ten times worse than spam let through',
    ],
    ['zeroth finetune use-lite spam-assassin --compare mezo,adamw --seconds 60', 'With and without gradients'],
    ['zeroth finetune --resume runs/use-lite-spam-assassin-0', 'Go on after a stop'],
    ['zeroth finetune use-lite spam-assassin --json > report.json', 'For another program'],
  ]);
}

async function finetune(
  context: Context,
  model: string | undefined,
  data: string | undefined,
  flags: Flags,
): Promise<void> {
  const { io } = context;
  const options = finetuneOptions(model, data, flags);
  const { compare: methods } = flags;
  const { folder } = options;
  const resumeLine = `zeroth finetune --resume ${folder}`;
  const { show, status } = finetuneProgress(io);
  const train = await context.loadTrain();
  const compares = methods !== undefined || (options.resume === true && train.isComparison(folder));
  const compare = (signal: AbortSignal) =>
    train.compareMethods({ ...options, methods: methods ?? [], signal, onEvent: show });
  const run = (signal: AbortSignal) => train.finetune({ ...options, signal, onEvent: show });
  const untilStopped = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    interruptible(
      {
        onFirst: () => status.print('stopping when what is done is kept (Ctrl-C once more to stop at once)'),
        onSecond: () => {
          status.end();
          // Before the first step there is nothing that could be resumed.
          const begun = ['run.json', 'comparison.json'].some((name) => existsSync(join(folder, name)));
          const told = begun ? `go on with: ${resumeLine}` : 'nothing was done yet';
          void io.err.write(`zeroth: stopped; ${told}\n`);
        },
      },
      work,
    ).finally(() => status.end());
  if (compares) {
    const comparison = await untilStopped(compare);
    if (flags.json) return io.out.write(`${JSON.stringify(comparison, null, 2)}\n`);
    return io.out.write(`${comparisonSummary(comparison, folder, train.comparisonTable(comparison))}\n`);
  }
  const report = await untilStopped(run);
  if (flags.json) return io.out.write(`${JSON.stringify(report, null, 2)}\n`);
  await io.out.write(`${runSummary(report, folder, train.reportTable(report), io.out)}\n`);
}

function finetuneOptions(
  model: string | undefined,
  data: string | undefined,
  flags: Flags,
): FinetuneOptions & { readonly folder: string } {
  const { resume, json: _, compare, ...rest } = flags;
  if (resume !== undefined) {
    const given = [model, data].filter((argument) => argument !== undefined);
    const more = [
      ...given.map((argument) => `"${oneLine(argument)}"`),
      ...Object.keys({ ...rest, ...(compare && { compare }) }).map((name) => `the option ${name}`),
    ];
    if (more.length > 0) {
      throw new ZerothError(
        'usage',
        `A run is resumed as it began: leave out ${more.join(', ')}, or start a new run without --resume.`,
      );
    }
    return { model: '', data: '', folder: resume, resume: true };
  }
  if (model === undefined || data === undefined) {
    const missing = model === undefined ? 'a model and data' : 'data';
    throw new ZerothError(
      'usage',
      `finetune needs ${missing}, as in: zeroth finetune ${oneLine(model ?? 'use-lite')} spam-assassin`,
    );
  }
  return { ...rest, model, data, folder: rest.folder ?? newRunFolder(model, data, rest.seed ?? 0) };
}
