import { type Kernels, loadKernels, type PerturbationLaw } from 'zeroth/kernels';
import { asynchronousDifferentialEvolution, snes } from 'zeroth/optimize';
import { type AsyncOracle, evaluateEach, type Oracle, type Values, type Vector } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { checksum, encode, evaluations, type Journal, memoryJournal, run, runAsync } from 'zeroth/run';

/*
 * What the library's core gives, as text: the same file runs in Node and in a page, which must agree on every bit.
 */

const seed = 20261124;
const length = 5000;

/** The bits of numbers, as a checksum. */
function sum(numbers: Float32Array | Float64Array): string {
  return checksum(encode(new Uint8Array(numbers.slice().buffer)));
}

/** Kernels, on weights that differ, and vectors of float32 around them. */
async function weights() {
  const kernels = await loadKernels(new WebAssembly.Memory({ initial: 4 }));
  const at = (place: number) => 4 * length * place;
  const vectors = [0, 1, 2].map((place) => new Float32Array(kernels.memory.buffer, at(place), length));
  const draws = random(seed);
  for (const vector of vectors) vector.set(draws.fillNormal(new Float64Array(length)));
  vectors[2]!.set(vectors[2]!.map(Math.abs));
  return { kernels, at, vectors };
}

const laws: readonly PerturbationLaw[] = ['rademacher', 'gaussian', 'nearGaussian'];
const start = 512 * 9;

/** Each kernel by its name. */
const uses: Readonly<Record<string, (kernels: Kernels, at: (place: number) => number) => number>> = {
  ...Object.fromEntries(
    laws.flatMap((law) => [
      [
        `perturb ${law}`,
        ({ perturb }: Kernels) => {
          perturb(law, 0, length, 0.99, 1e-3, seed, start);
          return 0;
        },
      ],
      [
        `perturbSmall ${law}`,
        ({ perturbSmall, perturbMarked }: Kernels) => {
          perturbSmall(law, 0, length, 1, 1e-3, seed, start, 0.5);
          perturbMarked(law, 0, length, 1, -2e-3, seed, start);
          return 0;
        },
      ],
    ]),
  ),
  momentum({ momentum }, at) {
    const operands = { momentum: at(1), projectedGradient: 0.7, beta: 0.9, decay: 0.999, restore: 1e-3, step: 1e-2 };
    momentum({ law: 'gaussian', weights: 0, length, seed, start }, operands);
    return 0;
  },
  adam({ adam }, at) {
    const rates = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.999, restore: 1e-3, step: 1e-2 };
    const moments = { firstMoment: at(1), secondMoment: at(2), projectedGradient: 0.7, iteration: 3 };
    adam({ law: 'nearGaussian', weights: 0, length, seed, start }, { ...rates, ...moments });
    return 0;
  },
  adaMu({ adaMuMove, adaMuFinish }, at) {
    const perturbation = { weights: 0, length, seed, start, momentum: at(1), alpha: 0.3, beta1: 0.9 };
    adaMuMove(perturbation, 1e-3);
    adaMuFinish(perturbation, { beta2: 0.01, decay: 0.999, restore: 1e-3, step: 1e-2 });
    return 0;
  },
  gaussianSquaredNorm: ({ gaussianSquaredNorm }) => gaussianSquaredNorm(length, seed, start),
  'float32 vectors'({ float32 }, at) {
    float32.axpy(length, 0.3, at(1), 0);
    float32.scale(length, 1.1, at(2));
    return float32.dot(length, 0, at(1)) + float32.norm2(length, at(2)) + float32.sum(length, 0);
  },
  'float64 vectors'({ float64 }, at) {
    // The same bytes as half as many numbers; random bits of float32 make sound numbers of float64 too.
    float64.axpy(length / 2, 0.3, at(2), at(0));
    return float64.dot(length / 2, at(0), at(2)) + float64.norm2(length / 2, at(0)) + float64.sum(length / 2, at(2));
  },
};

/** Every kernel's results, bit by bit. */
export async function kernelSums(): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const [name, use] of Object.entries(uses)) {
    const { kernels, at, vectors } = await weights();
    const result = use(kernels, at);
    sums[name] = [...vectors.map(sum), sum(Float64Array.of(result))].join(' ');
  }
  return sums;
}

const draws: Readonly<Record<string, (stream: Random) => number>> = {
  uniform: (stream) => stream.uniform(),
  normal: (stream) => stream.normal(),
  rademacher: (stream) => stream.rademacher(),
  integer: (stream) => stream.integer(1000) + stream.integer(3 * 2 ** 50),
  exponential: (stream) => stream.exponential(),
  gamma: (stream) => stream.gamma(2.5) + stream.gamma(0.2),
  studentT: (stream) => stream.studentT(3),
  stable: (stream) => stream.stable(1.5, 0.3) + stream.stable(1, 0.3),
  sphere: (stream) => stream.sphere(3)[2]!,
  choice: (stream) => stream.choice(1000, 3)[2]! + stream.permutation(10)[7]!,
};

/** A thousand draws of each law, bit by bit. */
export function drawSums(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(draws).map(([name, draw]) => {
      const stream = random(seed, 3).split(5);
      return [name, sum(Float64Array.from({ length: 1000 }, () => draw(stream)))];
    }),
  );
}

/** Rosenbrock's function in n dimensions, by arithmetic that rounds alike everywhere. */
function rosenbrock(x: Vector): number {
  let total = 0;
  for (let i = 1; i < x.length; i++) {
    const bend = x[i]! - x[i - 1]! * x[i - 1]!;
    const rest = 1 - x[i - 1]!;
    total += 100 * bend * bend + rest * rest;
  }
  return total;
}

/** A run of natural evolution: its outcome, and what its journal recorded. */
export function evolve(recorded = ''): { readonly outcome: string; readonly journal: string; readonly asked: number } {
  let asked = 0;
  const oracle: Oracle<Values> = {
    values({ points }) {
      asked++;
      return evaluateEach(points, rosenbrock);
    },
  };
  const journal = memoryJournal(recorded);
  const method = snes(Float64Array.of(-1.2, 1, 0.5, -0.3, 2), { deviation: 0.5, seed });
  const outcome = run(method, oracle, { stop: evaluations(3000), journal });
  return { outcome: encode(outcome), journal: journal.text(), asked };
}

/** Microtasks that an answer waits: fixed by the point, so that answers overtake each other alike everywhere. */
const delayOf = (x: Vector) => Math.floor(1000 * Math.abs(x[0]!)) % 7;

/** A run of asynchronous differential evolution, four questions at a time. */
export async function evolveSideBySide(
  journal: Journal,
): Promise<{ readonly outcome: string; readonly asked: number }> {
  let asked = 0;
  const oracle: AsyncOracle<Values> = {
    async values({ points }) {
      asked++;
      const answers = evaluateEach(points, rosenbrock);
      const [x] = 'law' in points ? [] : points;
      for (let wait = x === undefined ? 0 : delayOf(x); wait > 0; wait--) await undefined;
      return answers;
    },
  };
  const bound = (value: number) => new Float64Array(3).fill(value);
  const method = asynchronousDifferentialEvolution(bound(-2), bound(2), { workers: 4, seed });
  const outcome = await runAsync(method, oracle, { stop: evaluations(1500), journal, concurrency: 4 });
  return { outcome: encode(outcome), asked };
}

/** As {@link evolveSideBySide}, with what a journal's text holds replayed first. */
export async function goOn(recorded: string): Promise<{ readonly outcome: string; readonly asked: number }> {
  return evolveSideBySide(memoryJournal(recorded));
}
