/* Oracles that tests of the suite share. */
import {
  type Circumstances,
  evaluateEach,
  type Gradients,
  type Hessian,
  type Oracle,
  type Values,
  type Vector,
} from '../query/index.js';

export const start: Vector = Float64Array.of(-1.2, 1);
export function rosenbrock(x: Vector): number {
  return 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
}

export function rosenbrockGradient(x: Vector): Vector {
  const a = x[1]! - x[0]! ** 2;
  return Float64Array.of(-400 * a * x[0]! - 2 * (1 - x[0]!), 200 * a);
}

export function rosenbrockHessian(x: Vector): Vector {
  const cross = -400 * x[0]!;
  return Float64Array.of(1200 * x[0]! ** 2 - 400 * x[1]! + 2, cross, cross, 200);
}

export const values = (): Oracle<Values> => ({ values: (query) => evaluateEach(query.points, rosenbrock) });
export const gradients = (): Oracle<Gradients> => ({
  gradients: (query) => query.points.map((x) => ({ value: rosenbrock(x), gradient: rosenbrockGradient(x) })),
});
/** Fills the buffers that it is given. */
export const filling = (): Oracle<Gradients | Hessian> => ({
  gradients: (query) =>
    query.points.map((x, i) => {
      const gradient = query.into?.[i] ?? new Float64Array(2);
      gradient.set(rosenbrockGradient(x));
      return { value: rosenbrock(x), gradient };
    }),
  hessian: (query) => {
    const hessian = query.into ?? new Float64Array(4);
    hessian.set(rosenbrockHessian(query.point));
    return hessian;
  },
});

/** ½ Σ (i + 1) (xᵢ − cᵢ)², the centre moved by the sample. */
export function quadratic(center: Vector, sampled: (c: Circumstances) => number = () => 0) {
  const value = (x: Vector) => x.reduce((sum, xi, i) => sum + 0.5 * (i + 1) * (xi - center[i]!) ** 2, 0);
  return {
    gradients: (query: Gradients) =>
      query.points.map((x) => {
        const shift = sampled(query);
        return {
          value: value(x) + shift * x[0]!,
          gradient: x.map((xi, i) => (i + 1) * (xi - center[i]!) + (i === 0 ? shift : 0)),
        };
      }),
    values: (query: Values) => evaluateEach(query.points, value),
  };
}
