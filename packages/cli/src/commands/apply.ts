import { Command } from 'commander';
import type { Context } from '../context.js';
import { finetuneProgress } from '../finetune-progress.js';
import { formatCount, formatSeconds } from '../format.js';
import { withExamples } from './examples.js';

interface Flags {
  readonly output: string;
  readonly cache?: string;
  readonly json?: boolean;
}

/** `zeroth apply`: makes a tuned model from the base model and a delta. */
export function applyCommand(context: Context): Command {
  const command = new Command('apply')
    .summary('turn a base model and a delta into an ONNX model')
    .description(
      'Turns a base model and a delta of a few kilobytes into the tuned model, as standard ONNX. The weights must come out ' +
        'with the hash that the delta promises, bit for bit; if they do not, nothing is written.',
    )
    .argument('<model>', 'the base model that the delta was made from')
    .argument('<delta>', 'delta.bin of a run folder')
    .requiredOption('-o, --output <path>', 'a folder, or a file that ends in .onnx')
    .option('--cache <folder>', 'folder for converted models')
    .option('--json', 'print one JSON object')
    .action((model: string, delta: string, flags: Flags) => apply(context, model, delta, flags));
  return withExamples(command, [
    ['zeroth apply use-lite runs/use-lite-spam-assassin-0/delta.bin -o tuned', 'A folder that "zeroth predict" takes'],
    ['zeroth apply use-lite runs/use-lite-spam-assassin-0/delta.bin -o spam.onnx', 'A file for any ONNX runtime'],
  ]);
}

async function apply(
  { io, loadTrain }: Context,
  model: string,
  delta: string,
  { json, ...rest }: Flags,
): Promise<void> {
  const { show, status } = finetuneProgress(io);
  const train = await loadTrain();
  const applied = await train.applyDelta({ ...rest, model, delta, onEvent: show }).finally(() => status.end());
  if (json) return io.out.write(`${JSON.stringify(applied, null, 2)}\n`);
  const { output, weightsHash, bytes, seconds } = applied;
  await io.out.write(
    `${output}: ${formatCount(bytes)} bytes, ${formatSeconds(seconds)}\nweights ${weightsHash}, as the delta promised\n`,
  );
}
