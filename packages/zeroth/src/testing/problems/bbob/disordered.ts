import type { Definition } from './definition.js';
import { type Instance, signs, uniformPoint } from './instance.js';
import { rastriginOf } from './separable.js';
import { boundaryPenalty, difference, oscillated, position, rotate, scale } from './transformations.js';

/** The minimiser of −x sin √|x| on [0, 500], over 100, and its value. */
const schwefelPoint = 4.2096874633;
const schwefelValue = 4.189828872724339;

const schwefel: Definition = {
  name: 'Schwefel',
  shape: (instance) => {
    const { n } = instance;
    const directions = signs(instance);
    const optimum = directions.map((sign) => (schwefelPoint / 2) * sign);
    return {
      optimum,
      above: (x) => {
        const doubled = x.map((xi, i) => 2 * directions[i]! * xi);
        const tied = doubled.map((xi, i) => (i === 0 ? xi : xi + 0.25 * (doubled[i - 1]! - schwefelPoint)));
        const z = scale(
          tied.map((xi) => xi - schwefelPoint),
          10,
        ).map((zi) => 100 * (zi + schwefelPoint));
        const sum = z.reduce((all, zi) => all + zi * Math.sin(Math.sqrt(Math.abs(zi))), 0);
        return schwefelValue - sum / (100 * n) + 100 * boundaryPenalty(z.map((zi) => zi / 100));
      },
    };
  },
};

interface Gallagher {
  readonly peaks: number;
  /** Condition of the highest peak. */
  readonly condition: number;
  /** The other peaks lie within ±spread, the highest within ±centre. */
  readonly spread: number;
  readonly centre: number;
}

function gallagher(name: string, { peaks, condition, spread, centre }: Gallagher): Definition {
  return {
    name,
    shape: (instance) => {
      const { n, r, random } = instance;
      const conditions = random.permutation(peaks - 1);
      const hills = Array.from({ length: peaks }, (_, peak) => {
        const alpha = peak === 0 ? condition : 1000 ** ((2 * conditions[peak - 1]!) / (peaks - 2));
        const places = random.permutation(n);
        return {
          at: uniformPoint(instance, ...(peak === 0 ? ([-centre, centre] as const) : ([-spread, spread] as const))),
          height: peak === 0 ? 10 : 1.1 + (8 * (peak - 1)) / (peaks - 2),
          // Λ^alpha / alpha^(1/4), its diagonal shuffled.
          steepness: Float64Array.from(places, (place) => alpha ** (position(place, n) / 2 - 0.25)),
        };
      });
      const highest = ({ at, height, steepness }: (typeof hills)[number], x: Float64Array) => {
        const turn = rotate(r, difference(x, at));
        const distance = turn.reduce((sum, z, i) => sum + steepness[i]! * z * z, 0);
        return height * Math.exp(-distance / (2 * n));
      };
      return {
        optimum: hills[0]?.at ?? new Float64Array(n),
        above: (x) => oscillated(10 - Math.max(...hills.map((hill) => highest(hill, x)))) ** 2 + boundaryPenalty(x),
      };
    },
  };
}

const katsuura: Definition = {
  name: 'Katsuura',
  shape: (instance) => {
    const { n, r, q } = instance;
    const optimum = uniformPoint(instance, -4, 4);
    return {
      optimum,
      above: (x) => {
        const z = rotate(q, scale(rotate(r, difference(x, optimum)), 100));
        let product = 1;
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let power = 2, j = 1; j <= 32; j++, power *= 2) {
            sum += Math.abs(power * z[i]! - Math.round(power * z[i]!)) / power;
          }
          product *= (1 + (i + 1) * sum) ** (10 / n ** 1.2);
        }
        return (10 / n ** 2) * (product - 1) + boundaryPenalty(x);
      },
    };
  },
};

const lunacek: Definition = {
  name: 'Lunacek bi-Rastrigin',
  shape: (instance: Instance) => {
    const { n, r, q } = instance;
    const near = 2.5;
    const s = 1 - 1 / (2 * Math.sqrt(n + 20) - 8.2);
    const far = -Math.sqrt((near ** 2 - 1) / s);
    const directions = signs(instance);
    return {
      optimum: directions.map((sign) => (near / 2) * sign),
      above: (x) => {
        const doubled = x.map((xi, i) => 2 * directions[i]! * xi);
        const funnel = (centre: number) => doubled.reduce((sum, xi) => sum + (xi - centre) ** 2, 0);
        const z = rotate(
          q,
          scale(
            rotate(
              r,
              doubled.map((xi) => xi - near),
            ),
            100,
          ),
        );
        // Rastrigin's waves without its bowl: the two funnels are in its place.
        const waves = rastriginOf(z) - z.reduce((sum, zi) => sum + zi * zi, 0);
        return Math.min(funnel(near), n + s * funnel(far)) + waves + 1e4 * boundaryPenalty(x);
      },
    };
  },
};

/** Functions 20 to 24: many valleys in no order. */
export const disordered: readonly Definition[] = [
  schwefel,
  gallagher('Gallagher, 101 peaks', { peaks: 101, condition: 1000, spread: 5, centre: 4 }),
  gallagher('Gallagher, 21 peaks', { peaks: 21, condition: 1e6, spread: 4.9, centre: 3.92 }),
  katsuura,
  lunacek,
];
