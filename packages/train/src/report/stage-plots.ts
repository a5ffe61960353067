import { formatCount, formatScore } from './format.js';
import { html, type Markup } from './markup.js';
import { linePlot } from './plot.js';
import type { Scores, StageReport } from './report.js';
import { movingAverage, type Point } from './smooth.js';

/** Share of the steps that the smoothed loss averages over, the fewest steps of a mean, and of a curve that has one. */
const smoothedShare = 0.04;
const shortestWindow = 5;
const shortestSmoothed = 20;
/** Share of the raw losses that may lie outside the frame at each end, so that one bad batch does not flatten the rest. */
const outsideShare = 0.005;

/** Loss by step, and cross-entropy and accuracy on the validation part, of one stage. */
export function stagePlots(stage: StageReport): Markup {
  const plots = [
    lossPlot(stage),
    validationPlot(stage, 'crossEntropy', 'Validation cross-entropy'),
    validationPlot(stage, 'accuracy', 'Validation accuracy'),
  ].filter((plot) => plot !== undefined);
  if (plots.length === 0) return html`<p>The run recorded no curve for this stage.</p>`;
  return html`<div class="plots">${plots}</div>`;
}

function lossPlot({ name, curve }: StageReport): Markup | undefined {
  const raw = finite(curve.map(({ step, loss }) => ({ x: step, y: loss })));
  if (raw.length === 0) return undefined;
  const odd = 2 * Math.floor((smoothedShare * raw.length) / 2) + 1;
  const window = raw.length < shortestSmoothed ? 1 : Math.max(shortestWindow, odd);
  const smooth = movingAverage(raw, window);
  const sorted = raw.map(({ y }) => y).sort((a, b) => a - b);
  const outside = Math.floor(outsideShare * sorted.length);
  const first = smooth[0]!.y;
  const last = smooth[smooth.length - 1]!.y;
  return linePlot({
    title: window > 1 ? `Loss of a step, and the mean of ${formatCount(window)}` : 'Loss of a step',
    description: `Loss by step of stage ${name}, ${window > 1 ? 'smoothed, ' : ''}from ${formatScore(first)} to ${formatScore(last)}.`,
    xLabel: 'step',
    lines:
      window > 1
        ? [
            { kind: 'raw', points: raw },
            { kind: 'smooth', points: smooth },
          ]
        : [{ kind: 'smooth', points: raw }],
    range: { low: sorted[outside]!, high: sorted[sorted.length - 1 - outside]! },
  });
}

function validationPlot(stage: StageReport, score: keyof Scores, title: string): Markup | undefined {
  const points = finite(
    stage.curve.flatMap(({ step, validation }) => (validation ? [{ x: step, y: validation[score] }] : [])),
  );
  if (points.length === 0) return undefined;
  const values = points.map(({ y }) => y);
  const kept = stage.curve.find(({ validation }) => validation && sameScores(validation, stage.validation));
  return linePlot({
    title,
    description: `${title} by step of stage ${stage.name}, from ${formatScore(values[0]!)} to ${formatScore(values[values.length - 1]!)}.`,
    xLabel: 'step',
    lines: [{ kind: 'validation', points }],
    range: { low: Math.min(...values), high: Math.max(...values) },
    ...(kept && {
      mark: { x: kept.step, y: stage.validation[score], label: `kept: ${formatScore(stage.validation[score])}` },
    }),
  });
}

function sameScores(a: Scores, b: Scores): boolean {
  return a.accuracy === b.accuracy && a.f1 === b.f1 && a.crossEntropy === b.crossEntropy;
}

function finite(points: readonly Point[]): Point[] {
  return points.filter(({ y }) => Number.isFinite(y));
}
