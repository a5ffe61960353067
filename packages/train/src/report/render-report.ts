import { finetuneCommand, quote } from './command-lines.js';
import { chosenStage, verdict } from './findings.js';
import { formatCount, formatDuration } from './format.js';
import { isGradientMethod } from './gradient-methods.js';
import { html, type Markup } from './markup.js';
import type { Report } from './report.js';
import { confusionSection, costsSection, curvesSection, examplesSection, scoresSection } from './sections.js';
import { style } from './style.js';

/**
 * The report as one HTML file that needs no other file, no script and no network. Texts and names from data and models
 * are escaped, and a policy in the head keeps a browser from running or loading anything, so that a report on hostile
 * mails is safe to open.
 */
export function renderReport(report: Report): string {
  const title = `${report.model} on ${report.data.name}`;
  const stages = report.results.stages.length > 0;
  return page(
    `${title}: fine-tuning report`,
    html`${heading(report, title)}
<main>
${scoresSection(report)}
${stages ? [costsSection(report), curvesSection(report), confusionSection(report), examplesSection(report)] : undefined}
${nextSection(report)}
${detailsSection(report)}
</main>`,
  );
}

/** A whole page that needs no other file, no script and no network, and may have none. */
export function page(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;
}

/** Whether the run's method, as its options name it, goes by gradients. */
function byGradients({ options: { method } }: Report): boolean {
  return isGradientMethod(method);
}

function heading(report: Report, title: string): Markup {
  const { data, seed, seconds } = report;
  const [headline, ...others] = verdict(report);
  return html`<header><h1>${title}</h1>
<p class="about">${byGradients(report) ? 'Fine-tuned by backpropagation' : 'Fine-tuned by forward passes alone'}. ${formatCount(data.train)} texts to train on, ${formatCount(data.validation)} for choosing, ${formatCount(data.test)} for this report; ${data.classes.length} classes; seed ${seed}; ${formatDuration(seconds)} in all.</p>
<div class="verdict"><p>${headline}</p>${others.length > 0 ? html`<ul>${others.map((sentence) => html`<li>${sentence}</li>`)}</ul>` : undefined}</div></header>`;
}

function nextSection(report: Report): Markup {
  const folder = typeof report.options.folder === 'string' ? report.options.folder : 'RUN';
  const hash = chosenStage(report)?.weightsHash;
  return html`<section><h2>Use it, or do it again</h2>
<p>Label texts, one a line${folder === 'RUN' ? html`, where <code>RUN</code> is the folder of this report` : undefined}:</p>
<pre>zeroth predict ${quote(folder)} texts.txt</pre>
<p>Make a standard ONNX model of the base model and the delta:</p>
<pre>zeroth apply ${quote(report.model)} ${quote(`${folder}/delta.bin`)} -o tuned</pre>
${hash === undefined ? undefined : html`<p class="note">It is the model of this report when its weights have the hash <code>${hash}</code>; <code>apply</code> checks that.</p>`}
<p>Run it again:</p>
<pre>${finetuneCommand(report)}</pre></section>`;
}

function detailsSection({ machine, options, results: { stages } }: Report): Markup {
  const entries: [string, string][] = [
    ...Object.entries(options)
      .filter(([name]) => name !== 'version')
      .map(([name, value]): [string, string] => [name, describe(value)]),
    ...stages.map(({ name, weightsHash }): [string, string] => [`weights after ${name}`, weightsHash]),
    ['machine', `${machine.platform}, Node ${machine.node}, ${machine.threads} threads`],
  ];
  return html`<section><h2>Options and machine</h2><dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(describe).join(', ') : (JSON.stringify(value) ?? 'none');
}
