import { formatCount, formatPercent, formatScore } from './format.js';
import type { Report, Scores, StageReport } from './report.js';

/** A row of the comparison on the test part. */
export interface ComparisonRow {
  readonly name: string;
  readonly scores: Scores;
  /** The stage that led to these scores, with its costs; none for baselines and starting points. */
  readonly stage?: StageReport;
  /** Whether validation chose this row. */
  readonly chosen: boolean;
}

/** Baselines, then each stage before and after, in the order in which they are shown. */
export function comparisonRows({ results: { baselines, stages, chosen } }: Report): ComparisonRow[] {
  return [
    { name: 'majority class', scores: baselines.majority, chosen: false },
    { name: 'frozen, class means', scores: baselines.classMean, chosen: false },
    { name: 'frozen, gradient head', scores: baselines.gradientHead, chosen: false },
    ...stages.flatMap((stage, index): ComparisonRow[] => [
      { name: `${stage.name}, before`, scores: stage.before, chosen: false },
      { name: `${stage.name}, after`, scores: stage.after, stage, chosen: index === chosen },
    ]),
  ];
}

/** The stage that validation chose; undefined in a report without stages. */
export function chosenStage({ results: { stages, chosen } }: Report): StageReport | undefined {
  return stages[chosen];
}

/** Standard error of an accuracy that was measured on n independent texts: √(p (1 − p) / n). */
export function standardError(accuracy: number, n: number): number {
  return Math.sqrt((accuracy * (1 - accuracy)) / n);
}

/** What the run found, as sentences that claim no more than it measured. The first is the headline. */
export function verdict(report: Report): readonly string[] {
  const stage = chosenStage(report);
  if (!stage) return ['No stage was completed, so there is nothing to report but the baselines.'];
  const { test } = report.data;
  const { after, before } = stage;
  const { baselines, stages } = report.results;
  return [
    `The chosen model labels ${formatCount(after.accuracy * test)} of ${formatCount(test)} unseen texts right: ` +
      `${formatPercent(after.accuracy)}, with a standard error of ${points(standardError(after.accuracy, test))}.`,
    stages.length > 1
      ? `Of ${stages.length} stages, "${stage.name}" had the best validation score and was chosen. ` +
        'The test texts had no part in the choice.'
      : 'Its checkpoint was chosen on validation. The test texts had no part in the choice.',
    `Before this stage it labelled ${formatPercent(before.accuracy)} right; always answering the most frequent class ` +
      `gives ${formatPercent(baselines.majority.accuracy)}.`,
    change('Cross-entropy', before.crossEntropy, after.crossEntropy),
    comparison(after, baselines.gradientHead, test),
  ];
}

function points(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} points`;
}

function change(name: string, before: number, after: number): string {
  const share = formatPercent(Math.abs(after / before - 1));
  const from = `from ${formatScore(before)} to ${formatScore(after)}`;
  if (after < before) return `${name} fell ${from}, by ${share}.`;
  return after > before ? `${name} rose ${from}, by ${share}: tuning made it worse.` : `${name} stayed as it was.`;
}

function comparison(after: Scores, reference: Scores, test: number): string {
  const difference = after.accuracy - reference.accuracy;
  const name = 'A logistic head trained by gradients on the frozen encoder';
  const measured = `gets ${formatPercent(reference.accuracy)} right at a cross-entropy of ${formatScore(reference.crossEntropy)}`;
  // Two models on the same texts err together, so that taking them as independent overstates the error: the cautious way.
  const error = Math.hypot(standardError(after.accuracy, test), standardError(reference.accuracy, test));
  const judged =
    Math.abs(difference) <= 2 * error
      ? `in accuracy ${formatCount(test)} texts cannot tell the two apart`
      : `${points(Math.abs(difference))} ${difference > 0 ? 'fewer' : 'more'}, beyond two standard errors`;
  return `${name} ${measured}; ${judged}.`;
}
