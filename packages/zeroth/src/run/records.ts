import type { Pending } from './fibre.js';
import { type AnswerEntry, hash } from './journal/index.js';
import { bytesOf } from './journal/sizes.js';

/** What a journal keeps of an answer: the answer, or its fingerprint where it has more bytes than `keepBytes`. */
export function answerEntry({ id, hash: question = '' }: Pending, answer: unknown, keepBytes = Infinity): AnswerEntry {
  const isLarge = keepBytes < Infinity && bytesOf(answer) > keepBytes;
  return { id, hash: question, reply: isLarge ? { answerHash: hash(answer) } : { answer } };
}

/** What a journal keeps of a failure. */
export function failureEntry({ id, hash: question = '' }: Pending, error: string, notFinite: boolean): AnswerEntry {
  return { id, hash: question, reply: { error, notFinite } };
}
