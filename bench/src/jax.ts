import { runtimeFunction } from '@zeroth/onnx';
import * as np from 'zeroth/array';
import { valueAndGrad, vjp } from 'zeroth/autodiff';
import { type Measurement, median, processorTime } from './measure.js';

const ROUNDS = 9;
const BATCH = 128;
const RATE = 0.01;
const shapes = [[784, 256], [256], [256, 10], [10]] as const;

/** What is used of an array of jax-js; functions and methods consume their operands, of which `ref` is another handle. */
interface JaxArray {
  readonly ref: JaxArray;
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  sum(): JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  data(): Promise<ArrayLike<number>>;
}

/** What is used of jax-js. */
interface Jax {
  init(device: 'wasm'): Promise<unknown>;
  defaultDevice(device: 'wasm'): unknown;
  readonly numpy: {
    array(values: Float32Array): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    readonly sin: (x: JaxArray) => JaxArray;
  };
  readonly nn: { relu(x: JaxArray): JaxArray; logSoftmax(x: JaxArray): JaxArray };
  jit<A extends unknown[], R>(f: (...inputs: A) => R): (...inputs: A) => R;
  valueAndGrad<P, A extends unknown[]>(f: (x: P, ...rest: A) => JaxArray): (x: P, ...rest: A) => [JaxArray, P];
}

/**
 * Against the npm package jax-js, on its WebAssembly device, in float32: a training step, and what a function costs before it
 * runs fast. The package is no dependency of this one.
 */
export async function benchJax(say: (line: string) => void): Promise<Measurement[]> {
  const name: string = '@jax-js/jax';
  let jax: Jax;
  try {
    jax = await import(name);
    await jax.init('wasm');
    jax.defaultDevice('wasm');
  } catch {
    say('jax-js is not there: npm install --no-save @jax-js/jax@0.1.25');
    return [];
  }
  return [...(await steps(jax)), await firstRuns(jax)];
}

/** A step of gradient descent of a network 784-256-10 of rectified units, by our engines and theirs. */
async function steps(jax: Jax): Promise<readonly Measurement[]> {
  const begin = shapes.map((shape) =>
    Float32Array.from({ length: shape.reduce((size, length) => size * length, 1) }, (_, i) => {
      return Math.sin(1.3 * i) / Math.sqrt(shape[0]);
    }),
  );
  const images = Float32Array.from({ length: BATCH * 784 }, (_, i) => Math.sin(0.37 * i));
  const labels = new Float32Array(BATCH * 10);
  for (let i = 0; i < BATCH; i++) labels[i * 10 + (i % 10)] = 1;

  const loss = (w1: np.NDArray, b1: np.NDArray, w2: np.NDArray, b2: np.NDArray, x: np.NDArray, y: np.NDArray) => {
    const hidden = np.maximum(np.add(np.matmul(x, w1), b1), 0);
    const logs = np.logSoftmax(np.add(np.matmul(hidden, w2), b2), { axis: 1 });
    return np.multiply(np.sum(np.multiply(logs, y)), -1 / BATCH);
  };
  type Weights = [np.NDArray, np.NDArray, np.NDArray, np.NDArray];
  const tensor = (i: 0 | 1 | 2 | 3): np.NDArray => np.fromData(begin[i]!.slice(), shapes[i]);
  const weights: Weights = [tensor(0), tensor(1), tensor(2), tensor(3)];
  const [x, y] = [np.fromData(images, [BATCH, 784]), np.fromData(labels, [BATCH, 10])];
  const gradient = valueAndGrad((given: Weights, a: np.NDArray, b: np.NDArray) => loss(...given, a, b));
  const own = (): number => {
    const found = gradient(weights, x, y);
    weights.forEach(({ data }, i) => {
      const slope = found.gradient[i]!.data;
      for (let k = 0; k < data.length; k++) data[k]! -= RATE * slope[k]!;
    });
    return found.value;
  };

  const types = [...shapes, [BATCH, 784], [BATCH, 10]].map((shape) => ({ shape, dtype: 'float32' as const }));
  const lowered = await runtimeFunction(
    (w1, b1, w2, b2, a, b) => {
      const old = [w1!, b1!, w2!, b2!] as const;
      const { value, pullback } = vjp((...given: Weights) => loss(...given, a!, b!), ...old);
      const slopes = pullback(np.astype(1, 'float32'));
      return [np.asArray(value), ...old.map((w, i) => np.subtract(w, np.multiply(np.asArray(slopes[i]!), RATE)))];
    },
    types,
    { threads: 1 },
  );
  let [now, next] = [begin.map((values) => values.slice()), begin.map((values) => values.slice())];
  const byRuntime = async (): Promise<number> => {
    const [value] = await lowered.run([...now, images, labels], [undefined, ...next]);
    [now, next] = [next, now];
    return value![0]!;
  };

  const { numpy, nn } = jax;
  const theirLoss = ([w1, b1, w2, b2]: readonly JaxArray[], a: JaxArray, b: JaxArray): JaxArray => {
    const hidden = nn.relu(numpy.matmul(a, w1!).add(b1!));
    const logs = nn.logSoftmax(numpy.matmul(hidden, w2!).add(b2!));
    return logs
      .mul(b)
      .sum()
      .mul(-1 / BATCH);
  };
  const theirStep = jax.jit((given: readonly JaxArray[], a: JaxArray, b: JaxArray) => {
    const [value, slopes] = jax.valueAndGrad(theirLoss)(
      given.map((w) => w.ref),
      a,
      b,
    );
    return { value, weights: given.map((w, i) => w.sub(slopes[i]!.mul(RATE))) };
  });
  let theirWeights: readonly JaxArray[] = begin.map((values, i) => numpy.array(values.slice()).reshape(shapes[i]!));
  const a = numpy.array(images).reshape([BATCH, 784]);
  const b = numpy.array(labels).reshape([BATCH, 10]);
  const theirs = async (): Promise<number> => {
    const made = theirStep(theirWeights, a.ref, b.ref);
    theirWeights = made.weights;
    return (await made.value.data())[0]!;
  };

  const times = await inTurns([own, byRuntime, theirs], 5);
  await lowered.close();
  const row = (name: string, ours: number): Measurement => {
    return { name, ours, peer: times[2]!, peerVersion: 'jax-js 0.1.25, jit', limit: 0.6, unit: 'ms' };
  };
  return [
    row('MLP 784-256-10 step, batch 128, through ONNX Runtime', times[1]!),
    row('the same by our own kernels', times[0]!),
  ];
}

/** Median milliseconds of runs in turns; all must come to the same losses, step by step. */
async function inTurns(runs: readonly (() => number | Promise<number>)[], repeats: number): Promise<number[]> {
  const times: number[][] = runs.map(() => []);
  for (let round = -2; round < ROUNDS; round++) {
    const losses: number[] = [];
    for (const [k, run] of runs.entries()) {
      const begun = processorTime();
      let loss = 0;
      for (let i = 0; i < repeats; i++) loss = await run();
      if (round >= 0) times[k]!.push((processorTime() - begun) / repeats);
      losses.push(loss);
    }
    if (losses.some((loss) => !(Math.abs(loss - losses[0]!) < 1e-3)))
      throw new RangeError(`The engines come to different losses, ${losses.join(', ')}.`);
  }
  return times.map(median);
}

/**
 * The first call of the gradient of a function of 200 operations, 50 layers of four: tracing, compiling, running once. Products
 * end the loops that jax-js fuses; chains of 66 sines and hyperbolic tangents it did not finish within a minute.
 */
async function firstRuns(jax: Jax): Promise<Measurement> {
  const times: { readonly ours: number[]; readonly peer: number[] } = { ours: [], peer: [] };
  const point = Float32Array.from({ length: 100 }, (_, i) => Math.sin(i));
  const matrix = Float32Array.from({ length: 100 }, (_, i) => Math.cos(i) / 3);
  const mixing = np.fromData(matrix, [10, 10]);
  const { array, matmul, sin } = jax.numpy;
  for (let round = -2; round < ROUNDS; round++) {
    // A function of its own in each round, so that nothing is known of it.
    const factor = 1 + round / 100;
    const ours = valueAndGrad((given: np.NDArray, mixed: np.NDArray) => {
      let value = np.reshape(given, [10, 10]);
      for (let i = 0; i < 50; i++) value = np.add(np.multiply(np.sin(np.matmul(value, mixed)), factor), 0.1);
      return np.sum(value);
    });
    const theirs = jax.jit(
      jax.valueAndGrad((given: JaxArray, mixed: JaxArray) => {
        let value = given;
        for (let i = 0; i < 50; i++) value = sin(matmul(value, mixed.ref)).mul(factor).add(0.1);
        return value.sum();
      }),
    );
    const [input, other] = [array(point.slice()).reshape([10, 10]), array(matrix.slice()).reshape([10, 10])];
    const begun = processorTime();
    ours(point, mixing);
    const middle = processorTime();
    await theirs(input, other)[1].data();
    const end = processorTime();
    if (round < 0) continue;
    times.ours.push(middle - begun);
    times.peer.push(end - middle);
  }
  return {
    name: 'first gradient of a function of 200 operations',
    ours: median(times.ours),
    peer: median(times.peer),
    peerVersion: 'jax-js 0.1.25, jit',
    limit: 0.5,
    unit: 'ms',
  };
}
