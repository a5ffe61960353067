import { chosenStage, comparisonRows, standardError } from './findings.js';
import { absent, formatBytes, formatCount, formatScore, measured } from './format.js';
import type { Report } from './report.js';

/** Names of stages may be patterns of any length; the table should still fit a terminal of 80 columns. */
const longestName = 24;

/**
 * The comparison on the test part as plain text of at most 80 columns with usual names: baselines, each stage before
 * and after, and what each stage cost; below it which one validation chose and how sure the accuracies are.
 */
export function reportTable(report: Report): string {
  const header = [
    ['', '', '', 'cross-', '', 'ms a', 'peak', ''],
    [`${formatCount(report.data.test)} test texts`, 'accuracy', 'F1', 'entropy', 'seconds', 'step', 'memory', 'delta'],
  ];
  const body = comparisonRows(report).map(({ name, scores, stage, chosen }) => [
    `${clip(name)}${chosen ? ' *' : ''}`,
    formatScore(scores.accuracy),
    formatScore(scores.f1),
    formatScore(scores.crossEntropy),
    ...(stage ? costs(stage) : ['', '', '', '']),
  ]);
  return [...align([...header, ...body]), '', ...notes(report)].join('\n');
}

function costs(stage: Report['results']['stages'][number]): string[] {
  const fixed = (value: number): string => (Number.isFinite(value) ? value.toFixed(1) : absent);
  const ratio = measured(stage.peakBytes) / stage.inferenceBytes;
  return [
    fixed(stage.seconds),
    fixed(measured(stage.stepMilliseconds)),
    Number.isFinite(ratio) ? `${ratio.toFixed(2)}x` : absent,
    formatBytes(stage.deltaBytes),
  ];
}

function notes(report: Report): string[] {
  const lines: string[] = [];
  const chosen = chosenStage(report);
  if (chosen) {
    const error = formatScore(standardError(chosen.after.accuracy, report.data.test));
    lines.push(`* chosen on validation. One standard error of its accuracy is ${error}.`);
  }
  for (const { name, peakBytes, inferenceBytes } of report.results.stages) {
    lines.push(
      `Peak memory of ${name}: ${formatBytes(measured(peakBytes))}; of inference alone: ${formatBytes(inferenceBytes)}.`,
    );
  }
  return lines;
}

function clip(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`;
}

/** Columns as wide as their widest cell, the first to the left and the others to the right. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
