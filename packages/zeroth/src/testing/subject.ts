import type { Method, Oracle, Query, ReportOf, Vector } from '../query/index.js';
import { evaluations, type Rule } from '../run/index.js';

/**
 * A method to be checked, with an oracle that it can ask. Both are recipes: each check makes fresh ones. The method and
 * the oracle must be deterministic, and the method's reports and its result plain data.
 */
export interface Subject<Y extends Query, R> {
  readonly name: string;
  readonly method: () => Method<Y, R>;
  /** A fresh oracle; it may have state. */
  readonly oracle: () => NoInfer<Oracle<Y>>;
  /** Ends a run that would go on for long. Not by a clock. Default `evaluations(80)`. */
  readonly stop?: () => Rule<NoInfer<ReportOf<Y>>>;
  /** A box that no question leaves. Without it nothing is checked. */
  readonly bounds?: { readonly lower: Vector; readonly upper: Vector };
  /** Whether the method has several questions outstanding, so that answers can come in any order. Default false. */
  readonly concurrent?: boolean;
  /** Whether the method catches failures of its oracle and goes on. Default false. */
  readonly survivesFailures?: boolean;
  /** Plain data that `method` hands to the method, which must not change it: x0, bounds. */
  readonly inputs?: readonly unknown[];
}

/** A subject whose types are forgotten. */
export interface AnySubject {
  readonly name: string;
  readonly method: () => Method<Query, unknown>;
  readonly oracle: () => unknown;
  readonly stop?: () => Rule<never>;
  readonly bounds?: { readonly lower: Vector; readonly upper: Vector };
  readonly concurrent?: boolean;
  readonly survivesFailures?: boolean;
  readonly inputs?: readonly unknown[];
}

const defaultBudget = 80;

/** The subject's stop rule, begun afresh by each run. */
export function stopOf(subject: AnySubject): Rule<never> {
  return subject.stop?.() ?? evaluations(defaultBudget);
}

/** All of 0 … total where there are at most `dense` of them, else those up to `dense` and `sparse` more, spread. */
export function spread(total: number, dense = 50, sparse = 20): readonly number[] {
  const indices = new Set<number>();
  for (let i = 0; i <= Math.min(total, dense); i++) indices.add(i);
  for (let i = 1; i <= sparse; i++)
    indices.add(Math.min(total, dense) + Math.floor((Math.max(0, total - dense) * i) / sparse));
  return [...indices];
}
