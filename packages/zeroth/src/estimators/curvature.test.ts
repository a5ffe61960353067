import { describe, expect, it } from 'vitest';
import {
  type Gradients,
  type Hessian,
  type HessianVectorProducts,
  hessianAt,
  type Method,
  type Oracle,
  type Vector,
} from '../query/index.js';
import { run } from '../run/index.js';
import { hessianFromGradients, lazyHessian, lift, productsFromGradients } from './index.js';
import {
  asking,
  at,
  hessianBy,
  largestDifference,
  matrix,
  n,
  observedOrders,
  quadraticGradients,
  quadraticRounding,
  returned,
  smoothGradients,
} from './subjects.js';

const step = 1e-2;

describe('hessianFromGradients', () => {
  it('is exact on quadratics, but for rounding, and symmetric bit for bit', () => {
    const hessian = hessianBy(hessianFromGradients({ step }), { point: at }, quadraticGradients);
    // A gradient has fewer and smaller terms than the value whose rounding this bounds.
    expect(largestDifference(hessian, matrix)).toBeLessThanOrEqual(quadraticRounding(at) / step);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(hessian[i * n + j]).toBe(hessian[j * n + i]);
  });

  it('has an error of order 2 in the step', () => {
    const reference = hessianBy(hessianFromGradients({ step: 1e-4 }), { point: at }, smoothGradients);
    const orders = observedOrders([1e-1, 5e-2, 2.5e-2], (h) =>
      largestDifference(hessianBy(hessianFromGradients({ step: h }), { point: at }, smoothGradients), reference),
    );
    for (const order of orders) expect(Math.abs(order - 2)).toBeLessThanOrEqual(0.2);
  });

  it('asks 2n gradients in one question, with sample and fidelity, and fills the buffer of the method', () => {
    const asked: Gradients[] = [];
    const oracle: Oracle<Gradients> = {
      gradients: (query) => {
        asked.push(query);
        return quadraticGradients.gradients(query);
      },
    };
    const into = new Float64Array(n * n).fill(Number.NaN);
    const answer = hessianBy(hessianFromGradients(), { point: at, into, sample: 3, fidelity: 0.5 }, oracle);
    expect(answer).toBe(into);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ sample: 3, fidelity: 0.5 });
    expect(asked[0]!.points).toHaveLength(2 * n);
  });
});

describe('productsFromGradients', () => {
  const directions = [Float64Array.of(1, 0, 0, 0), Float64Array.of(30, -20, 5, 1), new Float64Array(n)];
  const products = (into?: readonly Vector[]): readonly Vector[] => {
    const query: HessianVectorProducts = {
      kind: 'hessianVectorProducts',
      point: at,
      directions,
      ...(into === undefined ? undefined : { into }),
    };
    const method = asking<HessianVectorProducts, readonly Vector[]>(query);
    return returned(run(lift(method, productsFromGradients({ step })), quadraticGradients));
  };

  it('is exact on quadratics, but for rounding, whatever the length of the direction; zero for zero', () => {
    for (const [d, product] of products().entries()) {
      const length = Math.hypot(...directions[d]!);
      const exact = Float64Array.from({ length: n }, (_, i) =>
        directions[d]!.reduce((sum, v, j) => sum + matrix[i * n + j]! * v, 0),
      );
      // The points are rounded too, by an ulp at most, and curvatures are below 8.
      const bound = (length * (quadraticRounding(at) + 8 * n * Number.EPSILON)) / step;
      expect(largestDifference(product, exact)).toBeLessThanOrEqual(bound);
    }
    expect(products()[2]).toEqual(new Float64Array(n));
  });

  it('does not overflow on long directions', () => {
    const query: HessianVectorProducts = {
      kind: 'hessianVectorProducts',
      point: at,
      directions: [Float64Array.of(1e200, 0, 0, 0)],
    };
    const method = asking<HessianVectorProducts, readonly Vector[]>(query);
    const [product] = returned(run(lift(method, productsFromGradients({ step })), quadraticGradients));
    for (let i = 0; i < n; i++) expect(product![i]! / 1e200).toBeCloseTo(matrix[i]!, 11);
  });

  it('fills the buffers of the method', () => {
    const into = directions.map(() => new Float64Array(n).fill(Number.NaN));
    const answers = products(into);
    for (const [d, product] of answers.entries()) expect(product).toBe(into[d]);
    expect(answers).toEqual(products());
  });
});

describe('lazyHessian', () => {
  function* curvatures(count: number, into?: Vector): Method<Hessian, readonly Vector[]> {
    const found: Vector[] = [];
    for (let k = 0; k < count; k++) {
      const hessian = yield* hessianAt(Float64Array.of(k), into);
      found.push(hessian.slice());
      hessian.fill(Number.NaN); // as a factorisation in place would
    }
    return found;
  }
  const counting = () => {
    const asked: number[] = [];
    const oracle: Oracle<Hessian> = {
      hessian: ({ point }) => {
        asked.push(point[0]!);
        return point.slice();
      },
    };
    return { asked, oracle };
  };

  it('asks one time in `every`, and answers what it was told then', () => {
    const { asked, oracle } = counting();
    const found = returned(run(lift(curvatures(8), lazyHessian({ every: 3 })), oracle));
    expect(asked).toEqual([0, 3, 6]);
    expect(found.map(([h]) => h)).toEqual([0, 0, 0, 3, 3, 3, 6, 6]);
  });

  it('fills the buffer of the method', () => {
    const { oracle } = counting();
    const found = returned(run(lift(curvatures(4, new Float64Array(1)), lazyHessian({ every: 2 })), oracle));
    expect(found.map(([h]) => h)).toEqual([0, 0, 2, 2]);
  });

  it('begins each run afresh', () => {
    const estimator = lazyHessian({ every: 10 });
    for (let k = 0; k < 2; k++) {
      const { asked, oracle } = counting();
      run(lift(curvatures(2), estimator), oracle);
      expect(asked).toEqual([0]);
    }
  });
});
