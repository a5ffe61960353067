import { isCloud, type Points, type Query, type Vector } from 'zeroth/query';
import type { Part } from './messages.js';

/** Kinds whose points are answered one by one, so that some of them can be asked elsewhere. */
const divisible: ReadonlySet<string> = new Set(['values', 'gradients', 'residuals', 'operator']);

/** A question in parts: its points divided as evenly as can be over at most `most` of them. */
export function partsOf(query: Query, most: number): readonly Part[] {
  const points = pointsOf(query);
  if (points === undefined || Math.min(most, points.length) < 2) return [{ query }];
  const parts = Math.min(most, points.length);
  const bound = (i: number) => Math.floor((i * points.length) / parts);
  return Array.from({ length: parts }, (_, i) => {
    const range = { begin: bound(i), end: bound(i + 1) };
    return isCloud(points) ? { query, range } : { query: withPoints(query, points.slice(range.begin, range.end)) };
  });
}

/** The answers to the parts as one. */
export function joined(answers: readonly unknown[]): unknown {
  if (answers.length === 1) return answers[0];
  if (!answers.every((answer) => answer instanceof Float64Array)) return answers.flat();
  const whole: Vector = new Float64Array(answers.reduce((sum, answer) => sum + answer.length, 0));
  let at = 0;
  for (const answer of answers) {
    whole.set(answer, at);
    at += answer.length;
  }
  return whole;
}

/** The points of a question that can be divided. */
export function pointsOf(query: Query): Points | undefined {
  if (!divisible.has(query.kind)) return undefined;
  const { points } = query as Query & { readonly points: Points }; // as all of these kinds have
  return points;
}

/** The question at other points. */
export function withPoints(query: Query, points: readonly Vector[]): Query {
  const moved: Query & { readonly points: readonly Vector[] } = { ...query, points };
  return moved;
}
