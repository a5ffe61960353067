import { type At, innermost, isAt } from '../query/control.js';
import type { Query } from '../query/types.js';
import { BestReport } from './best-report.js';
import type { Best, Counts } from './outcome.js';
import type { Moment, Rule, RunningRule } from './rule.js';

/** How many evaluations a question is: its points or directions, or one. */
export function sizeOf(query: Query): number {
  const { points, directions } = query as { points?: { length: number }; directions?: { length: number } };
  return points?.length ?? directions?.length ?? 1;
}

/** The part of a checkpoint that is the monitor's. */
export interface SavedMonitor {
  readonly counts: Readonly<Counts>;
  readonly evaluations: number;
  readonly reports: number;
  readonly best: Best<unknown> | undefined;
  readonly rule: unknown;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts, keeps the best report, and asks the stop rule. */
export class Monitor {
  readonly counts: Counts = {};
  reports = 0;
  private readonly bestReport: BestReport;
  private readonly rule: RunningRule<never, string> | undefined;
  private readonly paths = new Path('');
  private readonly moment: Mutable<Moment<unknown>>;

  constructor(
    rule: Rule<never> | undefined,
    private readonly keepBest: boolean,
    saved?: SavedMonitor,
  ) {
    this.rule = rule?.begin(saved?.rule);
    this.bestReport = new BestReport(saved?.best);
    this.moment = { counts: this.counts, evaluations: 0, asking: 0, report: undefined, replaying: false };
    if (saved === undefined) return;
    Object.assign(this.counts, saved.counts);
    this.moment.evaluations = saved.evaluations;
    this.reports = saved.reports;
  }

  get best(): Best<unknown> | undefined {
    return this.bestReport.read();
  }

  set replaying(replaying: boolean) {
    this.moment.replaying = replaying;
  }

  save(): SavedMonitor {
    return structuredClone({
      counts: this.counts,
      evaluations: this.moment.evaluations,
      reports: this.reports,
      best: this.best,
      rule: this.rule?.save?.(),
    });
  }

  /** Reserves the evaluations of a question about to be asked, unless a rule fires. */
  asked(query: Query): string | undefined {
    const size = sizeOf(innermost(query));
    const moment = this.moment;
    if (this.rule !== undefined) {
      moment.asking = size;
      const fired = this.rule.check(moment as Moment<never>);
      moment.asking = 0;
      if (fired !== undefined) return fired;
    }
    moment.evaluations += size;
    return undefined;
  }

  answered(query: Query): void {
    let path = this.paths;
    let inner: Query | At = query;
    while (isAt(inner)) {
      path = path.below(inner.address);
      inner = inner.query;
    }
    const key = path.key(inner.kind);
    this.counts[key] = (this.counts[key] ?? 0) + sizeOf(inner);
  }

  reported(report: unknown, answers: number): string | undefined {
    this.reports++;
    if (this.keepBest) this.bestReport.offer(report, answers);
    if (this.rule === undefined) return undefined;
    const moment = this.moment;
    moment.report = report;
    const fired = this.rule.check(moment as Moment<never>);
    moment.report = undefined;
    return fired;
  }
}

/** An address as a key of counts, made once for each address. */
class Path {
  private readonly paths = new Map<string | number, Path>();
  private readonly keys = new Map<string, string>();
  constructor(private readonly prefix: string) {}

  below(address: string | number): Path {
    let path = this.paths.get(address);
    if (path === undefined) {
      path = new Path(`${this.prefix}${address}.`);
      this.paths.set(address, path);
    }
    return path;
  }

  key(kind: string): string {
    if (this.prefix === '') return kind;
    let key = this.keys.get(kind);
    if (key === undefined) {
      key = this.prefix + kind;
      this.keys.set(kind, key);
    }
    return key;
  }
}
