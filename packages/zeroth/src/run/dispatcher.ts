import { type At, innermost, isAt } from '../query/control.js';
import type { Effect, Query } from '../query/types.js';
import type { Pending } from './fibre.js';
import type { Session } from './session.js';

/**
 * Hands out questions that may be worked on at the same time. A question that changes its oracle waits until nothing
 * else is outstanding at its address, and holds back what comes after it there, so that the oracle sees the order in
 * which the method asked.
 */
export class Dispatcher {
  private readonly outstanding = new Map<string, { plain: number; effect: boolean }>();
  private readonly waiting: Pending[] = [];

  constructor(private readonly session: Session) {}

  take(): Pending | undefined {
    const held = new Set<string>();
    for (let i = 0; i < this.waiting.length; i++) {
      const pending = this.waiting[i]!;
      if (pending.fibre.done) {
        this.waiting.splice(i--, 1);
        continue;
      }
      const address = addressOf(pending.query);
      if (!held.has(address) && this.admits(pending.query, address)) {
        this.waiting.splice(i, 1);
        return this.begin(pending, address);
      }
      held.add(address);
    }
    for (let pending = this.session.take(); pending !== undefined; pending = this.session.take()) {
      const address = addressOf(pending.query);
      if (!held.has(address) && this.admits(pending.query, address)) return this.begin(pending, address);
      held.add(address);
      this.waiting.push(pending);
    }
    return undefined;
  }

  /** Says that a question has been answered or has failed. */
  settled(pending: Pending): void {
    const at = this.outstanding.get(addressOf(pending.query));
    if (at === undefined) return;
    if (isEffect(pending.query)) at.effect = false;
    else at.plain--;
  }

  private admits(query: Query, address: string): boolean {
    const at = this.outstanding.get(address);
    if (at === undefined) return true;
    return !at.effect && (at.plain === 0 || !isEffect(query));
  }

  private begin(pending: Pending, address: string): Pending {
    let at = this.outstanding.get(address);
    if (at === undefined) {
      at = { plain: 0, effect: false };
      this.outstanding.set(address, at);
    }
    if (isEffect(pending.query)) at.effect = true;
    else at.plain++;
    return pending;
  }
}

function addressOf(query: Query): string {
  let address = '';
  let inner: Query | At = query;
  while (isAt(inner)) {
    address += `${inner.address}\0`;
    inner = inner.query;
  }
  return address;
}

function isEffect(query: Query): boolean {
  return (innermost(query) as Partial<Effect>).effect === true;
}
