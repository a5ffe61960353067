import type { Pending } from './fibre.js';

/**
 * Unanswered questions in order of asking. Most runs have one at a time, so the first has a place of its own: nothing
 * is allocated, and no array grows and shrinks at each question.
 */
export class PendingQueue {
  private first: Pending | undefined;
  private readonly others: Pending[] = [];
  /** Where the others begin. */
  private head = 0;

  push(pending: Pending): void {
    if (this.first === undefined) this.first = pending;
    else this.others.push(pending);
  }

  /** The next question that is still wanted: a pool that was cancelled withdraws its own. */
  shift(): Pending | undefined {
    for (;;) {
      const { first } = this;
      if (first === undefined) return undefined;
      this.first = this.head < this.others.length ? this.others[this.head++] : undefined;
      if (this.head > 0 && this.head === this.others.length) {
        this.others.length = 0;
        this.head = 0;
      }
      if (!first.fibre.done) return first;
    }
  }

  clear(): void {
    this.first = undefined;
    this.others.length = 0;
    this.head = 0;
  }
}
