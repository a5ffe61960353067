import { describe, expect, it } from 'vitest';
import { movingAverage, thinOut } from './smooth.js';

const line = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }));

describe('movingAverage', () => {
  it('leaves a straight line as it is, its ends too', () => {
    const straight = line([0, 2, 4, 6, 8, 10, 12]);
    expect(movingAverage(straight, 5)).toEqual(straight);
  });

  it('is the mean of the window in the middle', () => {
    expect(movingAverage(line([0, 0, 0, 10, 0, 0, 0]), 5).map(({ y }) => y)).toEqual([0, 0, 2, 2, 2, 0, 0]);
  });
});

describe('thinOut', () => {
  it('keeps the lowest and the highest point of each bucket, in order', () => {
    const points = line(
      Array.from({ length: 1000 }, (_, i) => Math.sin(i) + (i === 617 ? 50 : 0) - (i === 300 ? 50 : 0)),
    );
    const thin = thinOut(points, 20);
    expect(thin).toHaveLength(40);
    expect(thin).toContainEqual(points[617]);
    expect(thin).toContainEqual(points[300]);
    expect(thin.every(({ x }, i) => i === 0 || x >= thin[i - 1]!.x)).toBe(true);
  });

  it('keeps short lines whole', () => {
    const points = line([3, 1, 2]);
    expect(thinOut(points, 2)).toEqual(points);
  });
});
