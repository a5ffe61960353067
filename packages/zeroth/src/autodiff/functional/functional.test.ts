import { describe, expect, it } from 'vitest';
import { add, cos, divide, exp, multiply, type NDArray, pow, sin, sqrt, subtract } from '../../array/index.js';
import { random } from '../../random/index.js';
import {
  addFields,
  composeFields,
  differentiateField,
  type Field,
  type FunctionalValue,
  field,
  functionalGrad,
  functionalJvp,
  functionalVjp,
  integralOperator,
  integrateField,
  mapFields,
  mapValues,
  multiplyFields,
  scaleField,
  transposeOperator,
} from './index.js';

const domain = { domain: [0, 1] } as const;
const source = random(5);
const points = Float64Array.from({ length: 20 }, () => source.uniform());
const inner = (u: Field, v: Field): number => integrateField(multiplyFields(u, v)).value.item();
/** A smooth function that vanishes at the ends of [0, 1]. */
const bump = (): Field => {
  const [a, b, c] = [source.uniform(), source.uniform(), 6 * source.uniform()];
  return field((x) => multiply(multiply(x, subtract(1, x)), add(a, multiply(b, sin(multiply(c, x))))), domain);
};
const square = (u: Field): Field => multiplyFields(u, u);
const f = field((x) => add(sin(multiply(3, x)), x), domain);

function near(u: Field, expected: (x: number) => number, tolerance: number): void {
  for (const x of points) expect(Math.abs(u(x) - expected(x))).toBeLessThanOrEqual(tolerance);
}

describe('gradients of functionals', () => {
  it('of ∫ f² is 2 f, and of exp ∫ f² follows the chain rule', () => {
    const energy = (u: Field): FunctionalValue => integrateField(square(u));
    near(functionalGrad(energy)(f), (x) => 2 * f(x), 1e-15 * 10);
    const outer = functionalGrad((u) => mapValues((s) => exp(s!), energy(u)))(f);
    const factor = Math.exp(energy(f).value.item());
    near(outer, (x) => 2 * factor * f(x), 1e-13 * factor);
  });
  it('of the arc length is the curvature term of Euler and Lagrange', () => {
    const length = (u: Field): FunctionalValue =>
      integrateField(mapFields((slope) => sqrt(add(1, multiply(slope!, slope!))), differentiateField(u)));
    const [d1, d2] = [(x: number) => 3 * Math.cos(3 * x) + 1, (x: number) => -9 * Math.sin(3 * x)];
    near(functionalGrad(length)(f), (x) => -d2(x) / (1 + d1(x) ** 2) ** 1.5, 1e-13);
  });
  it('by directions agree with forward mode and with differences, and so do second derivatives', () => {
    const functional = (u: Field): FunctionalValue =>
      integrateField(
        mapFields((v, slope) => add(pow(v!, 3), multiply(cos(v!), multiply(slope!, slope!))), u, differentiateField(u)),
      );
    const [v, w] = [bump(), bump()];
    const slope = inner(functionalGrad(functional)(f), v);
    expect(functionalJvp(functional, f, v).tangent).toMatchObject({ kind: 'value' });
    const { tangent } = functionalJvp(functional, f, v);
    if (tangent.kind === 'value') expect(tangent.value.item()).toBeCloseTo(slope, 12);
    const h = 1e-4;
    const at = (t: number): number => functional(addFields(f, scaleField(t, v))).value.item();
    expect((8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)).toBeCloseTo(slope, 9);
    // δ/δf of the change in direction v, in direction w, is symmetric in both.
    const curvature = (a: Field, b: Field): number =>
      inner(functionalGrad((u) => integrateField(multiplyFields(functionalGrad(functional)(u), a)))(f), b);
    expect(curvature(v, w)).toBeCloseTo(curvature(w, v), 11);
    const gradient = functionalGrad(functional);
    const along = (t: number): number => inner(gradient(addFields(f, scaleField(t, w))), v);
    expect((along(h) - along(-h)) / (2 * h)).toBeCloseTo(curvature(v, w), 6);
  });
});

describe('every operator and its transpose: ⟨L u, v⟩ = ⟨u, Lᵀ v⟩', () => {
  const g = field((x) => divide(add(x, multiply(x, x)), 2), domain);
  const inverse = field((y) => divide(subtract(sqrt(add(1, multiply(8, y))), 1), 2), domain);
  const weight = field((x) => exp(x), domain);
  const operators: Readonly<Record<string, (u: Field) => Field>> = {
    add: (u) => addFields(u, u),
    scale: (u) => scaleField(-2.5, u),
    multiply: (u) => multiplyFields(u, weight),
    map: (u) => mapFields((a, b) => multiply(a!, sin(b!)), u, weight),
    derivative: differentiateField,
    compose: (u) => composeFields(u, g, inverse),
    'integral operator': (u) => integralOperator((y: NDArray, x: NDArray) => exp(multiply(y, x)), u),
    'integral times a function': (u) => scaleField(integrateField(u), weight),
    'all in one': (u) =>
      integralOperator(
        (y, x) => sin(add(y, x)),
        multiplyFields(weight, composeFields(differentiateField(u), g, inverse)),
      ),
  };
  it.each(Object.entries(operators))('%s', (_, operator) => {
    const [u, v] = [bump(), bump()];
    const left = inner(operator(u), v);
    const right = inner(u, transposeOperator(operator, domain)(v));
    expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(left)));
    // Twice transposed is the operator itself.
    const twice = transposeOperator(transposeOperator(operator, domain), domain)(u);
    const image = operator(u);
    for (const x of points) expect(Math.abs(twice(x) - image(x))).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(image(x))));
    const { tangent } = functionalJvp(operator, f, u);
    if (tangent.kind === 'field') near(tangent, (x) => image(x), 1e-12 * 10);
  });
  it('integral', () => {
    const v = bump();
    expect(functionalVjp(integrateField, v).pullback(3)(0.3)).toBeCloseTo(3, 15);
  });
  it('compose, by the inner function', () => {
    const [u, v] = [bump(), bump()];
    const { tangent } = functionalJvp((h) => composeFields(weight, h), g, u);
    if (tangent.kind !== 'field') throw new TypeError('a field');
    near(tangent, (x) => Math.exp(g(x)) * u(x), 1e-14 * 10);
    expect(inner(tangent, v)).toBeCloseTo(inner(u, functionalVjp((h) => composeFields(weight, h), g).pullback(v)), 13);
  });
});

describe('errors', () => {
  it('say what is missing', () => {
    const other = field((x) => x, { domain: [0, 2] });
    expect(() => addFields(f, other)).toThrow(/\[0, 1\] and \[0, 2\]/);
    expect(() => field((x) => x, { domain: [1, 1] })).toThrow(/a < b/);
    expect(() => functionalGrad((u) => integrateField(composeFields(u, f)))(f)).toThrow(/third argument/);
  });
});
