import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { Command } from 'commander';
import { ZerothError } from 'zeroth';
import type { Context } from '../context.js';
import { oneLine } from '../format.js';
import type { Io } from '../io.js';
import { jsonTexts } from '../json-texts.js';
import { linesOf } from '../lines.js';
import { positiveCountValue } from '../values.js';
import { withExamples } from './examples.js';

interface Flags {
  readonly jsonl?: boolean;
  readonly text?: string;
  readonly batch?: number;
  readonly threads?: number;
  readonly cache?: string;
  readonly json?: boolean;
}

/** `zeroth predict`: labels texts. */
export function predictCommand(context: Context): Command {
  const command = new Command('predict')
    .summary('label texts with a tuned model')
    .description(
      'Labels texts from a file or from standard input, one a line or as JSON lines. Prints a line for each text, in order: ' +
        'the label, a tab, and its probability.',
    )
    .argument('<model>', 'a run folder, or a folder that "zeroth apply" wrote')
    .argument('[file]', 'texts, one a line; .jsonl and .ndjson files have an object a line (default: standard input)')
    .option('--jsonl', 'read JSON lines, whatever the name of the file')
    .option('--text <field>', 'field of a JSON line with the text (default: text)')
    .option('--batch <texts>', 'texts that are classified at once; 1 when they are typed', positiveCountValue)
    .option('--threads <count>', "threads of the model's runtime", positiveCountValue)
    .option('--cache <folder>', 'folder for converted models')
    .option('--json', 'print a JSON object a line')
    .action((model: string, file: string | undefined, flags: Flags) => predict(context, model, file, flags));
  return withExamples(command, [
    ['zeroth predict runs/use-lite-spam-assassin-0 texts.txt', 'A file with a text a line'],
    ["echo 'You won a prize, click here' | zeroth predict runs/use-lite-spam-assassin-0", 'One text'],
    ['zeroth predict tuned mails.jsonl --text body --json > labels.jsonl', 'JSON lines in and out'],
  ]);
}

async function predict(
  { io, loadTrain }: Context,
  model: string,
  file: string | undefined,
  flags: Flags,
): Promise<void> {
  const { json, jsonl, text = 'text', batch, ...rest } = flags;
  const typed = file === undefined && io.input.isTTY === true;
  if (typed) await io.err.write('Type texts, one a line; end with Ctrl-D.\n');
  const name = file ?? 'standard input';
  const lines = linesOf(file === undefined ? io.input : await openFile(file), name);
  const asJson = jsonl ?? (file !== undefined && ['.jsonl', '.ndjson'].includes(extname(file).toLowerCase()));
  const size = batch ?? (typed ? 1 : undefined);
  const train = await loadTrain();
  const predictions = train.predictTexts({
    ...rest,
    model,
    texts: asJson ? jsonTexts(lines, name, text) : lines,
    ...(size === undefined ? undefined : { batch: size }),
  });
  await print(io, predictions, json ?? false);
}

async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    // Opened before the model is, which takes longer.
    const handle = await open(path);
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw new ZerothError('usage', `${path} is a folder: give a file with texts.`, path);
    }
    return createReadStream(path, { fd: handle });
  } catch (error) {
    if (error instanceof ZerothError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZerothError('usage', `${path} cannot be read: ${reason}`, path, { cause: error });
  }
}

async function print(
  io: Io,
  predictions: AsyncIterable<{ label: string; probability: number }>,
  json: boolean,
): Promise<void> {
  for await (const { label, probability } of predictions) {
    // A label may come from a stranger's file; in plain form it may not break lines or steer a terminal.
    await io.out.write(
      json ? `${JSON.stringify({ label, probability })}\n` : `${oneLine(label)}\t${probability.toFixed(4)}\n`,
    );
  }
}
