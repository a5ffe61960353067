import { comparisonRows, standardError } from './findings.js';
import {
  absent,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatScore,
  measured,
} from './format.js';
import { html, type Markup } from './markup.js';
import type { ChangedExample, Report, StageReport } from './report.js';
import { stagePlots } from './stage-plots.js';

/** Characters of a changed example that are shown. */
const shownLength = 420;
/** How many changed examples are shown. */
const shownExamples = 24;

/** Test scores of baselines and stages. */
export function scoresSection(report: Report): Markup {
  const { test } = report.data;
  return html`<section><h2>Scores on ${formatCount(test)} unseen texts</h2><div class="wide"><table>
<thead><tr><th scope="col">Model</th><th scope="col">Accuracy</th><th scope="col">F1</th><th scope="col">Cross-entropy</th></tr></thead>
<tbody>${comparisonRows(report).map(
    ({ name, scores, chosen }) =>
      html`<tr${chosen ? html` class="chosen"` : undefined}><th scope="row">${name}${chosen ? html`<span class="tag">chosen on validation</span>` : undefined}</th><td>${formatPercent(scores.accuracy)} ± ${(100 * standardError(scores.accuracy, test)).toFixed(1)}</td><td>${formatScore(scores.f1)}</td><td>${formatScore(scores.crossEntropy)}</td></tr>`,
  )}</tbody></table></div>
<p class="note">“Frozen” rows use the encoder as it was published. The gradient head is a logistic regression trained with gradients, the reference for what the stages reach without any. Behind ± is one standard error in points, with the test texts taken as independent.</p></section>`;
}

/** Time, memory and size of each stage. */
export function costsSection({ results: { stages } }: Report): Markup {
  return html`<section><h2>What it cost</h2><div class="wide"><table>
<thead><tr><th scope="col">Stage</th><th scope="col">Numbers tuned</th><th scope="col">Steps</th><th scope="col">Time</th><th scope="col">A step</th><th scope="col">Peak memory</th><th scope="col">Inference alone</th><th scope="col">Ratio</th><th scope="col">Delta</th></tr></thead>
<tbody>${stages.map(
    (stage) =>
      html`<tr><th scope="row">${stage.name}</th><td>${formatCount(stage.parameters)}</td><td>${formatCount(stage.steps)}</td><td>${formatDuration(stage.seconds)}</td><td>${formatNumber(measured(stage.stepMilliseconds))} ms</td><td>${formatBytes(measured(stage.peakBytes))}</td><td>${formatBytes(stage.inferenceBytes)}</td><td>${memoryRatio(stage)}</td><td>${formatBytes(stage.deltaBytes)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function memoryRatio({ peakBytes, inferenceBytes }: StageReport): string {
  const ratio = measured(peakBytes) / inferenceBytes;
  return Number.isFinite(ratio) ? ratio.toFixed(2) : absent;
}

/** The course of each stage. */
export function curvesSection({ results: { stages, chosen } }: Report): Markup {
  return html`<section><h2>How it went</h2>
<p class="note">Faint: the loss of each step by itself, single outliers cut off by the frame. A ring marks the checkpoint that validation kept.</p>
${stages.map(
  (
    stage,
    index,
  ) => html`<h3>Stage ${index + 1}: ${stage.name}${index === chosen ? html`<span class="tag">chosen on validation</span>` : undefined}</h3>
<p class="note">By ${stage.method}; tuned: ${stage.tuned}. Validation after the stage: accuracy ${formatPercent(stage.validation.accuracy)}, cross-entropy ${formatScore(stage.validation.crossEntropy)}.</p>
${stagePlots(stage)}`,
)}</section>`;
}

/** Which classes are taken for which, by stage. */
export function confusionSection({ data: { classes }, results: { stages } }: Report): Markup {
  return html`<section><h2>What is taken for what</h2><div class="matrices">${stages.map(
    ({
      name,
      confusion,
    }) => html`<div class="wide"><table class="confusion"><caption>After stage ${name}: test texts by true class (row) and prediction (column)</caption>
<thead><tr><th></th>${classes.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${confusion.map((counts, truth) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      return html`<tr><th scope="row">${classes[truth] ?? absent}</th>${counts.map(
        (count, predicted) =>
          html`<td class="${predicted === truth ? 'right' : 'wrong'}" style="--share: ${total > 0 ? (count / total).toFixed(3) : 0}">${formatCount(count)}</td>`,
      )}</tr>`;
    })}</tbody></table></div>`,
  )}</div></section>`;
}

/** Test texts whose prediction changed. */
export function examplesSection({ examples }: Report): Markup {
  if (examples.length === 0) {
    return html`<section><h2>Examples that changed</h2><p>No test text got another label than the frozen encoder with class means gives it.</p></section>`;
  }
  const righted = examples.filter(({ label, after }) => label === after).length;
  const spoiled = examples.filter(({ label, before }) => label === before).length;
  return html`<section><h2>Examples that changed</h2>
<p>Test texts that the chosen model labels otherwise than the frozen encoder with class means. Of the ${formatCount(examples.length)} in <code>report.json</code>, ${formatCount(righted)} became right and ${formatCount(spoiled)} wrong${examples.length > shownExamples ? `; the first ${shownExamples} are shown` : ''}.</p>
${examples.slice(0, shownExamples).map(exampleCard)}</section>`;
}

function exampleCard({ text, label, before, after, probability }: ChangedExample): Markup {
  const right = label === after;
  // A cut between the halves of a surrogate pair would leave half a character.
  const characters = Array.from(text.slice(0, 2 * shownLength));
  const shown = characters.length > shownLength ? `${characters.slice(0, shownLength).join('')}…` : text;
  return html`<article class="example"><p><span class="${right ? 'good' : 'bad'}">${right ? 'now right' : 'now wrong'}</span>: is ${label}, was taken for ${before}, now for ${after} with probability ${formatScore(probability)}</p>
<p class="text" dir="auto">${shown}</p></article>`;
}
