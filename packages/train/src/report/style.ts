/** Style sheet of the report: light or dark as the reader prefers, one column on a phone. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --ink: #1b1f24; --soft: #59636e; --rule: #d8dde3;
  --accent: #0a63c9; --second: #b3470b; --faint: #9db7d6; --good: #17753a; --bad: #b3261e;
  --series-2: #17753a; --series-3: #7a3fb0; --series-4: #8a6d00; --series-5: #b01f6b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --panel: #1d2127; --ink: #e6e9ed; --soft: #9aa5b1; --rule: #353c45;
    --accent: #6cb2ff; --second: #f0a35e; --faint: #3f5f85; --good: #6fce8f; --bad: #ff8f86;
    --series-2: #6fce8f; --series-3: #c9a2f2; --series-4: #e0c55a; --series-5: #ff8fc4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 66rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
header p.about { margin: 0; color: var(--soft); }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 3rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 1.75rem 0 .25rem; font-size: 1rem; overflow-wrap: anywhere; }
p, ul { max-width: 46rem; }
.verdict { margin-top: 1.5rem; padding: 1rem 1.25rem; background: var(--panel); border-left: 4px solid var(--accent); }
.verdict p { margin: 0; }
.verdict p:first-child { font-size: 1.2rem; font-weight: 600; line-height: 1.4; }
.verdict ul { margin: .75rem 0 0; padding-left: 1.1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .4rem; }
th, td { padding: .35rem .9rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; }
th:first-child, td:first-child { padding-left: .25rem; text-align: left; }
tbody th { font-weight: 400; }
tr.chosen > * { font-weight: 650; background: var(--panel); }
.tag { margin-left: .5rem; padding: .05rem .45rem; border-radius: 1rem; background: var(--accent); color: var(--page); font-size: .75rem; font-weight: 600; }
.note { color: var(--soft); font-size: .9rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem; margin-top: .75rem; }
.pairs { grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
a { color: var(--accent); }
.plot { width: 100%; max-width: 36rem; height: auto; font-size: 11.5px; font-variant-numeric: tabular-nums; }
.plot text { fill: var(--ink); }
.plot .axis { fill: var(--soft); }
.plot .plot-title { font-weight: 600; font-size: 12.5px; }
.plot .grid { stroke: var(--rule); stroke-width: 1; }
.plot polyline { fill: none; stroke-linejoin: round; }
.plot .line-raw { stroke: var(--faint); stroke-width: .8; }
.plot .line-smooth { stroke: var(--accent); stroke-width: 2; }
.plot .line-validation { stroke: var(--second); stroke-width: 1.75; }
.plot .dot-raw, .plot .dot-smooth { fill: var(--accent); }
.plot .dot-validation { fill: var(--second); }
[class$="series-0"] { --series: var(--accent); }
[class$="series-1"] { --series: var(--second); }
[class$="series-2"] { --series: var(--series-2); }
[class$="series-3"] { --series: var(--series-3); }
[class$="series-4"] { --series: var(--series-4); }
[class$="series-5"] { --series: var(--series-5); }
.plot [class^="line-series"] { stroke: var(--series); stroke-width: 2; }
.plot [class^="dot-series"] { fill: var(--series); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .5rem 0 0; padding: 0; list-style: none; }
.legend li::before { content: ""; display: inline-block; width: 1.4rem; height: 3px; margin-right: .5rem; vertical-align: middle; background: var(--series); }
.plot .mark { fill: var(--page); stroke: var(--ink); stroke-width: 2; }
.plot .mark-label { font-weight: 600; paint-order: stroke; stroke: var(--page); stroke-width: 4px; }
caption { min-width: 16rem; }
.matrices { display: flex; flex-wrap: wrap; gap: 1.5rem 3rem; }
.confusion td { background: color-mix(in srgb, var(--tone) calc(var(--share) * 45%), transparent); border: 1px solid var(--rule); text-align: right; }
.confusion td.right { --tone: var(--good); }
.confusion td.wrong { --tone: var(--bad); }
.confusion th { max-width: 12rem; overflow: hidden; text-overflow: ellipsis; }
.example { margin: 0 0 .9rem; padding: .7rem 1rem; background: var(--panel); max-width: none; }
.example p { margin: 0; max-width: none; }
.example .text { margin-top: .35rem; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; unicode-bidi: isolate; }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
pre { margin: .5rem 0; padding: .8rem 1rem; background: var(--panel); overflow-x: auto; }
code, pre { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1.25rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) {
  body { padding: 1.25rem .9rem 3rem; }
  table { font-size: .875rem; }
  th, td { padding: .35rem .4rem; }
  thead th, tbody th { white-space: normal; }
  td .tag, th .tag { display: block; width: max-content; margin: .15rem 0 0; }
}
@media print { .plots, .example, table { break-inside: avoid; } }
`;
