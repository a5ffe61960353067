import { ZerothError } from 'zeroth';
import { askTell, type Journal, JournalError } from 'zeroth/run';
import type { Io } from '../io.js';
import { linesOf } from '../lines.js';
import { paintFor } from '../paint.js';
import type { Choices } from './choices.js';

/** How a dialogue ended. */
export interface Chosen {
  /** The best candidate so far. */
  readonly best: unknown;
  /** Answers, those of earlier sessions included. */
  readonly answers: number;
  /** Whether the method has no more questions. */
  readonly finished: boolean;
}

/** How a dialogue is to run. */
export interface DialogueOptions {
  readonly journal: Journal;
  /** Where the journal is, for messages. */
  readonly path: string;
  readonly seed: number;
  /** Most answers, those of earlier sessions included. Default Infinity. */
  readonly most: number;
}

/** Shows two candidates at a time until the method is content, the answers are enough, or the person has had enough. */
export async function dialogue(
  choices: Choices,
  io: Io,
  { journal, path, seed, most }: DialogueOptions,
): Promise<Chosen> {
  const { bold, faint } = paintFor(io.err);
  let best: unknown;
  let finished = false;
  const earlier = journal.entries.length;
  const session = askTell(choices.begin(seed), {
    journal,
    keepBest: false,
    onProgress: ({ x }) => {
      best = x;
    },
  });
  const lines = linesOf(io.input, 'standard input');
  let answers = earlier;
  if (earlier > 0) await io.err.write(`going on after ${earlier} answers of before\n`);
  try {
    while (answers < most) {
      const [question] = session.ask();
      if (question === undefined) break;
      const [first, second] = question.query.points;
      best ??= first;
      const total = Math.min(most, choices.total ?? Infinity);
      await io.err.write(
        `\n${faint(`question ${answers + 1}${total < Infinity ? ` of ${total}` : ''}`)}\n` +
          `  ${bold('1')}  ${choices.show(first)}\n  ${bold('2')}  ${choices.show(second)}\n`,
      );
      const preferred = await answerFrom(lines, io);
      if (preferred === undefined) break;
      answers++;
      session.tell(question.id, [preferred]);
    }
    const outcome = session.outcome();
    if (outcome?.status === 'failed') throw failure(outcome.error, path);
    if (outcome?.status === 'returned') {
      best = outcome.result;
      finished = true;
    }
  } finally {
    // A terminal that is still read would keep the process.
    await lines.return();
  }
  return { best, answers, finished };
}

/** 0 or 1; undefined where the person stops. */
async function answerFrom(lines: AsyncGenerator<string, void>, io: Io): Promise<0 | 1 | undefined> {
  for (;;) {
    await io.err.write('Which is better? 1, 2, = for no difference, q to stop: ');
    const { value, done } = await lines.next();
    if (done) return undefined;
    switch (value.trim().toLowerCase()) {
      case '1':
      case '=':
        return 0;
      case '2':
        return 1;
      case 'q':
        return undefined;
      default:
        await io.err.write('Type 1 or 2, or q: what you have answered is kept.\n');
    }
  }
}

function failure(error: unknown, path: string): unknown {
  if (!(error instanceof JournalError && error.code === 'mismatch')) return error;
  return new ZerothError(
    'candidates-changed',
    `The answers in ${path} are about other candidates, or another seed: remove it, or name another with --journal.`,
    error.record,
    { cause: error },
  );
}
