import { Command, Option } from 'commander';
import { ZerothError } from 'zeroth';
import type { Context } from '../context.js';
import { formatTable, oneLine } from '../format.js';
import { type MethodEntry, methodList } from '../method-list.js';
import { paintFor } from '../paint.js';
import { withExamples } from './examples.js';

interface Flags {
  readonly order?: string;
  readonly json?: boolean;
}

const headings: readonly (readonly [MethodEntry['kind'], string])[] = [
  ['forward-only tuning', 'Tuning models by forward passes alone (zeroth finetune --method)'],
  ['backpropagation', 'Training models by backpropagation, for comparison (zeroth finetune --method)'],
  ['optimiser', "Optimisers (import from 'zeroth/optimize')"],
  ['estimator', "Estimators, which answer questions by asking lower ones (import from 'zeroth/estimators')"],
];

/** `zeroth methods`: what exists. */
export function methodsCommand(context: Context): Command {
  const command = new Command('methods')
    .summary('list the methods, their order and what they ask')
    .description(
      'Lists the methods. The order of a method is the highest derivative that it asks for: 0 values or rankings, ' +
        '1 gradients, 2 Hessians. The rate is what a theorem promises after k steps, or for an accuracy of ε. An estimator lets a method run on what is of a lower order.',
    )
    .argument('[word]', 'only those whose name, questions or source contain this word')
    .addOption(new Option('--order <number>', 'only those of this order').choices(['0', '1', '2']))
    .option('--json', 'print JSON')
    .action((word: string | undefined, flags: Flags) => methods(context, word, flags));
  return withExamples(command, [
    ['zeroth methods', 'All'],
    ['zeroth methods newton', 'Those that have to do with Newton'],
    ['zeroth methods --order 0 --json', 'What needs no derivative, for another program'],
  ]);
}

async function methods({ io }: Context, word: string | undefined, { order, json }: Flags): Promise<void> {
  const found = methodList.filter(
    (method) =>
      (order === undefined || method.order === Number(order)) &&
      (word === undefined || JSON.stringify(method).toLowerCase().includes(word.toLowerCase())),
  );
  if (json) return io.out.write(`${JSON.stringify(found, null, 2)}\n`);
  if (found.length === 0) {
    throw new ZerothError(
      'usage',
      `No method has to do with "${oneLine(word ?? '')}": "zeroth methods" lists all.`,
      word,
    );
  }
  const { bold } = paintFor(io.out);
  const blocks = headings.flatMap(([kind, heading]) => {
    const rows = found.filter((method) => method.kind === kind).map(rowOf);
    return rows.length > 0
      ? [`${bold(heading)}\n${formatTable([['name', 'order', 'asks', 'rate', 'source'], ...rows])}`]
      : [];
  });
  await io.out.write(`${blocks.join('\n\n')}\n`);
}

function rowOf({ name, order, asks, answers, rate = '–', source }: MethodEntry): string[] {
  const questions = asks.join(', ');
  return [name, String(order), answers === undefined ? questions : `${questions} for ${answers}`, rate, source];
}
