import { createInterface } from 'node:readline';
import { moreGarbowHillstrom, sumOfSquares } from 'zeroth/testing';

/* Answers lines 'index x₀ x₁ …' by the value of a problem, so that peers in other languages minimise the same functions.
   The line 'list' is answered by what there is: [n, goal, start …]. */

const functions = moreGarbowHillstrom.map(sumOfSquares);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'list') {
    const rows = moreGarbowHillstrom.map(({ n, minima, start }) => ({ n, minima, start: Array.from(start()) }));
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    continue;
  }
  const [index, ...x] = line.split(' ').map(Number);
  process.stdout.write(`${functions[index!]!(Float64Array.from(x))}\n`);
}
