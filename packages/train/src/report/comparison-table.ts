import { type Comparison, comparedStages } from './comparison.js';
import { formatBytes, formatCount, formatScore, measured } from './format.js';
import { comparedFindings } from './render-comparison.js';
import { align } from './report-table.js';

/** A comparison as plain text of at most 80 columns with usual names. */
export function comparisonTable(comparison: Comparison): string {
  const { runs, data, gradientPasses } = comparison;
  const tables = comparedStages(comparison).flatMap((name) => {
    const header = [
      ['', '', 'cross-', '', 'forward', '', 'peak', 'to'],
      [`stage ${name}`, 'accuracy', 'entropy', 'steps', 'passes', 'seconds', 'memory', 'ship'],
    ];
    const body = runs.flatMap(({ method, stages }) =>
      stages
        .filter((stage) => stage.name === name)
        .map(({ after, steps, passes, seconds, peakBytes, shippedBytes }) => [
          method,
          formatScore(after.accuracy),
          formatScore(after.crossEntropy),
          formatCount(steps),
          formatCount(passes),
          seconds.toFixed(1),
          formatBytes(measured(peakBytes)),
          formatBytes(shippedBytes),
        ]),
    );
    return [...align([...header, ...body]), ''];
  });
  return [
    ...tables,
    `Scores on ${formatCount(data.test)} test texts; a gradient counts as ${gradientPasses} forward passes.`,
    ...comparedFindings(comparison),
  ].join('\n');
}
