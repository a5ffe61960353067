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
    comparison('The frozen encoder with class means', baselines.classMean, after, test),
    comparison('A logistic head trained by gradients on the frozen encoder', baselines.gradientHead, after, test),
    `Always answering the most frequent class gets ${formatPercent(baselines.majority.accuracy)} right.`,
    ownStart(before.crossEntropy, after.crossEntropy),
  ];
}

function points(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} points`;
}

function ownStart(before: number, after: number): string {
  const change = `from ${formatScore(before)} to ${formatScore(after)}, by ${formatPercent(Math.abs(after / before - 1))}`;
  if (after < before) return `From the stage's own start, cross-entropy fell ${change}.`;
  if (after > before) return `From the stage's own start, cross-entropy rose ${change}: tuning made it worse.`;
  return `Cross-entropy stayed at the ${formatScore(before)} of the stage's own start.`;
}

function comparison(name: string, reference: Scores, chosen: Scores, test: number): string {
  const difference = reference.accuracy - chosen.accuracy;
  // Two models on the same texts err together, so that taking them as independent overstates the error: the cautious way.
  const error = Math.hypot(standardError(chosen.accuracy, test), standardError(reference.accuracy, test));
  const judged =
    Math.abs(difference) <= 2 * error
      ? `in accuracy ${formatCount(test)} texts cannot tell it from the chosen model`
      : `that is ${points(Math.abs(difference))} ${difference < 0 ? 'fewer' : 'more'} than the chosen model, beyond two standard errors`;
  const entropy = formatScore(reference.crossEntropy);
  const own = formatScore(chosen.crossEntropy);
  const compared =
    entropy === own
      ? `of ${entropy}, as the chosen model's`
      : `of ${entropy}, ${Number(entropy) > Number(own) ? 'above' : 'below'} the chosen model's ${own}`;
  return `${name} gets ${formatPercent(reference.accuracy)} right at a cross-entropy ${compared}; ${judged}.`;
}
