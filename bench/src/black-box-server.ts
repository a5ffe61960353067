import { createInterface } from 'node:readline';
import { blackBoxProblems, budget, deviation, startOf } from './black-box.js';

/* Answers lines 'index x₀ x₁ …  x₀ x₁ …' by values, a point after another. The line 'list' is answered by the problems. */

const problems = blackBoxProblems();
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'list') {
    const starts = problems.map(({ least }, k) => ({ least, start: Array.from(startOf(k)) }));
    process.stdout.write(`${JSON.stringify({ budget, deviation, problems: starts })}\n`);
    continue;
  }
  const [index, ...numbers] = line.split(' ').map(Number);
  const { f, n } = problems[index!]!;
  const values: number[] = [];
  for (let i = 0; i < numbers.length; i += n) values.push(f(Float64Array.from(numbers.slice(i, i + n))));
  process.stdout.write(`${JSON.stringify(values)}\n`);
}
