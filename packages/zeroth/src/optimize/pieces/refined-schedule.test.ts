import { describe, expect, it } from 'vitest';
import { random } from '../../random/index.js';
import { refinedSchedule } from './refined-schedule.js';
import { linear } from './schedules.js';

const length = 50;
const steps = Array.from({ length: length + 3 }, (_, k) => k);

describe('refinedSchedule', () => {
  it('is linear decay where the norms are equal, of any size', () => {
    for (const norm of [1, 3e-200, 7e200]) {
      const refined = refinedSchedule(new Array(length).fill(norm), { peak: 2 });
      // The record's last step is not taken, so that the line ends at its place.
      const line = linear(2, 0, length - 1);
      for (const k of steps) expect(refined(k)).toBeCloseTo(line(k), 14);
    }
  });

  it('is the formula of its weights where nothing is smoothed', () => {
    const draws = random(4);
    const norms = Array.from({ length }, () => 0.1 + draws.uniform());
    for (const power of [1, 2]) {
      const weights = norms.map((norm) => norm ** -power);
      const wanted = weights.map((w, t) => w * weights.slice(t + 1).reduce((a, b) => a + b, 0));
      const most = Math.max(...wanted);
      const refined = refinedSchedule(norms, { peak: 0.3, smoothing: 0, power });
      for (const [t, step] of wanted.entries()) expect(refined(t)).toBeCloseTo((0.3 * step) / most, 14);
    }
  });

  it('warms up where norms fall from a great height, and passes over single outliers', () => {
    const falling = refinedSchedule(
      steps.map((k) => 1 + 10 * Math.exp(-k / 5)),
      { peak: 1, smoothing: 0 },
    );
    expect(falling(0)).toBeLessThan(0.05);
    const spiked = new Array(length).fill(1);
    spiked[20] = 1e6;
    const line = refinedSchedule(new Array(length).fill(1), { peak: 1 });
    const refined = refinedSchedule(spiked, { peak: 1 });
    for (const k of steps) expect(refined(k)).toBe(line(k));
  });

  it('is invariant to the unit of the norms, and refuses what are no norms', () => {
    const norms = steps.map((k) => 1 + k);
    const [a, b] = [norms, norms.map((g) => 1024 * g)].map((each) => refinedSchedule(each, { peak: 1 }));
    for (const k of steps) expect(a!(k)).toBe(b!(k));
    for (const bad of [[1], [1, 0], [1, Number.NaN], [1, Infinity]])
      expect(() => refinedSchedule(bad, { peak: 1 })).toThrow(/norms must be/);
    expect(() => refinedSchedule([1, 1], { peak: 1, smoothing: 2 })).toThrow('smoothing must be at most 1, not 2.');
  });
});
