import { add, cos, divide, exp, multiply, type NDArray, negative, pow, sin, sqrt, subtract } from 'zeroth/array';
import {
  addFields,
  composeFields,
  differentiateField,
  type Field,
  type FunctionalValue,
  field,
  functionalGrad,
  functionalVjp,
  integralOperator,
  integrateField,
  mapFields,
  multiplyFields,
  scaleField,
  transposeOperator,
} from 'zeroth/autodiff';
import { type Random, random } from 'zeroth/random';
import { linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';

const tolerance = 1e-8;
/** Relative error allowed in ⟨L u, v⟩ = ⟨u, Lᵀ v⟩: rounding of quadrature sums. */
const transposeTolerance = 1e-11;
const domain = [0, 1] as const;
const frequency = 2;

/**
 * Derivatives of functionals as functions, from operators on functions with rules for changes and their transposes:
 * against what the calculus of variations gives by hand, at random points, for random smooth functions.
 */
export const row46: Script = {
  row: 46,
  title: 'Automatic Functional Differentiation in JAX',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const trials = full ? 50 : 5;
    const points = Float64Array.from({ length: full ? 1000 : 100 }, () => draws.uniform());
    const curves = Array.from({ length: trials }, () => curve(draws));
    const worst = (functional: (f: Field) => FunctionalValue, expected: (at: Curve, x: number) => number): number =>
      Math.max(
        ...curves.map((each) => {
          const gradient = functionalGrad(functional)(each.field);
          return Math.max(...points.map((x) => Math.abs(gradient(x) - expected(each, x))));
        }),
      );
    const energy = worst(
      (f) => integrateField(multiplyFields(f, f)),
      (f, x) => 2 * f.value(x),
    );
    const exponential = worst(
      (f) => integrateField(mapFields((v) => exp(v), f)),
      (f, x) => Math.exp(f.value(x)),
    );
    const length = worst(arcLength, (f, x) => -f.second(x) / (1 + f.first(x) ** 2) ** 1.5);
    // ∂L/∂q − d/dt ∂L/∂q′ for L = q′² / 2 + ω² cos q.
    const action = worst(pendulum, (f, x) => -f.second(x) - frequency ** 2 * Math.sin(f.value(x)));
    const transposes = operators.map(([name, operator]) => ({ name, error: transposeError(operator, draws, trials) }));
    const least = Math.max(...transposes.map(({ error }) => error));
    const within = (error: number): string => `largest error ${error.toExponential(1)}`;
    const checks: readonly Check[] = [
      {
        claim: 'The derivative of ∫ f² dx is the function 2 f',
        expected: `at most ${tolerance} at ${points.length} points, for ${trials} random functions`,
        measured: within(energy),
        pass: energy <= tolerance,
      },
      {
        claim: 'The derivative of ∫ exp(f) dx is the function exp(f)',
        expected: `at most ${tolerance}`,
        measured: within(exponential),
        pass: exponential <= tolerance,
      },
      {
        claim: 'The Euler-Lagrange expression of the arc length ∫ √(1 + f′²) dx is −f″ / (1 + f′²)^(3/2)',
        expected: `at most ${tolerance}`,
        measured: within(length),
        pass: length <= tolerance,
      },
      {
        claim: 'The Euler-Lagrange expression of the action ∫ (q′² / 2 + ω² cos q) dt of a pendulum is −q″ − ω² sin q',
        expected: `at most ${tolerance}`,
        measured: within(action),
        pass: action <= tolerance,
      },
      {
        claim: 'Each operator passes ⟨L u, v⟩ = ⟨u, Lᵀ v⟩, for functions that vanish at the ends of the domain',
        expected: `relative error at most ${transposeTolerance} for ${operators.map(([name]) => name).join(', ')}`,
        measured: transposes.map(({ name, error }) => `${name} ${error.toExponential(1)}`).join(', '),
        pass: least <= transposeTolerance,
      },
    ];
    return { checks, svg: plot(curves[0]!) };
  },
};

const arcLength = (f: Field): FunctionalValue =>
  integrateField(mapFields((slope) => sqrt(add(1, multiply(slope, slope))), differentiateField(f)));

const pendulum = (q: Field): FunctionalValue =>
  integrateField(
    mapFields(
      (position, speed) => add(multiply(0.5, multiply(speed, speed)), multiply(frequency ** 2, cos(position))),
      q,
      differentiateField(q),
    ),
  );

/** A random function with its derivatives by hand. */
interface Curve {
  readonly field: Field;
  value(x: number): number;
  first(x: number): number;
  second(x: number): number;
}

/** a sin(ω x + φ) + b x² + c x */
function curve(draws: Random): Curve {
  const [a, b, c] = [2 * draws.uniform() - 1, 2 * draws.uniform() - 1, 2 * draws.uniform() - 1];
  const [omega, phase] = [1 + 4 * draws.uniform(), 6 * draws.uniform()];
  return {
    field: field((x) => add(multiply(a, sin(add(multiply(omega, x), phase))), multiply(x, add(multiply(b, x), c))), {
      domain,
    }),
    value: (x) => a * Math.sin(omega * x + phase) + b * x * x + c * x,
    first: (x) => a * omega * Math.cos(omega * x + phase) + 2 * b * x + c,
    second: (x) => -a * omega * omega * Math.sin(omega * x + phase) + 2 * b,
  };
}

const weight = field((x) => exp(negative(x)), { domain });
const change = field((x) => divide(add(x, multiply(x, x)), 2), { domain });
const changeBack = field((y) => divide(subtract(sqrt(add(1, multiply(8, y))), 1), 2), { domain });

const operators: readonly (readonly [string, (u: Field) => Field])[] = [
  ['sum', (u) => addFields(u, scaleField(2, u))],
  ['scaling', (u) => scaleField(-3, u)],
  ['product', (u) => multiplyFields(weight, u)],
  ['linear map of values', (u) => mapFields((a, b) => multiply(a, cos(b)), u, weight)],
  ['derivative', differentiateField],
  ['composition', (u) => composeFields(u, change, changeBack)],
  ['integral', (u) => scaleField(integrateField(u), weight)],
  ['integral operator', (u) => integralOperator((y, x) => pow(add(1, multiply(y, x)), -2), u)],
  ['linearised operator', linearised],
];

const expansionPoint = field((x) => sin(multiply(2, x)), { domain });

/** The transposed derivative of f ↦ exp(f) f′ at a function, which is a linear operator itself. */
function linearised(u: Field): Field {
  return functionalVjp(
    (f) =>
      multiplyFields(
        mapFields((v) => exp(v), f),
        differentiateField(f),
      ),
    expansionPoint,
  ).pullback(u);
}

function vanishing(draws: Random): Field {
  const [a, b, omega] = [draws.uniform(), draws.uniform(), 6 * draws.uniform()];
  return field((x: NDArray) => multiply(multiply(x, subtract(1, x)), add(a, multiply(b, sin(multiply(omega, x))))), {
    domain,
  });
}

/** The largest relative difference of both sides. */
function transposeError(operator: (u: Field) => Field, draws: Random, trials: number): number {
  const product = (u: Field, v: Field): number => integrateField(multiplyFields(u, v)).value.item();
  const transposed = transposeOperator(operator, { domain });
  let largest = 0;
  for (let trial = 0; trial < trials; trial++) {
    const [u, v] = [vanishing(draws), vanishing(draws)];
    const left = product(operator(u), v);
    const right = product(u, transposed(v));
    const size = Math.sqrt(product(operator(u), operator(u)) * product(v, v));
    largest = Math.max(largest, Math.abs(left - right) / size);
  }
  return largest;
}

function plot({ field: f, value }: Curve): string {
  const xs = Array.from({ length: 101 }, (_, i) => i / 100);
  const gradient = functionalGrad(arcLength)(f);
  return linePlot({
    title: 'A function f on [0, 1] and the functional derivative of its arc length',
    xLabel: 'x',
    yLabel: 'f(x), and the derivative at x: −f″ / (1 + f′²)^(3/2)',
    curves: [
      { name: 'function f', points: xs.map((x) => [x, value(x)] as const) },
      { name: 'derivative of the arc length by f', points: xs.map((x) => [x, gradient(x)] as const) },
    ],
  });
}
