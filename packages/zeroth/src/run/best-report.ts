import type { Best } from './outcome.js';
import { snapshot } from './snapshot.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A copy of the report of the least value, or of the last one where reports have no value. A long run may keep one at
 * each step, so its fields stand in a list, which costs half of what an object of unknown shape does, and become an
 * object when they are read.
 */
export class BestReport {
  private least = Infinity;
  private answers: number | undefined;
  private readonly names: string[] = [];
  private readonly fields: unknown[] = [];
  /** A report that is no object with named fields. */
  private whole: { readonly report: unknown } | undefined;

  constructor(saved: Best<unknown> | undefined) {
    if (saved !== undefined) this.offer(saved.report, saved.answers);
  }

  /** Copies a report if it is the best so far; `answers` had been given then. */
  offer(report: unknown, answers: number): void {
    const value = objectiveOf(report);
    // A value that is not less leaves the best alone; NaN never is.
    if (value !== undefined) {
      if (value < this.least) this.least = value;
      else if (this.answers !== undefined) return;
    }
    this.answers = answers;
    if (hasFields(report)) this.copy(report);
    else this.whole = { report: snapshot(report, undefined) };
  }

  read(): Best<unknown> | undefined {
    const { answers, whole } = this;
    if (answers === undefined) return undefined;
    if (whole !== undefined) return { report: whole.report, answers };
    return { report: Object.fromEntries(this.names.map((name, i) => [name, this.fields[i]])), answers };
  }

  private copy(report: Fields): void {
    this.whole = undefined;
    const { names, fields } = this;
    let count = 0;
    for (const name in report) {
      if (names[count] !== name) {
        names[count] = name;
        fields[count] = undefined;
      }
      const field = report[name];
      fields[count] = typeof field === 'number' ? field : snapshot(field, fields[count]);
      count++;
    }
    if (names.length !== count) names.length = count;
  }
}

function hasFields(report: unknown): report is Fields {
  return typeof report === 'object' && report !== null && !Array.isArray(report) && !ArrayBuffer.isView(report);
}

function objectiveOf(report: unknown): number | undefined {
  const value = (report as { value?: unknown } | null | undefined)?.value;
  return typeof value === 'number' ? value : undefined;
}
