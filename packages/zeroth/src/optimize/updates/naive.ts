/*
 * The rules once more, for one tensor, as their papers state them: vectors by map, sums over the whole history where a
 * paper defines an average by one, nothing in place. Slow, and written without looking at the rules.
 */

export type Gradient = (x: readonly number[], k: number) => readonly number[];
export type Trajectory = readonly (readonly number[])[];

const norm = (x: readonly number[]) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
const rms = (x: readonly number[]) => norm(x) / Math.sqrt(x.length);

/** Points after each step of x ← next(x, all gradients so far). */
function follow(
  x0: readonly number[],
  gradient: Gradient,
  steps: number,
  next: (x: readonly number[], history: readonly (readonly number[])[]) => readonly number[],
): Trajectory {
  let x = x0;
  const history: (readonly number[])[] = [];
  return Array.from({ length: steps }, (_, k) => {
    history.push(gradient(x, k));
    x = next(x, history);
    return x;
  });
}

/** Σ (1 − β) β^(k − j) f(g_j), by coordinate. */
function mean(history: readonly (readonly number[])[], beta: number, i: number, f: (g: number) => number): number {
  return history.reduce((sum, g, j) => sum + (1 - beta) * beta ** (history.length - 1 - j) * f(g[i]!), 0);
}

/** The same, weights divided by their sum. */
function corrected(history: readonly (readonly number[])[], beta: number, i: number, f: (g: number) => number): number {
  return mean(history, beta, i, f) / (1 - beta ** history.length);
}

const itself = (g: number) => g;
const squared = (g: number) => g * g;

export function lion(
  x0: readonly number[],
  gradient: Gradient,
  steps: number,
  rate: number,
  decay: number,
): Trajectory {
  return follow(x0, gradient, steps, (x, history) =>
    x.map((v, i) => {
      const before = mean(history.slice(0, -1), 0.99, i, itself);
      return v - rate * (Math.sign(0.9 * before + 0.1 * history.at(-1)![i]!) + decay * v);
    }),
  );
}

export function adam(x0: readonly number[], gradient: Gradient, steps: number, rate: number): Trajectory {
  return follow(x0, gradient, steps, (x, history) =>
    x.map(
      (v, i) =>
        v - (rate * corrected(history, 0.9, i, itself)) / (Math.sqrt(corrected(history, 0.999, i, squared)) + 1e-8),
    ),
  );
}

export function amsGrad(x0: readonly number[], gradient: Gradient, steps: number, rate: number): Trajectory {
  return follow(x0, gradient, steps, (x, history) =>
    x.map((v, i) => {
      const means = history.map((_, k) => mean(history.slice(0, k + 1), 0.999, i, squared));
      const largest = Math.max(...means) / (1 - 0.999 ** history.length);
      return v - (rate * corrected(history, 0.9, i, itself)) / (Math.sqrt(largest) + 1e-8);
    }),
  );
}

export function nAdam(x0: readonly number[], gradient: Gradient, steps: number, rate: number): Trajectory {
  const mu = (k: number) => 0.9 * (1 - 0.5 * 0.96 ** (0.004 * k));
  return follow(x0, gradient, steps, (x, history) => {
    const k = history.length;
    const product = (last: number) => Array.from({ length: last }, (_, j) => mu(j + 1)).reduce((p, m) => p * m, 1);
    return x.map((v, i) => {
      const ahead = (mu(k + 1) * mean(history, 0.9, i, itself)) / (1 - product(k + 1));
      const now = ((1 - mu(k)) * history.at(-1)![i]!) / (1 - product(k));
      return v - (rate * (ahead + now)) / (Math.sqrt(corrected(history, 0.999, i, squared)) + 1e-8);
    });
  });
}

export function rAdam(x0: readonly number[], gradient: Gradient, steps: number, rate: number): Trajectory {
  const beta = 0.999;
  const infinity = 2 / (1 - beta) - 1;
  return follow(x0, gradient, steps, (x, history) => {
    const k = history.length;
    const rho = infinity - (2 * k * beta ** k) / (1 - beta ** k);
    return x.map((v, i) => {
      const m = corrected(history, 0.9, i, itself);
      if (rho <= 5) return v - rate * m;
      const r = Math.sqrt(((rho - 4) * (rho - 2) * infinity) / ((infinity - 4) * (infinity - 2) * rho));
      return v - rate * r * m * (Math.sqrt(1 - beta ** k) / (Math.sqrt(mean(history, beta, i, squared)) + 1e-8));
    });
  });
}

export function lamb(
  x0: readonly number[],
  gradient: Gradient,
  steps: number,
  rate: number,
  decay: number,
): Trajectory {
  return follow(x0, gradient, steps, (x, history) => {
    const r = x.map(
      (v, i) =>
        corrected(history, 0.9, i, itself) / (Math.sqrt(corrected(history, 0.999, i, squared)) + 1e-6) + decay * v,
    );
    return x.map((v, i) => v - ((rate * norm(x)) / norm(r)) * r[i]!);
  });
}

/** Of a matrix with this many columns. */
export function adafactor(
  x0: readonly number[],
  gradient: Gradient,
  steps: number,
  rate: (k: number) => number,
  columns: number,
): Trajectory {
  const rows = x0.length / columns;
  let R: readonly number[] = Array.from({ length: rows }, () => 0);
  let C: readonly number[] = Array.from({ length: columns }, () => 0);
  return follow(x0, gradient, steps, (x, history) => {
    const k = history.length;
    const beta = 1 - k ** -0.8;
    const square = history.at(-1)!.map((g) => g * g + 1e-30);
    R = R.map((r, i) => beta * r + (1 - beta) * square.slice(i * columns, (i + 1) * columns).reduce((a, b) => a + b));
    C = C.map((c, j) => beta * c + (1 - beta) * square.filter((_, i) => i % columns === j).reduce((a, b) => a + b));
    const total = R.reduce((a, b) => a + b);
    const u = history.at(-1)!.map((g, i) => g / Math.sqrt((R[Math.floor(i / columns)]! * C[i % columns]!) / total));
    const alpha = Math.max(1e-3, rms(x)) * rate(k - 1);
    return x.map((v, i) => v - (alpha * u[i]!) / Math.max(1, rms(u)));
  });
}

export function prodigy(x0: readonly number[], gradient: Gradient, steps: number, decay: number): Trajectory {
  const [b1, b2] = [0.9, 0.999];
  const root = Math.sqrt(b2);
  const ds = [1e-6];
  const points = [x0];
  return follow(x0, gradient, steps, (x, history) => {
    const last = history.length - 1;
    const sum = (beta: number, term: (j: number) => number) =>
      history.reduce((total, _, j) => total + (1 - beta) * beta ** (last - j) * term(j), 0);
    const d = ds[last]!;
    const next = x.map((v, i) => {
      const m = sum(b1, (j) => ds[j]! * history[j]![i]!);
      const square = sum(b2, (j) => (ds[j]! * history[j]![i]!) ** 2);
      return v - d * decay * v - (d * m) / (Math.sqrt(square) + d * 1e-8);
    });
    const r = sum(root, (j) => ds[j]! ** 2 * history[j]!.reduce((t, g, i) => t + g * (x0[i]! - points[j]![i]!), 0));
    const s = x0.map((_, i) => sum(root, (j) => ds[j]! ** 2 * history[j]![i]!));
    ds.push(Math.max(d, r / s.reduce((t, v) => t + Math.abs(v), 0)));
    points.push(next);
    return next;
  });
}

export function dAdaptation(x0: readonly number[], gradient: Gradient, steps: number): Trajectory {
  const [b1, b2] = [0.9, 0.999];
  const root = Math.sqrt(b2);
  const ds = [1e-6];
  const inner: number[] = [];
  return follow(x0, gradient, steps, (x, history) => {
    const last = history.length - 1;
    const sum = (beta: number, upTo: number, term: (j: number) => number) => {
      let total = 0;
      for (let j = 0; j <= upTo; j++) total += (1 - beta) * beta ** (upTo - j) * term(j);
      return total;
    };
    const A = x.map((_, i) => Math.sqrt(sum(b2, last, (j) => history[j]![i]! ** 2)) + 1e-8);
    const next = x.map((v, i) => v - sum(b1, last, (j) => ds[j]! * history[j]![i]!) / A[i]!);
    const s = (upTo: number) => x.map((_, i) => sum(root, upTo, (j) => ds[j]! * history[j]![i]!));
    const before = s(last - 1);
    inner.push(history[last]!.reduce((t, g, i) => t + (g * before[i]!) / A[i]!, 0));
    const r = sum(root, last, (j) => ds[j]! * inner[j]!);
    ds.push(Math.max(ds[last]!, r / ((1 - root) * s(last).reduce((t, v) => t + Math.abs(v), 0))));
    return next;
  });
}

/** The reference form: x, y and z kept apart. Points are pairs [x, y], y being where the next gradient is asked. */
export function scheduleFree(
  x0: readonly number[],
  gradient: Gradient,
  steps: number,
  {
    rate,
    beta,
    warmup,
    power,
    decay,
    squareDecay,
  }: {
    readonly rate: number;
    readonly beta: number;
    readonly warmup: number;
    readonly power: number;
    readonly decay: number;
    /** AdamW's; undefined for SGD */
    readonly squareDecay?: number;
  },
): readonly { readonly x: readonly number[]; readonly y: readonly number[] }[] {
  let x = x0;
  let z = x0;
  let y = x0;
  let weights = 0;
  const history: (readonly number[])[] = [];
  return Array.from({ length: steps }, (_, k) => {
    const eta = rate * Math.min(1, (k + 1) / Math.max(1, warmup));
    history.push(gradient(y, k));
    const direction = history[k]!.map((g, i) =>
      squareDecay === undefined ? g : g / (Math.sqrt(corrected(history, squareDecay, i, squared)) + 1e-8),
    );
    z = z.map((v, i) => v - eta * (direction[i]! + decay * y[i]!));
    const weight = (k + 1) ** power * eta ** 2;
    weights += weight;
    x = x.map((v, i) => (1 - weight / weights) * v + (weight / weights) * z[i]!);
    y = x.map((v, i) => beta * v + (1 - beta) * z[i]!);
    return { x, y };
  });
}
