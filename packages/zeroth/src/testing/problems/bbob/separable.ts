import type { Definition } from './definition.js';
import { signs, uniformPoint } from './instance.js';
import { boundaryPenalty, difference, oscillate, position, scale, skew } from './transformations.js';

const sphere: Definition = {
  name: 'Sphere',
  shape: (instance) => {
    const optimum = uniformPoint(instance, -4, 4);
    return { optimum, above: (x) => x.reduce((sum, xi, i) => sum + (xi - optimum[i]!) ** 2, 0) };
  },
};

const ellipsoid: Definition = {
  name: 'Ellipsoid, separable',
  shape: (instance) => {
    const optimum = uniformPoint(instance, -4, 4);
    const { n } = instance;
    return {
      optimum,
      above: (x) => oscillate(difference(x, optimum)).reduce((sum, z, i) => sum + 1e6 ** position(i, n) * z * z, 0),
    };
  },
};

/** 10 (n − Σ cos 2πz) + |z|². */
export function rastriginOf(z: Float64Array): number {
  let sum = 0;
  for (const zi of z) sum += 10 * (1 - Math.cos(2 * Math.PI * zi)) + zi * zi;
  return sum;
}

const rastrigin: Definition = {
  name: 'Rastrigin, separable',
  shape: (instance) => {
    const optimum = uniformPoint(instance, -4, 4);
    return { optimum, above: (x) => rastriginOf(scale(skew(oscillate(difference(x, optimum)), 0.2), 10)) };
  },
};

const skewRastrigin: Definition = {
  name: 'Büche-Rastrigin',
  shape: (instance) => {
    const { n } = instance;
    const optimum = uniformPoint(instance, -4, 4).map((xi, i) => (i % 2 === 0 ? Math.abs(xi) : xi));
    return {
      optimum,
      above: (x) => {
        const z = oscillate(difference(x, optimum));
        const factor = (zi: number, i: number) => (zi > 0 && i % 2 === 0 ? 10 : 1) * 10 ** (position(i, n) / 2);
        return rastriginOf(z.map((zi, i) => factor(zi, i) * zi)) + 100 * boundaryPenalty(x);
      },
    };
  },
};

const linearSlope: Definition = {
  name: 'Linear slope',
  shape: (instance) => {
    const { n } = instance;
    const optimum = signs(instance).map((sign) => 5 * sign);
    return {
      optimum,
      // Beyond the optimum's corner the function is flat.
      above: (x) => {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const corner = optimum[i]!;
          const z = corner * x[i]! < 25 ? x[i]! : corner;
          sum += 10 ** position(i, n) * (5 - Math.sign(corner) * z);
        }
        return sum;
      },
    };
  },
};

/** Functions 1 to 5: separable. */
export const separable: readonly Definition[] = [sphere, ellipsoid, rastrigin, skewRastrigin, linearSlope];
