import type { Random } from 'zeroth/random';
import { allTerms, type TrainingTask } from './training-task.js';

const steps = 60;

/**
 * The largest part of its bound that the last iterate's gap reaches, on convex tasks without samples. For weights w that
 * are chosen before the run, steps ηₜ = wₜ Σ_{s>t} wₛ / Σ w and any point u,
 * f(x_T) − f(u) ≤ (‖x₁ − u‖² + Σ wₜ² ‖gₜ‖²) / (2 Σ w).
 *
 * Weights are constant, growing, falling, random, and those of the gradients of a run with constant ones.
 *
 * @source Defazio et al.: When, why and how much? (2023), theorem 1
 */
export function worstBoundRatio(tasks: readonly TrainingTask[], draws: Random): { worst: number; runs: number } {
  let worst = 0;
  let runs = 0;
  for (const task of tasks) {
    // The point to compare with: the best of a long run, which is near a minimum. The bound holds for any.
    const near = follow(task, new Float64Array(2000).fill(1)).best;
    for (const scale of [0.01, 0.1, 1, 10]) {
      const even = new Float64Array(steps).fill(scale);
      const records = [even, even.map((w, t) => w * (t + 1)), even.map((w, t) => w / (t + 1))];
      records.push(even.map((w) => w * draws.exponential()));
      const { norms } = follow(task, even);
      records.push(norms.map((norm) => scale / Math.max(norm, 1e-3) ** 2));
      for (const weights of records) {
        const { last, norms: seen } = follow(task, weights);
        const distance = task.start.reduce((sum, v, i) => sum + (v - near.x[i]!) ** 2, 0);
        const noise = weights.reduce((sum, w, t) => sum + (w * seen[t]!) ** 2, 0);
        const bound = (distance + noise) / (2 * weights.reduce((sum, w) => sum + w, 0));
        worst = Math.max(worst, (last - near.value) / bound);
        runs++;
      }
    }
  }
  return { worst, runs };
}

function follow(task: TrainingTask, weights: Float64Array) {
  const x = task.start.slice();
  const gradient = new Float64Array(x.length);
  const all = allTerms(task);
  const total = weights.reduce((sum, w) => sum + w, 0);
  let left = total;
  let last = Infinity;
  let best = { value: Infinity, x };
  const norms = weights.map((weight) => {
    last = task.loss(x, all, gradient);
    if (last < best.value) best = { value: last, x: x.slice() };
    left -= weight;
    for (let i = 0; i < x.length; i++) x[i]! -= ((weight * left) / total) * gradient[i]!;
    return Math.hypot(...gradient);
  });
  return { last, norms, best };
}
