import { describeError, exitCodes } from './exit-codes.js';
import { processIo } from './io.js';
import { runCommandLine } from './program.js';

// What nobody awaits, such as a timer of a user's module, ends the program too: in a sentence, not in a stack.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${describeError(error, process.env.ZEROTH_DEBUG === '1')}\n`);
  process.exit(exitCodes.failed);
});

process.exitCode = await runCommandLine(process.argv.slice(2), processIo());
