/*
 * Writes docs/systems.md: every row of the catalogue that can be reproduced, with the verdict of its last recorded run.
 * Build first. `node scripts/systems.mjs --record runs/row-4-seed-0/result.json …` takes results into
 * reproductions/results.json before.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listReproductions } from '@zeroth/reproductions';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const recorded = join(root, 'reproductions', 'results.json');

/** The page's text. */
export function systemsPage() {
  const results = JSON.parse(readFileSync(recorded, 'utf8'));
  const pages = readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'systems.md')
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, 'docs', name), 'utf8') }));
  const rows = listReproductions().map(({ row, title }) => {
    const result = results[row];
    const verdict = result
      ? `${result.passed} of ${result.checks} checks at seed ${result.seed}${result.passed < result.checks ? ' (fails)' : ''}`
      : 'not recorded';
    const page = pages.find(({ text }) => new RegExp(`\\b(reproduce|row) ${row}\\b`, 'i').test(text))?.name;
    const link = page ? `[${page.replace('.md', '')}](${page})` : '';
    return [String(row), title.replaceAll('|', '\\|'), verdict, `\`zeroth reproduce ${row}\``, link];
  });
  return `# Systems

Papers whose claims are checked by running their methods, from the registry of reproductions. A verdict is that of the last
recorded run; the command runs it again, with other draws by \`--seed\`, and exits with 1 when a check fails. This page is
written by \`node scripts/systems.mjs\`.

${table([['row', 'paper', 'verdict', 'command', 'page'], ...rows])}
`;
}

/** Rows as a table of Markdown with even columns, as the formatter wants them; the first column is of numbers. */
function table(rows) {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  const line = (row) =>
    `| ${row.map((cell, c) => (c === 0 ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join(' | ')} |`;
  const rule = widths.map((width, c) => (c === 0 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(rows[0]), line(rule), ...rows.slice(1).map(line)].join('\n');
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(process.argv.indexOf('--record') + 1);
  if (process.argv.includes('--record')) record(files);
  writeFileSync(join(root, 'docs', 'systems.md'), systemsPage());
}

function record(files) {
  const results = JSON.parse(readFileSync(recorded, 'utf8'));
  for (const file of files) {
    const { row, seed, checks } = JSON.parse(readFileSync(file, 'utf8'));
    results[row] = { passed: checks.filter(({ pass }) => pass).length, checks: checks.length, seed };
  }
  writeFileSync(recorded, `${JSON.stringify(results, null, 2)}\n`);
}
