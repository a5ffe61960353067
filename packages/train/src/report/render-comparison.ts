import { bestLook, type ComparedRun, type Comparison, comparedStages, firstAsGood } from './comparison.js';
import { standardError } from './findings.js';
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
import { linePlot } from './plot.js';
import { page } from './render-report.js';

/** A comparison as one HTML file, as safe to open as a report. */
export function renderComparison(comparison: Comparison): string {
  const { model, data, seed, runs, gradientPasses, options, machine } = comparison;
  const title = `${runs.map(({ method }) => method).join(' and ')}: ${model} on ${data.name}`;
  const [headline, ...others] = comparedFindings(comparison);
  const details: [string, string][] = [
    ...Object.entries(options).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
    ...runs.map(({ method, learningRate }): [string, string] => [`learning rate of ${method}`, String(learningRate)]),
    ['machine', `${machine.platform}, Node ${machine.node}, ${machine.threads} threads`],
  ];
  return page(
    `${title}: comparison`,
    html`<header><h1>${title}</h1>
<p class="about">The same data, seed, batches and budget; each method in its own process. ${formatCount(data.train)} texts to train on, ${formatCount(data.validation)} for choosing, ${formatCount(data.test)} for the scores; seed ${seed}.</p>
<div class="verdict"><p>${headline}</p>${others.length > 0 ? html`<ul>${others.map((sentence) => html`<li>${sentence}</li>`)}</ul>` : undefined}</div></header>
<main>
${comparedStages(comparison).map(
  (name) => html`<section><h2>Stage ${name}</h2>
<ul class="legend">${runs.map((run, i) => html`<li class="series-${i}">${run.name}</li>`)}</ul>
<div class="plots pairs">${plots(comparison, name)}</div>
${scores(comparison, name)}
${costs(comparison, name)}</section>`,
)}
<p class="note">A gradient is counted as ${gradientPasses} forward passes: the pass itself and a backward pass of about twice its work. Passes are of one batch; looks at the validation part are not counted. Seconds in the plots are steps times the mean time of a step. Each method has the learning rate that is its default.</p>
<section><h2>The runs</h2>
${runs.map(({ method, folder }) => html`<p>${method}: <a href="${method}/report.html">its own report</a>, <code>${folder}</code></p>`)}</section>
<section><h2>Options and machine</h2><dl>${details.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>
</main>`,
  );
}

const scoresShown = [
  ['crossEntropy', 'Validation cross-entropy'],
  ['accuracy', 'Validation accuracy'],
] as const;
const axes = [
  ['seconds', 'seconds'],
  ['passes', 'forward passes'],
] as const;

function plots({ runs }: Comparison, stage: string): Markup[] {
  return scoresShown.flatMap(([score, title]) =>
    axes.flatMap(([axis, unit]) => {
      const lines = runs.map((run, i) => ({
        kind: `series-${i}` as const,
        points: (stageOf(run, stage)?.looks ?? []).flatMap((look) => {
          const x = look[axis];
          const y = look.validation[score];
          return x === undefined || !Number.isFinite(y) ? [] : [{ x, y }];
        }),
      }));
      const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
      if (values.length === 0) return [];
      return linePlot({
        title: `${title} by ${unit}`,
        description: `${title} by ${unit} in stage ${stage}: ${runs.map((run, i) => `${run.method} ends at ${formatScore(lines[i]?.points.at(-1)?.y ?? Number.NaN)}`).join(', ')}.`,
        xLabel: unit,
        lines: lines.filter(({ points }) => points.length > 0),
        range: { low: Math.min(...values), high: Math.max(...values) },
      });
    }),
  );
}

function scores({ runs, data: { test } }: Comparison, stage: string): Markup {
  const start = stageOf(runs[0], stage)?.before;
  const row = (name: string, { accuracy, f1, crossEntropy }: { accuracy: number; f1: number; crossEntropy: number }) =>
    html`<tr><th scope="row">${name}</th><td>${formatPercent(accuracy)} ± ${(100 * standardError(accuracy, test)).toFixed(1)}</td><td>${formatScore(f1)}</td><td>${formatScore(crossEntropy)}</td></tr>`;
  return html`<h3>Scores on ${formatCount(test)} unseen texts</h3><div class="wide"><table>
<thead><tr><th scope="col">Method</th><th scope="col">Accuracy</th><th scope="col">F1</th><th scope="col">Cross-entropy</th></tr></thead>
<tbody>${start && row('at the start', start)}${runs.map((run) => {
    const found = stageOf(run, stage);
    return found && row(run.diverged ? `${run.name}, diverged` : run.name, found.after);
  })}</tbody></table></div>`;
}

function costs({ runs }: Comparison, stage: string): Markup {
  return html`<h3>What it cost</h3><div class="wide"><table>
<thead><tr><th scope="col">Method</th><th scope="col">Steps</th><th scope="col">Forward passes</th><th scope="col">Time</th><th scope="col">A step</th><th scope="col">Peak memory</th><th scope="col">Of inference’s</th><th scope="col">To ship</th></tr></thead>
<tbody>${runs.map((run) => {
    const found = stageOf(run, stage);
    if (found === undefined) return undefined;
    const { steps, passes, seconds, stepMilliseconds, peakBytes, inferenceBytes, shippedBytes } = found;
    const ratio = measured(peakBytes) / inferenceBytes;
    return html`<tr><th scope="row">${run.name}</th><td>${formatCount(steps)}</td><td>${formatCount(passes)}</td><td>${formatDuration(seconds)}</td><td>${formatNumber(measured(stepMilliseconds))} ms</td><td>${formatBytes(measured(peakBytes))}</td><td>${Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : absent}</td><td>${formatBytes(shippedBytes)}</td></tr>`;
  })}</tbody></table></div>`;
}

function stageOf(run: ComparedRun | undefined, name: string) {
  return run?.stages.find((stage) => stage.name === name);
}

/** What the comparison found, as sentences. The first is the headline. */
export function comparedFindings(comparison: Comparison): readonly string[] {
  const { runs } = comparison;
  const findings: string[] = [];
  for (const name of comparedStages(comparison)) {
    const staged = runs.flatMap((run) => {
      const stage = stageOf(run, name);
      const best = stage && bestLook(stage);
      return stage && best ? [{ run, stage, best }] : [];
    });
    if (staged.length === 0) continue;
    const entropies = staged.map(
      ({ run, stage }) =>
        `${run.method} ${formatScore(stage.after.crossEntropy)} at ${formatPercent(stage.after.accuracy)} right`,
    );
    findings.push(`Test cross-entropy after stage ${name}: ${entropies.join(', ')}.`);
    for (const { run, stage } of staged)
      for (const other of staged) {
        if (other.run === run || other.best.step === 0) continue;
        const look = firstAsGood(stage, other.stage);
        if (look === undefined) continue;
        findings.push(
          `${run.method} reached the best validation cross-entropy of ${other.run.method} by its step ${formatCount(look.step)}, after ${cost(look)}; ${other.run.method} took ${cost(other.best)}.`,
        );
      }
    const sizes = staged.map(({ run, stage }) => `${run.method} ${formatBytes(stage.shippedBytes)}`);
    findings.push(`To ship: ${sizes.join(', ')}.`);
  }
  return findings.length > 0 ? findings : ['No stage was completed, so there is nothing to compare.'];
}

function cost({ passes, seconds }: { readonly passes: number; readonly seconds?: number }): string {
  const time = seconds === undefined ? '' : ` and ${formatDuration(seconds)}`;
  return `${formatCount(passes)} forward passes${time}`;
}
