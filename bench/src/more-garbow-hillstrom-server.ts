import { createInterface } from 'node:readline';
import { moreGarbowHillstrom, sumOfSquares, sumOfSquaresWithGradient } from 'zeroth/testing';

/* Answers lines 'index x₀ x₁ …' by the value of a problem, so that peers in other languages minimise the same functions.
   Lines 'gradient index x₀ x₁ …' are answered by [value, gradient], and 'list' by what there is. */

const functions = moreGarbowHillstrom.map(sumOfSquares);
const slopes = moreGarbowHillstrom.map(sumOfSquaresWithGradient);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'list') {
    const rows = moreGarbowHillstrom.map(({ n, minima, start }) => ({
      n,
      minima,
      start: Array.from(start()),
      starts: [1, 10, 100].map((factor) => Array.from(start(factor))),
    }));
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    continue;
  }
  if (line.startsWith('gradient ')) {
    const [index, ...x] = line.slice('gradient '.length).split(' ').map(Number);
    const { value, gradient } = slopes[index!]!(Float64Array.from(x));
    process.stdout.write(`${JSON.stringify([value, Array.from(gradient)])}\n`);
    continue;
  }
  const [index, ...x] = line.split(' ').map(Number);
  process.stdout.write(`${functions[index!]!(Float64Array.from(x))}\n`);
}
