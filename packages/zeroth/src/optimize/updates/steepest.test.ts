import { expect, it } from 'vitest';
import { random } from '../../random/index.js';
import { adamUpdate } from './adam.js';
import { type SteepestNorm, steepestDirection, steepestUpdate } from './steepest.js';

it.each<SteepestNorm>(['euclidean', 'max', 'spectral', 'oneToRms', 'rmsToMax'])(
  '%s: ⟨g, d⟩ = −‖g‖* , and no direction of norm 1 from another gradient falls more',
  (norm) => {
    const draws = random(6);
    const shape = [4, 6];
    for (let k = 0; k < 20; k++) {
      const [g, other] = [draws.fillNormal(new Float64Array(24)), draws.fillNormal(new Float64Array(24))];
      const { direction, dualNorm } = steepestDirection({ values: g, shape }, norm);
      const along = (d: Float64Array) => d.reduce((sum, v, i) => sum + v * g[i]!, 0);
      expect(Math.abs(along(direction) / dualNorm + 1)).toBeLessThanOrEqual(100 * 2 ** -52);
      expect(along(steepestDirection({ values: other, shape }, norm).direction)).toBeGreaterThanOrEqual(-dualNorm);
    }
  },
);

it('unscaled under the largest entry is Adam without averages', () => {
  const g = random(2).fillNormal(new Float64Array(6));
  const [ours, adams] = [0, 1].map(() => [{ values: new Float64Array(6), shape: [2, 3] }]);
  const adam = adamUpdate({ meanDecay: 0, squareDecay: 0, epsilon: 0 });
  const rule = steepestUpdate({ norm: 'max', scaled: false });
  rule.step(ours!, [g], rule.begin(ours!), 0.25);
  adam.step(adams!, [g], adam.begin(adams!), 0.25);
  expect(ours).toEqual(adams);
});
