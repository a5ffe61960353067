import { join } from 'node:path';
import { formatSeconds } from './format.js';
import type { Output } from './io.js';
import { paintFor } from './paint.js';
import type { Report } from './train.js';

/** What a person reads at the end of a run: the table, the choice, where the report is, and what to try next. */
export function runSummary(report: Report, folder: string, table: string, output: Output): string {
  const { bold, faint } = paintFor(output);
  const stage = report.results.stages[report.results.chosen];
  const next: [string, string][] = [
    [`zeroth predict ${folder} texts.txt`, 'label your own texts, one a line'],
    [`zeroth evaluate ${folder} ${report.data.name}`, 'score it again, or on other data'],
    [`zeroth apply ${report.model} ${join(folder, 'delta.bin')} -o tuned`, 'a standard ONNX model'],
    [`zeroth finetune --help`, 'other stages, methods and objectives'],
  ];
  const width = Math.max(...next.map(([line]) => line.length));
  return [
    '',
    table,
    '',
    stage ? `Validation chose ${bold(`"${stage.name}"`)}. The whole run took ${formatSeconds(report.seconds)}.` : '',
    `Report: ${join(folder, 'report.html')}`,
    '',
    'Next:',
    ...next.map(([line, purpose]) => `  ${line.padEnd(width)}  ${faint(purpose)}`),
  ].join('\n');
}
