import { describe, it } from 'vitest';
import {
  atEach,
  centralDifferences,
  coordinateDifferences,
  forwardDifferences,
  hessianFromGradients,
  lazyHessian,
  lift,
  liftAt,
  randomizedSmoothing,
  recursiveSmoothing,
  spsa,
} from '../estimators/index.js';
import {
  adam,
  asynchronousDifferentialEvolution,
  coordinateSearch,
  federatedAveraging,
  gradientDescent,
  lazyNewton,
  momentum,
  nelderMead,
  newton,
  penaltyBilevel,
  snes,
  svrg,
  tournament,
} from '../optimize/index.js';
import {
  at,
  checkpoint,
  type Gradients,
  gradientAt,
  hessianAt,
  type Method,
  pool,
  progress,
  type Query,
  type Vector,
} from '../query/index.js';
import { evaluations } from '../run/index.js';
import { float32Parameters, mezo } from './float32-parameters.js';
import { conformance, type Subject } from './index.js';
import { filling, gradients, quadratic, start, values } from './subjects.js';

const inputs = [start];
const problem = { x0: start, bounds: undefined, tolerance: { gradient: 1e-8, step: 1e-12, value: 2 ** -50 }, seed: 0 };

function conforms<Y extends Query, R>(subject: Subject<Y, R>): void {
  describe(subject.name, () => {
    for (const { name, check } of conformance(subject)) it(name, check);
  });
}

describe('order 1', () => {
  conforms({
    name: 'gradientDescent',
    method: () => gradientDescent(start, { step: 1e-3 }),
    oracle: gradients,
    inputs,
  });
  conforms({
    name: 'gradientDescent, buffers filled',
    method: () => gradientDescent(start, { step: 1e-3 }),
    oracle: filling,
    inputs,
  });
  conforms({ name: 'momentum', method: () => momentum(start, { step: 2e-4 }), oracle: filling, inputs });
  conforms({ name: 'adam', method: () => adam(start, { step: 0.01 }), oracle: gradients, inputs });
});

describe('order 2', () => {
  const stop = () => evaluations(40);
  conforms({ name: 'newton', method: () => newton(start), oracle: filling, stop, inputs });
  conforms({
    name: 'lazyNewton',
    method: () => lazyNewton({ regularization: 100, every: 3 }).start(problem),
    oracle: filling,
    stop,
    inputs,
  });
});

describe('order 0', () => {
  conforms({ name: 'nelderMead', method: () => nelderMead(start), oracle: values, inputs });
  conforms({
    name: 'coordinateSearch',
    method: () => coordinateSearch(start, { widths: [0.1, 0.1], sweeps: 8 }),
    oracle: values,
    inputs,
  });
  conforms({ name: 'snes', method: () => snes(start, { seed: 3 }), oracle: values, inputs });
  const lower = Float64Array.of(-2, -2);
  const upper = Float64Array.of(2, 0.5);
  for (const workers of [1, 4, 25])
    conforms({
      name: `asynchronousDifferentialEvolution, ${workers} workers`,
      method: () => asynchronousDifferentialEvolution(lower, upper, { workers, population: 20, seed: 1 }),
      oracle: values,
      bounds: { lower, upper },
      concurrent: true,
      inputs: [lower, upper],
    });
});

describe('comparisons', () => {
  const candidates = ['b', 'a', 'd', 'c', 'f', 'e'];
  conforms({
    name: 'tournament',
    method: () => tournament(candidates, { size: 3 }),
    oracle: () => ({
      ranking: ({ points }) => points.map((_, i) => i).sort((i, j) => (points[i]! > points[j]! ? -1 : 1)),
    }),
    inputs: candidates,
  });
});

describe('samples, levels and clients', () => {
  conforms({
    name: 'svrg',
    method: () => svrg(start, { step: 0.05, terms: 4, inner: 7, batch: 2, anchor: 'random' }),
    oracle: () =>
      quadratic(Float64Array.of(1, 2), ({ sample }) =>
        typeof sample === 'object' ? sample.reduce((sum, i) => sum + i - 1.5, 0) / sample.length : 0,
      ),
    inputs,
  });

  const upperStart = Float64Array.of(1);
  const bilevel = () =>
    penaltyBilevel(upperStart, upperStart, {
      step: 0.05,
      penalty: 3,
      penaltyIncrease: 0.1,
      lowerSolver: (y) => momentum(y, { step: 0.1, momentum: 0.5 }),
    });
  conforms({
    name: 'penaltyBilevel',
    method: bilevel,
    oracle: () => ({ upper: quadratic(Float64Array.of(0, 1)), lower: quadratic(Float64Array.of(2, 0)) }),
    inputs: [upperStart],
  });
  conforms({
    name: 'penaltyBilevel, its lower level by values',
    method: () => liftAt('lower', bilevel(), centralDifferences()),
    oracle: () => ({ upper: quadratic(Float64Array.of(0, 1)), lower: quadratic(Float64Array.of(2, 0)) }),
    inputs: [upperStart],
  });

  const clients = () => ({
    clients: [Float64Array.of(0, 0), Float64Array.of(1, 0), Float64Array.of(0, 1)].map((center) => quadratic(center)),
  });
  const federated = () => federatedAveraging(start, { clients: 3, localSteps: 3, step: 0.1, weights: [1, 2, 3] });
  conforms({ name: 'federatedAveraging', method: federated, oracle: clients, concurrent: true, inputs });
  conforms({
    name: 'federatedAveraging by values',
    method: () => liftAt('clients', federated(), atEach(spsa({ step: 1e-3 }))),
    oracle: clients,
    concurrent: true,
    inputs,
  });
  conforms({
    name: 'spawned clients, each lifted within its address',
    method: liftedClients,
    oracle: clients,
    concurrent: true,
    inputs,
  });
});

function* liftedClients() {
  const running = yield* pool<Vector>();
  for (let c = 0; c < 3; c++)
    yield* running.start(at('clients', at(c, lift(fewSteps(0.1, 4), randomizedSmoothing({ radius: 0.1, seed: c })))));
  const mean = new Float64Array(2);
  while (running.size > 0) {
    const { result } = yield* running.next();
    for (let i = 0; i < 2; i++) mean[i]! += result[i]!;
    yield* progress({ x: mean });
  }
  return mean;
}

function* fewSteps(step: number, steps: number): Method<Gradients, Vector> {
  const x = start.slice();
  for (let k = 0; k < steps; k++) {
    const { gradient } = yield* gradientAt(x);
    for (let i = 0; i < x.length; i++) x[i]! -= step * gradient[i]!;
  }
  return x;
}

describe('lifted', () => {
  const descent = () => gradientDescent(start, { step: 1e-4 });
  conforms({ name: 'centralDifferences', method: () => lift(descent(), centralDifferences()), oracle: values, inputs });
  conforms({ name: 'forwardDifferences', method: () => lift(descent(), forwardDifferences()), oracle: values, inputs });
  conforms({
    name: 'coordinateDifferences under adam',
    method: () => lift(adam(start), coordinateDifferences({ coordinates: 1, seed: 5 })),
    oracle: values,
    inputs,
  });
  for (const law of ['ball', 'gaussian'] as const)
    for (const points of [1, 2] as const)
      conforms({
        name: `randomizedSmoothing under adam, ${law}, ${points} points`,
        method: () => lift(adam(start), randomizedSmoothing({ radius: 0.01, law, points, directions: 2 })),
        oracle: values,
        inputs,
      });
  conforms({ name: 'spsa under adam', method: () => lift(adam(start), spsa({ step: 0.01 })), oracle: values, inputs });
  const recursive = () => recursiveSmoothing({ radius: 1e-3, period: 5, freshDirections: 4, stochastic: true });
  conforms({ name: 'recursiveSmoothing', method: () => lift(descent(), recursive()), oracle: values, inputs });
  conforms({
    name: 'recursiveSmoothing under adam',
    method: () => lift(adam(start), recursive()),
    oracle: values,
    inputs,
  });
  conforms({
    name: 'recursiveSmoothing under a pool',
    method: () => lift(gradientPool(), recursive()),
    oracle: values,
    concurrent: true,
    inputs,
  });
  conforms({
    name: 'newton, three levels down to values',
    method: () =>
      lift(
        lift(lift(newton(Float64Array.of(0.9, 0.8)), lazyHessian({ every: 3 })), hessianFromGradients({ step: 1e-3 })),
        centralDifferences(),
      ),
    oracle: values,
  });
  conforms({
    name: 'lazyHessian and coordinateDifferences, in checkpoints',
    method: () =>
      lift(lift(lift(savedNewton(), lazyHessian({ every: 3 })), hessianFromGradients()), coordinateDifferences()),
    oracle: values,
    stop: () => evaluations(400),
    inputs,
  });
  conforms({
    name: 'lazyNewton, two levels down to values',
    method: () =>
      lift(lift(lazyNewton({ regularization: 100 }).start(problem), hessianFromGradients()), centralDifferences()),
    oracle: values,
    inputs,
  });
});

/** Scaled steps by the diagonal of the Hessian, with all of the state in checkpoints. */
function* savedNewton() {
  let x = start.slice();
  for (;;) {
    x = yield* checkpoint(x);
    const hessian = yield* hessianAt(x);
    const curvatures = [hessian[0]!, hessian[3]!];
    const { value, gradient } = yield* gradientAt(x);
    if (yield* progress({ x, value })) return x;
    for (let i = 0; i < 2; i++) x[i]! -= (1e-3 * gradient[i]!) / (1 + Math.abs(curvatures[i]!));
  }
}

/** Gradients asked side by side, each for the point as it was then. */
function* gradientPool() {
  const running = yield* pool<{ readonly value: number; readonly gradient: Vector }>();
  const x = start.slice();
  for (;;) {
    while (running.size < 4) yield* running.start(copied(x.slice()));
    const { result } = yield* running.next();
    for (let i = 0; i < 2; i++) x[i]! -= 1e-5 * result.gradient[i]!;
    if (yield* progress({ x, value: result.value })) return x;
  }
}

function* copied(x: Vector) {
  return yield* gradientAt(x, new Float64Array(x.length));
}

describe('effects', () => {
  conforms({ name: 'mezo', method: () => mezo(1e-3, 1e-2, 20), oracle: () => float32Parameters(200).oracle });
});
