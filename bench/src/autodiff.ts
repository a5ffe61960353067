import * as np from 'zeroth/array';
import { hvp, laplacian, valueAndGrad } from 'zeroth/autodiff';
import { type Measurement, median, processorTime } from './measure.js';
import { withPython } from './python-peer.js';

const ROUNDS = 15;

/** f(x) = Σ 100 (x₂ᵢ − x₂ᵢ₋₁²)² + (1 − x₂ᵢ₋₁)² */
function rosenbrock(x: np.NDArray): np.NDArray {
  const a = np.slice(x, [null, null, 2]);
  const b = np.slice(x, [1, null, 2]);
  return np.sum(np.add(np.multiply(100, np.square(np.subtract(b, np.square(a)))), np.square(np.subtract(1, a))));
}

function rosenbrockByHand(x: Float64Array): { value: number; gradient: Float64Array } {
  const gradient = new Float64Array(x.length);
  let value = 0;
  for (let i = 0; i < x.length; i += 2) {
    const a = x[i]!;
    const t = x[i + 1]! - a * a;
    const u = 1 - a;
    value += 100 * t * t + u * u;
    gradient[i] = -400 * a * t - 2 * u;
    gradient[i + 1] = 200 * t;
  }
  return { value, gradient };
}

function productByHand(x: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const a = x[i]!;
    const cross = -400 * a * v[i + 1]!;
    out[i] = (1200 * a * a - 400 * x[i + 1]! + 2) * v[i]! + cross;
    out[i + 1] = -400 * a * v[i]! + 200 * v[i + 1]!;
  }
  return out;
}

/** Microseconds of processor time of two functions, in turns. */
function inTurns(ours: () => unknown, peer: () => unknown, repeats: number): readonly [number, number] {
  const times: readonly [number[], number[]] = [[], []];
  for (let round = -3; round < ROUNDS; round++)
    [ours, peer].forEach((run, k) => {
      const begin = processorTime();
      for (let i = 0; i < repeats; i++) run();
      if (round >= 0) times[k as 0 | 1].push((1000 * (processorTime() - begin)) / repeats);
    });
  return [median(times[0]), median(times[1])];
}

const unary = [np.sin, np.tanh, np.exp, np.square, np.cos] as const;

/** Program number k: steps that mix elementwise functions, views, reductions and products. */
function randomProgram(k: number): (x: np.NDArray) => np.NDArray {
  return (x) => {
    let value = np.reshape(x, [100, 100]);
    for (let step = 0; step < 6; step++) {
      const choice = (k * 7 + step * 5 + k * step) % 6;
      const f = unary[(k + step) % unary.length]!;
      if (choice === 0) value = np.add(f(value), np.matrixTranspose(value));
      else if (choice === 1) value = np.subtract(value, np.mean(value, { axis: 0 }));
      else if (choice === 2) value = np.multiply(np.tanh(value), f(np.tanh(value)));
      else if (choice === 3) value = np.divide(np.matmul(value, np.matrixTranspose(value)), 100);
      else if (choice === 4) value = np.add(np.roll(value, 1, { axis: 1 }), np.tanh(value));
      else value = np.divide(value, np.add(np.sum(np.square(value), { axis: 1, keepdims: true }), 1));
      value = np.tanh(value);
    }
    return np.sum(value);
  };
}

/** Times derivatives against loops by hand, NumPy by hand, and the functions themselves. */
export async function benchAutodiff(say: (line: string) => void, python = '/usr/bin/python3'): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  const row = (name: string, [ours, peer]: readonly [number, number], limit: number, peerVersion: string): void => {
    rows.push({ name, ours, peer, peerVersion, limit, unit: 'µs' });
  };
  const gradient = valueAndGrad(rosenbrock);
  const product = hvp(rosenbrock);
  for (const [n, repeats] of [
    [10, 20_000],
    [1000, 2000],
    [1_000_000, 3],
  ] as const) {
    const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    const v = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
    const loop = 'loop by hand';
    row(
      `gradient, Rosenbrock n = ${n}`,
      inTurns(
        () => gradient(x),
        () => rosenbrockByHand(x),
        repeats,
      ),
      1.5,
      loop,
    );
    row(
      `Hessian product, Rosenbrock n = ${n}`,
      inTurns(
        () => product(x, v),
        () => productByHand(x, v),
        repeats,
      ),
      2,
      loop,
    );
  }
  const x = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i));
  let logs = 0;
  for (let k = 0; k < 20; k++) {
    const f = randomProgram(k);
    // The function alone, compiled: the value of a gradient with respect to an argument that it hardly uses.
    const both = valueAndGrad(f);
    const alone = valueAndGrad((_: number, given: np.NDArray) => f(given));
    const [ours, peer] = inTurns(
      () => both(x),
      () => alone(0, x),
      5,
    );
    logs += Math.log(ours / peer) / 20;
  }
  rows.push({
    name: 'gradients of 20 random programs, geometric mean',
    ours: Math.exp(logs),
    peer: 1,
    peerVersion: 'the functions, compiled',
    limit: 4,
    unit: 'times',
  });
  row('Laplacian of a network 1000-128-128-1', laplacians(128), 0.05, '1000 Hessian products');
  row('the same, 1000-256-256-1', laplacians(256), 0.05, '1000 Hessian products');
  const logistic = await benchLogistic(python);
  if (logistic === undefined) say('logistic regression was not measured: python3 with numpy is missing');
  else rows.push(logistic);
  return rows;
}

/** The Laplacian of a network of two hidden layers in 1000 variables: along all axes at once, and by a product for each. */
function laplacians(width: number): readonly [number, number] {
  const n = 1000;
  const layer = (rows: number, columns: number): np.NDArray =>
    np.fromData(
      Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(0.7 * i) / Math.sqrt(columns)),
      [rows, columns],
    );
  const [first, second, last] = [layer(width, n), layer(width, width), layer(1, width)];
  const network = (z: np.NDArray): np.NDArray =>
    np.sum(np.matmul(last, np.tanh(np.matmul(second, np.tanh(np.matmul(first, z))))));
  const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
  const axis = new Float64Array(n);
  const product = hvp(network);
  const together = laplacian(network);
  const byProducts = (): number => {
    let trace = 0;
    for (let i = 0; i < n; i++) {
      axis[i] = 1;
      trace += product(x, axis)[i]!;
      axis[i] = 0;
    }
    return trace;
  };
  return inTurns(() => together(x), byProducts, 1);
}

async function benchLogistic(python: string): Promise<Measurement | undefined> {
  const [n, d] = [10_000, 100];
  const data = np.fromData(
    Float64Array.from({ length: n * d }, (_, i) => Math.sin(i * 0.7)),
    [n, d],
  );
  const y = np.asArray(Float64Array.from({ length: n }, (_, i) => Number(Math.sin(i * 1.3) > 0)));
  const w = Float64Array.from({ length: d }, (_, i) => Math.cos(i) / 10);
  const run = valueAndGrad((weights: np.NDArray) => {
    const z = np.matmul(data, weights);
    const softplus = np.add(np.maximum(z, 0), np.log1p(np.exp(np.negative(np.abs(z)))));
    return np.mean(np.subtract(softplus, np.multiply(y, z)));
  });
  try {
    return await withPython(
      'numpy-logistic.py',
      async (peer) => {
        const version = await peer.next();
        const times: { readonly ours: number[]; readonly peer: number[] } = { ours: [], peer: [] };
        for (let round = -3; round < ROUNDS; round++) {
          const begin = processorTime();
          for (let i = 0; i < 10; i++) run(w);
          const ours = (processorTime() - begin) * 100;
          peer.send('10');
          const seconds = Number(await peer.next());
          if (round < 0) continue;
          times.ours.push(ours);
          times.peer.push(1e6 * seconds);
        }
        return {
          name: `gradient, logistic regression ${n} x ${d}`,
          ours: median(times.ours),
          peer: median(times.peer),
          peerVersion: `NumPy ${version}`,
          limit: 1.5,
          unit: 'µs',
        };
      },
      python,
    );
  } catch {
    return undefined;
  }
}
