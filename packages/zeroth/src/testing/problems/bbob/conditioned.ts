import type { Definition } from './definition.js';
import { uniformPoint } from './instance.js';
import {
  boundaryPenalty,
  difference,
  oscillate,
  oscillated,
  position,
  rotate,
  rotateBack,
  scale,
  skew,
} from './transformations.js';

const attractiveSector: Definition = {
  name: 'Attractive sector',
  shape: (instance) => {
    const { r, q } = instance;
    const optimum = uniformPoint(instance, -4, 4);
    return {
      optimum,
      above: (x) => {
        const z = rotate(q, scale(rotate(r, difference(x, optimum)), 10));
        const sum = z.reduce((all, zi, i) => all + ((zi * optimum[i]! > 0 ? 100 : 1) * zi) ** 2, 0);
        return oscillated(sum) ** 0.9;
      },
    };
  },
};

const stepEllipsoid: Definition = {
  name: 'Step ellipsoid',
  shape: (instance) => {
    const { n, r, q } = instance;
    const optimum = uniformPoint(instance, -4, 4);
    return {
      optimum,
      above: (x) => {
        const steep = scale(rotate(r, difference(x, optimum)), 10);
        const first = Math.abs(steep[0]!) / 1e4;
        const steps = steep.map((z) => (Math.abs(z) > 0.5 ? Math.floor(0.5 + z) : Math.floor(0.5 + 10 * z) / 10));
        const sum = rotate(q, steps).reduce((all, z, i) => all + 100 ** position(i, n) * z * z, 0);
        return 0.1 * Math.max(first, sum) + boundaryPenalty(x);
      },
    };
  },
};

/** Σ 100 (z_i² − z_{i+1})² + (z_i − 1)². */
function rosenbrockOf(z: Float64Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < z.length; i++) sum += 100 * (z[i]! ** 2 - z[i + 1]!) ** 2 + (z[i]! - 1) ** 2;
  return sum;
}

const rosenbrock: Definition = {
  name: 'Rosenbrock',
  shape: (instance) => {
    const optimum = uniformPoint(instance, -3, 3);
    const stretch = Math.max(1, Math.sqrt(instance.n) / 8);
    return { optimum, above: (x) => rosenbrockOf(difference(x, optimum).map((d) => stretch * d + 1)) };
  },
};

/** R and a minimiser for functions of z = max(1, √n/8) R x + 1/2 that are least at z = 1. */
export function turned({ n, r }: { readonly n: number; readonly r: Float64Array }): {
  readonly optimum: Float64Array;
  readonly z: (x: Float64Array) => Float64Array;
} {
  const stretch = Math.max(1, Math.sqrt(n) / 8);
  return {
    optimum: rotateBack(r, new Float64Array(n).fill(0.5 / stretch)),
    z: (x) => rotate(r, x).map((xi) => stretch * xi + 0.5),
  };
}

const rotatedRosenbrock: Definition = {
  name: 'Rosenbrock, rotated',
  shape: (instance) => {
    const { optimum, z } = turned(instance);
    return { optimum, above: (x) => rosenbrockOf(z(x)) };
  },
};

/** A function of z = T_osz(R (x − x_opt)) or of z = R (x − x_opt). */
function rotated(name: string, value: (z: Float64Array, n: number) => number, smooth = false): Definition {
  return {
    name,
    shape: (instance) => {
      const { n, r } = instance;
      const optimum = uniformPoint(instance, -4, 4);
      const turn = (x: Float64Array) => rotate(r, difference(x, optimum));
      return { optimum, above: smooth ? (x) => value(turn(x), n) : (x) => value(oscillate(turn(x)), n) };
    },
  };
}

const ellipsoid = rotated('Ellipsoid', (z, n) => z.reduce((sum, zi, i) => sum + 1e6 ** position(i, n) * zi * zi, 0));

const discus = rotated('Discus', (z) => z.reduce((sum, zi, i) => sum + (i === 0 ? 1e6 : 1) * zi * zi, 0));

const bentCigar: Definition = {
  name: 'Bent cigar',
  shape: (instance) => {
    const { r } = instance;
    const optimum = uniformPoint(instance, -4, 4);
    return {
      optimum,
      above: (x) =>
        rotate(r, skew(rotate(r, difference(x, optimum)), 0.5)).reduce(
          (sum, z, i) => sum + (i === 0 ? 1 : 1e6) * z * z,
          0,
        ),
    };
  },
};

const sharpRidge: Definition = {
  name: 'Sharp ridge',
  shape: (instance) => {
    const { r, q } = instance;
    const optimum = uniformPoint(instance, -4, 4);
    return {
      optimum,
      above: (x) => {
        const z = rotate(q, scale(rotate(r, difference(x, optimum)), 10));
        const across = z.reduce((sum, zi, i) => (i === 0 ? 0 : sum + zi * zi), 0);
        return z[0]! ** 2 + 100 * Math.sqrt(across);
      },
    };
  },
};

const differentPowers = rotated(
  'Different powers',
  (z, n) => Math.sqrt(z.reduce((sum, zi, i) => sum + Math.abs(zi) ** (2 + 4 * position(i, n)), 0)),
  true,
);

/** Functions 6 to 9: of low or moderate condition. */
export const moderate: readonly Definition[] = [attractiveSector, stepEllipsoid, rosenbrock, rotatedRosenbrock];

/** Functions 10 to 14: of high condition and one valley. */
export const conditioned: readonly Definition[] = [ellipsoid, discus, bentCigar, sharpRidge, differentPowers];
