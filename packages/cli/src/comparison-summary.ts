import { join } from 'node:path';
import type { Comparison } from './train.js';

/** What a person reads at the end of a comparison: the table, what it found, and where the report is. */
export function comparisonSummary({ runs }: Comparison, folder: string, table: string): string {
  return [
    '',
    table,
    '',
    `Report: ${join(folder, 'report.html')}`,
    ...runs.map(({ method, folder: own }) => `  ${method}: ${join(own, 'report.html')}`),
  ].join('\n');
}
