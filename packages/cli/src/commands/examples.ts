import type { Command } from 'commander';

/** A line for the shell, and what it is for. */
export type Example = readonly [line: string, purpose: string];

/** Adds examples to the help of a command. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  const lines = examples.flatMap(([line, purpose]) => [`  ${purpose}`, `    $ ${line}`]);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
