import { turned } from './conditioned.js';
import type { Definition } from './definition.js';
import { uniformPoint } from './instance.js';
import { rastriginOf } from './separable.js';
import { boundaryPenalty, difference, oscillate, rotate, scale, skew } from './transformations.js';

const rastrigin: Definition = {
  name: 'Rastrigin',
  shape: (instance) => {
    const { r, q } = instance;
    const optimum = uniformPoint(instance, -4, 4);
    return {
      optimum,
      above: (x) =>
        rastriginOf(rotate(r, scale(rotate(q, skew(oscillate(rotate(r, difference(x, optimum))), 0.2)), 10))),
    };
  },
};

const waves = Array.from({ length: 12 }, (_, k) => ({ height: 0.5 ** k, frequency: 2 * Math.PI * 3 ** k }));

const weierstrass: Definition = {
  name: 'Weierstrass',
  shape: (instance) => {
    const { n, r, q } = instance;
    const optimum = uniformPoint(instance, -4, 4);
    const least = waves.reduce((sum, { height, frequency }) => sum + height * Math.cos(frequency / 2), 0);
    return {
      optimum,
      above: (x) => {
        const z = rotate(r, scale(rotate(q, oscillate(rotate(r, difference(x, optimum)))), 1 / 100));
        let sum = 0;
        for (const zi of z) {
          for (const { height, frequency } of waves) sum += height * Math.cos(frequency * (zi + 0.5));
        }
        return 10 * (sum / n - least) ** 3 + (10 / n) * boundaryPenalty(x);
      },
    };
  },
};

function schaffers(name: string, condition: number): Definition {
  return {
    name,
    shape: (instance) => {
      const { n, r, q } = instance;
      const optimum = uniformPoint(instance, -4, 4);
      return {
        optimum,
        above: (x) => {
          const z = scale(rotate(q, skew(rotate(r, difference(x, optimum)), 0.5)), condition);
          let sum = 0;
          for (let i = 0; i + 1 < n; i++) {
            const s = Math.hypot(z[i]!, z[i + 1]!);
            sum += Math.sqrt(s) * (1 + Math.sin(50 * s ** 0.2) ** 2);
          }
          return (sum / (n - 1)) ** 2 + 10 * boundaryPenalty(x);
        },
      };
    },
  };
}

const griewankRosenbrock: Definition = {
  name: 'Griewank-Rosenbrock',
  shape: (instance) => {
    const { n } = instance;
    const { optimum, z } = turned(instance);
    return {
      optimum,
      above: (x) => {
        const turn = z(x);
        let sum = 0;
        for (let i = 0; i + 1 < n; i++) {
          const s = 100 * (turn[i]! ** 2 - turn[i + 1]!) ** 2 + (turn[i]! - 1) ** 2;
          sum += s / 4000 - Math.cos(s);
        }
        return (10 * sum) / (n - 1) + 10;
      },
    };
  },
};

/** Functions 15 to 19: many valleys in an overall order. */
export const ordered: readonly Definition[] = [
  rastrigin,
  weierstrass,
  schaffers('Schaffers F7', 10),
  schaffers('Schaffers F7, ill-conditioned', 1000),
  griewankRosenbrock,
];
