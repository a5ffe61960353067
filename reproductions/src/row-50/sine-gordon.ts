import {
  add,
  asArray,
  fromData,
  matmul,
  mean,
  multiply,
  type NDArray,
  reshape,
  sin,
  slice,
  square,
  subtract,
  sum,
  tanh,
} from 'zeroth/array';
import { contractDerivatives, valueAndGrad, vmap } from 'zeroth/autodiff';
import { adam } from 'zeroth/optimize';
import { gradientOracle } from 'zeroth/oracles';
import type { Random } from 'zeroth/random';
import { iterations, run } from 'zeroth/run';

const hidden = 32;
const batch = 16;
/** Directions of each of two independent estimates, whose product has the square of the residual as its mean. */
const samples = 4;
/** Steps of Adam, and their size. */
const stages = [
  [500, 1e-2],
  [500, 3e-3],
  [500, 5e-4],
  [300, 1e-4],
] as const;

/** Δu + sin u = g in the unit ball, u = 0 on the sphere, with the solution u = (1 − |x|²) sin(a · x + ½). */
export interface Equation {
  readonly dimension: number;
  readonly a: Float64Array;
}

function phase({ a }: Equation, x: Float64Array): number {
  return x.reduce((total, value, i) => total + value * a[i]!, 0.5);
}

/** The solution at a point. */
export function solutionAt(equation: Equation, x: Float64Array): number {
  return (1 - norm2(x)) * Math.sin(phase(equation, x));
}

/** g at a point. */
export function sourceAt(equation: Equation, x: Float64Array): number {
  const { dimension, a } = equation;
  const t = phase(equation, x);
  const slope = (t - 0.5) * Math.cos(t);
  const laplacian = -2 * dimension * Math.sin(t) - 4 * slope - (1 - norm2(x)) * norm2(a) * Math.sin(t);
  return laplacian + Math.sin(solutionAt(equation, x));
}

function norm2(x: Float64Array): number {
  return x.reduce((total, value) => total + value * value, 0);
}

/** A point uniform in the unit ball. */
export function pointInBall(draws: Random, dimension: number): Float64Array {
  const radius = draws.uniform() ** (1 / dimension);
  return draws.sphere(dimension).map((value) => value * radius);
}

/** u = (1 − |x|²) times a network with two hidden layers, which is zero on the sphere whatever its weights. */
export function ansatz(weights: NDArray, dimension: number) {
  let from = 0;
  const part = (...shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    from += size;
    return reshape(slice(weights, [from - size, from]), shape);
  };
  const [w1, b1, w2, b2, w3] = [
    part(hidden, dimension),
    part(hidden),
    part(hidden, hidden),
    part(hidden),
    part(hidden),
  ];
  return (x: NDArray): NDArray => {
    const inside = tanh(add(matmul(w2!, tanh(add(matmul(w1!, x), b1!))), b2!));
    return multiply(subtract(1, sum(square(x))), sum(multiply(w3!, inside)));
  };
}

function initialWeights(draws: Random, dimension: number): Float64Array {
  const layer = (inputs: number, outputs: number) =>
    draws.fillNormal(new Float64Array(inputs * outputs)).map((value) => value / Math.sqrt(inputs));
  const zeros = new Float64Array(hidden);
  const parts = [layer(dimension, hidden), zeros, layer(hidden, hidden), zeros, layer(hidden, 1)];
  return Float64Array.from(parts.flatMap((each) => Array.from(each)));
}

/** Trains the ansatz, and measures its relative error in L² at points that it has not seen. */
export function solve(equation: Equation, draws: Random) {
  const { dimension } = equation;
  const perSample = fromData(new Float64Array(samples).fill(1 / samples));
  const residuals = (weights: NDArray) => {
    const u = ansatz(weights, dimension);
    const laplacian = contractDerivatives(u, 2);
    return vmap((x: NDArray, g: NDArray, one: NDArray, other: NDArray) => {
      const rest = subtract(sin(u(x)), g);
      const [first, second] = [one, other].map((directions) =>
        multiply(add(laplacian(x, { directions, weights: perSample }), rest), 1 / dimension),
      );
      return multiply(first!, second!);
    });
  };
  const loss = valueAndGrad((weights: NDArray, x: NDArray, g: NDArray, one: NDArray, other: NDArray) =>
    mean(residuals(weights)(x, g, one, other)),
  );
  const directions = () =>
    fromData(draws.fillRademacher(new Float64Array(batch * samples * dimension)), [batch, samples, dimension]);
  const oracle = gradientOracle((weights, gradient) => {
    const points = Array.from({ length: batch }, () => pointInBall(draws, dimension));
    const x = fromData(Float64Array.from(points.flatMap((point) => Array.from(point))), [batch, dimension]);
    const g = Float64Array.from(points, (point) => sourceAt(equation, point));
    const found = loss(weights, x, g, directions(), directions());
    gradient.set(found.gradient);
    return found.value;
  });
  const test = Array.from({ length: 500 }, () => pointInBall(draws, dimension));
  const truth = test.map((x) => solutionAt(equation, x));
  const error = (weights: Float64Array) => {
    const u = ansatz(asArray(weights), dimension);
    const differences = test.map((x, i) => u(asArray(x)).item() - truth[i]!);
    return Math.hypot(...differences) / Math.hypot(...truth);
  };
  let weights = initialWeights(draws, dimension);
  const curve: [number, number][] = [];
  let k = 0;
  for (const [count, step] of stages) {
    run(adam(weights, { step }), oracle, {
      stop: iterations(count),
      onProgress: ({ x }) => {
        if (k++ % 60 === 0) curve.push([k - 1, error(x)]);
        weights = x.slice();
      },
    });
  }
  return { error: error(weights), curve };
}
