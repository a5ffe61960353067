import { fromJson, toJson } from './codec.js';
import { checksum } from './hash.js';
import { type AnswerEntry, type JournalEntry, JournalError } from './journal.js';

/*
 * JSON lines. A record is [id, hash, kind, content, checksum], the kind being one letter; the checksum is that of the
 * line before it. A record that a crash cut short is the last one and has no newline, or fails its checksum.
 */

/** One record as a line of text, newline included. */
export function toLine(entry: JournalEntry): string {
  const body = JSON.stringify(
    'stop' in entry ? [entry.reports, entry.at, 'stop', entry.stop] : [entry.id, entry.hash, ...content(entry.reply)],
  ).slice(0, -1);
  return `${body},"${checksum(body)}"]\n`;
}

/** The records of a journal's text. A torn last line is dropped; a damaged one before it is a {@link JournalError}. */
export function parseJournal(text: string): JournalEntry[] {
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const entries: JournalEntry[] = [];
  for (const [i, line] of lines.entries()) {
    const entry = parseLine(line);
    if (entry !== undefined) entries.push(entry);
    else if (i < lines.length - 1 || torn)
      throw new JournalError(
        'damaged',
        i + 1,
        `record ${i + 1} of the journal is damaged: restore it, or cut it and what follows`,
      );
  }
  return entries;
}

/** How many characters of the text are whole records: what a torn line left is behind them. */
export function wholeLength(text: string): number {
  const end = text.lastIndexOf('\n') + 1;
  const begin = text.lastIndexOf('\n', end - 2) + 1;
  return end > 0 && parseLine(text.slice(begin, end - 1)) === undefined ? begin : end;
}

function content(reply: AnswerEntry['reply']): [string, unknown] {
  if ('answer' in reply) return ['answer', toJson(reply.answer)];
  if ('answerHash' in reply) return ['hash', reply.answerHash];
  return [reply.notFinite ? 'notFinite' : 'error', reply.error];
}

/** `,"` + 8 digits + `"]` */
const suffixLength = 12;

function parseLine(line: string): JournalEntry | undefined {
  const body = line.slice(0, -suffixLength);
  if (line.slice(-suffixLength) !== `,"${checksum(body)}"]`) return undefined;
  try {
    return fromRecord(JSON.parse(`${body}]`));
  } catch {
    // Text that is no JSON, or JSON that `toJson` does not make.
    return undefined;
  }
}

function fromRecord(record: unknown): JournalEntry | undefined {
  if (!Array.isArray(record) || record.length !== 4) return undefined;
  const [id, hash, kind, json]: readonly unknown[] = record;
  if (typeof id !== 'number' || typeof hash !== 'string') return undefined;
  switch (kind) {
    case 'answer':
      return { id, hash, reply: { answer: fromJson(json) } };
    case 'hash':
      return { id, hash, reply: { answerHash: String(json) } };
    case 'error':
    case 'notFinite':
      return { id, hash, reply: { error: String(json), notFinite: kind === 'notFinite' } };
    case 'stop':
      return { stop: String(json), at: hash === 'report' ? 'report' : 'question', reports: id };
    default:
      return undefined;
  }
}
