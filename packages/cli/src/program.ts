import { Command, CommanderError } from 'commander';
import { applyCommand } from './commands/apply.js';
import { chooseCommand } from './commands/choose.js';
import { compareCommand } from './commands/compare.js';
import { evaluateCommand } from './commands/evaluate.js';
import { withExamples } from './commands/examples.js';
import { finetuneCommand } from './commands/finetune.js';
import { methodsCommand } from './commands/methods.js';
import { predictCommand } from './commands/predict.js';
import { reproduceCommand } from './commands/reproduce.js';
import type { Context } from './context.js';
import { describeError, exitCodeOf, exitCodes } from './exit-codes.js';
import type { Io } from './io.js';
import { loadReproductions } from './reproductions.js';
import { loadTrain } from './train.js';
import { version } from './version.js';

/** The whole command line as data: commands with their options, none of which has run. */
export function buildProgram(context: Context): Command {
  const { io } = context;
  const program = new Command('zeroth')
    .description('Fine-tunes models by forward passes alone, and finds the best input of anything you can ask about.')
    .version(version())
    .helpCommand('help [command]', 'show the help of a command');
  withExamples(program, [
    ['zeroth finetune use-lite spam-assassin', 'A spam filter from real mails, in about four minutes'],
    ['zeroth finetune --help', 'The options of a command'],
    ['zeroth methods', 'What methods there are'],
  ]).addHelpText('after', '\nExit codes: 0 done, 1 a check or the run failed, 2 wrong usage, 130 interrupted.');
  const commands = [
    finetuneCommand,
    evaluateCommand,
    predictCommand,
    applyCommand,
    compareCommand,
    chooseCommand,
    methodsCommand,
    reproduceCommand,
  ];
  for (const make of commands) program.addCommand(make(context));
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(`(see: ${command === program ? 'zeroth' : `zeroth ${command.name()}`} --help)`)
      .configureOutput({
        writeOut: (text) => void io.out.write(text),
        writeErr: (text) => void io.err.write(text),
        outputError: (text, write) => write(text.replace(/^error: /, 'zeroth: ')),
        getOutHelpWidth: () => Math.min(100, io.out.columns),
        getErrHelpWidth: () => Math.min(100, io.err.columns),
        getOutHasColors: () => io.out.colours,
        getErrHasColors: () => io.err.colours,
      });
  }
  return program;
}

/**
 * Runs a command line and gives its exit code.
 *
 * @param words the command line without the program's name
 * @param loaders what loads the packages that do the work; those of this workspace by default
 */
export async function runCommandLine(
  words: readonly string[],
  io: Io,
  loaders: Pick<Context, 'loadTrain' | 'loadReproductions'> = { loadTrain, loadReproductions },
): Promise<number> {
  let code: number = exitCodes.done;
  const exitWith = (other: number): void => {
    code = other;
  };
  const program = buildProgram({ io, ...loaders, exitWith });
  if (words.length === 0) {
    await io.err.write(program.helpInformation());
    return exitCodes.usage;
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has told its own errors already, help and version among them.
    if (!(error instanceof CommanderError)) {
      await io.err.write(`${describeError(error, io.environment.ZEROTH_DEBUG === '1')}\n`);
    }
    return exitCodeOf(error);
  }
}
