import { expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { smallNet } from './small-net.js';
import { allTerms, logisticTask } from './training-task.js';

const draws = random(3);
const tasks = [logisticTask(draws), smallNet(draws, 'regression'), smallNet(draws, 'classification')];

it.each(tasks)('$name has the gradient that differences give, and the mean of its samples', (task) => {
  const x = task.start.map(() => draws.normal());
  const n = x.length;
  const halves = [allTerms(task).filter((i) => i % 2 === 0), allTerms(task).filter((i) => i % 2 === 1)];
  const gradient = new Float64Array(n);
  const value = task.loss(x, allTerms(task), gradient);
  const parts = halves.map((half) => {
    const part = new Float64Array(n);
    return { value: task.loss(x, half, part), gradient: part };
  });
  expect(value).toBeCloseTo((parts[0]!.value + parts[1]!.value) / 2, 12);
  const h = 2 ** -17;
  for (let i = 0; i < n; i++) {
    expect(gradient[i]!).toBeCloseTo((parts[0]!.gradient[i]! + parts[1]!.gradient[i]!) / 2, 12);
    const at = (by: number) => {
      const moved = x.slice();
      moved[i]! += by;
      return task.loss(moved, allTerms(task), new Float64Array(n));
    };
    // Truncation h² / 6 times a third derivative below 100, and rounding ε / h.
    expect(Math.abs((at(h) - at(-h)) / (2 * h) - gradient[i]!)).toBeLessThan((100 * h * h) / 6 + 100 * (2 ** -52 / h));
  }
});
