import { type Axis, type Curve, stepChart, strokeOf } from './chart.js';
import { type Comparison, type Standing, shortShare } from './comparison.js';
import { median, type Profile } from './profiles.js';

/** The page of a comparison: one file, without a script or anything from elsewhere. */
export function comparisonPage(comparison: Comparison, verdict: string): string {
  const { problem, variables, instances, budget, accuracy, least, unusable, standings } = comparison;
  const legend = standings
    .map(
      ({ method }, i) =>
        `<span><svg viewBox="0 0 34 10" width="34" height="10" aria-hidden="true"><path d="M0 5H34" stroke-width="2" ${strokeOf(i)}/></svg> ${escaped(method)}</span>`,
    )
    .join('\n');
  const rows = standings.map(
    ({ method, solved, evaluations, bestValue, medianValue, endings }) =>
      `<tr><th scope="row">${escaped(method)}</th><td>${solved} of ${instances}</td><td>${shown(evaluations)}</td><td>${shown(bestValue)}</td><td>${shown(medianValue)}</td><td class="words">${escaped(
        Object.entries(endings)
          .map(([reason, count]) => `${reason} ${count}`)
          .join(', '),
      )}</td></tr>`,
  );
  const failures = standings.flatMap(({ method, failure }) =>
    failure === undefined ? [] : [`<p class="note">${escaped(method)}: ${escaped(failure)}</p>`],
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(problem)}: methods compared</title>
<style>${style}</style>
<main>
<h1>${escaped(problem)}</h1>
<p>${variables} variables, ${instances} starts, at most ${budget} evaluations each.${unusable > 0 ? ` ${unusable} starts are left out: f is not finite there.` : ''}</p>
<p class="verdict">${escaped(verdict)}</p>
<div class="wide"><table>
<thead><tr><th>method</th><th>solved</th><th>evaluations</th><th>best value</th><th>median value</th><th class="words">ended</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>
<p class="note">A run has solved f when f ≤ fL + ${shortShare(accuracy)} (f(x0) − fL); fL = ${shown(least)} is the least value that any run found. Evaluations: the median to there. A value with its gradient at one point counts as one.</p>
${failures.join('\n')}
<p class="legend">${legend}</p>
<h2>Convergence</h2>
${convergence(comparison)}
<p class="note">The best value so far, less fL: the median over the starts, and each run faintly.</p>
<h2>Performance profile</h2>
${profileChart('performance profile', 'evaluations, as a multiple of the quickest method on the start', standings, 'performance')}
<p class="note">The share of the starts that a method solved in at most so many times the evaluations of the quickest: on the left who is quick, on the right who is reliable (Dolan, Moré 2002).</p>
<h2>Data profile</h2>
${profileChart('data profile', 'evaluations / (n + 1)', standings, 'data')}
<p class="note">The share of the starts solved within a budget, in units of the price of one gradient by differences (Moré, Wild 2009).</p>
</main>
</html>
`;
}

/** Down to here, relative to what there was at first, a decrease is drawn. */
const floor = 2 ** -52;

function convergence({ standings, least, budget }: Comparison): string {
  const gaps = standings.flatMap(({ runs }) =>
    runs.flatMap(({ improvements }) => improvements.map(({ value }) => value - least)),
  );
  const largest = Math.max(...gaps, Number.MIN_VALUE);
  const smallest = Math.max(
    Math.min(...gaps.filter((gap) => gap > 0), largest),
    largest * floor,
    Math.abs(least) * floor,
  );
  const last = Math.max(
    2,
    ...standings.flatMap(({ runs }) => runs.map(({ evaluations }) => Math.min(evaluations, budget))),
  );
  const vertical: Axis = {
    label: 'best f − fL',
    from: 10 ** Math.floor(Math.log10(smallest)),
    to: 10 ** Math.ceil(Math.log10(Math.max(largest, smallest * 10))),
    logarithmic: true,
  };
  const curves = standings.flatMap(({ runs }, series) => [
    ...runs.map((run) => ({
      series,
      faint: true,
      points: [
        ...run.improvements.map(({ evaluations, value }) => [evaluations, value - least] as const),
        ...(run.improvements.length > 0 ? [[run.evaluations, run.best - least] as const] : []),
      ],
    })),
    { series, points: medianCurve(runs, least) },
  ]);
  // Single runs lie behind all curves that sum up.
  const sorted = [...curves].sort((a, b) => Number('faint' in b) - Number('faint' in a));
  return stepChart('convergence', { label: 'evaluations', from: 1, to: last, logarithmic: true }, vertical, sorted);
}

function medianCurve(runs: Standing['runs'], least: number): Curve['points'] {
  const places = [
    ...new Set(runs.flatMap((run) => [...run.improvements.map(({ evaluations }) => evaluations), run.evaluations])),
  ];
  const next = runs.map(() => 0);
  return places
    .sort((a, b) => a - b)
    .map((place) => {
      const gaps = runs.map(({ improvements }, r) => {
        while (next[r]! < improvements.length && improvements[next[r]!]!.evaluations <= place) next[r]!++;
        return (improvements[next[r]! - 1]?.value ?? Infinity) - least;
      });
      return [place, median(gaps)] as const;
    })
    .filter(([, gap]) => gap < Infinity);
}

function profileChart(
  title: string,
  label: string,
  standings: readonly Standing[],
  which: 'performance' | 'data',
): string {
  const places = standings.flatMap((standing) => standing[which].x);
  const from = which === 'performance' ? 1 : Math.min(...places);
  const to = Math.max(...places, from * 10);
  const curves = standings.flatMap((standing, series) => {
    const points = pointsOf(standing[which], from, to);
    return points.length > 0 ? [{ series, points }] : [];
  });
  return stepChart(
    title,
    { label, from, to: to * 1.1, logarithmic: true },
    { label: 'share of the starts', from: 0, to: 1, logarithmic: false },
    curves,
  );
}

/** From the left of the chart to its right, which its last step keeps. */
function pointsOf({ x, share }: Profile, from: number, to: number): Curve['points'] {
  const points = x.map((place, i) => [place, share[i]!] as const);
  const last = share.at(-1) ?? 0;
  return [[from, 0], ...points, [to * 1.1, last]];
}

function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : '—';
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const style = `
:root { color-scheme: light dark; --ink: #1c1f23; --soft: #5b626b; --paper: #ffffff; --line: #d9dde2;
  --c0: #0969b5; --c1: #c04a00; --c2: #0a7d55; --c3: #9b3f86; --c4: #8a6a00; --c5: #4d5a68; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --soft: #a3abb5; --paper: #15181c; --line: #343a42;
  --c0: #63b3f2; --c1: #f39a5b; --c2: #4fc79a; --c3: #dd8fcb; --c4: #d9b84a; --c5: #aab6c3; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 18px; margin: 32px 0 8px; }
.verdict { font-weight: 600; border-left: 4px solid var(--c0); padding-left: 12px; }
.note { color: var(--soft); font-size: 14px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { text-align: right; padding: 5px 8px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, .words { text-align: left; }
.legend { position: sticky; top: 0; background: var(--paper); padding: 6px 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; }
main > svg { width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--line); fill: none; } .axis { stroke: var(--soft); fill: none; }
.series-0 { stroke: var(--c0); } .series-1 { stroke: var(--c1); } .series-2 { stroke: var(--c2); }
.series-3 { stroke: var(--c3); } .series-4 { stroke: var(--c4); } .series-5 { stroke: var(--c5); }
`;
