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
    [`zeroth predict ${quote(folder)} texts.txt`, 'label your own texts, one a line'],
    [`zeroth evaluate ${quote(folder)} ${dataWords(report)}`, 'score it again, or on other data'],
    [`zeroth apply ${quote(report.model)} ${quote(join(folder, 'delta.bin'))} -o tuned`, 'a standard ONNX model'],
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

/** The data as they were given, with the options without which they would be read or split otherwise. */
function dataWords({ data, options }: Report): string {
  const words = [quote(typeof options.data === 'string' ? options.data : data.name)];
  for (const name of ['text', 'label', 'limit']) {
    const value = options[name];
    if (typeof value === 'string' || typeof value === 'number') words.push(`--${name}`, quote(String(value)));
  }
  return words.join(' ');
}

/** The word as a POSIX shell reads it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
