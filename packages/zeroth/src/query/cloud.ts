import { fillNormal, fillRademacher, fillSphere, fillUniform } from '../random/index.js';
import type { Vector } from './types.js';

/** The distribution of a cloud's standard draws: uniform is on [-1, 1), sphere on the unit sphere. */
export type CloudLaw = 'gaussian' | 'rademacher' | 'uniform' | 'sphere';

/**
 * A population by seed, as plain data: point i is center + scale ∘ z(seed, i). It is never stored as a whole: 10⁵
 * points of any length are a few numbers until they are read.
 */
export interface Cloud {
  readonly law: CloudLaw;
  /** n coordinates */
  readonly center: Vector;
  /** n standard deviations, or half widths, by coordinate */
  readonly scale: Vector;
  /** a safe integer */
  readonly seed: number;
  /** how many points */
  readonly length: number;
}

/** Many points: a list, or a cloud. */
export type Points = readonly Vector[] | Cloud;

/** Whether points are given by seed. */
export function isCloud(points: Points): points is Cloud {
  return 'law' in points;
}

/** Point i of `points`, written to `into`, which is returned. */
export function readPoint(points: Points, i: number, into: Vector): Vector {
  if (!isCloud(points)) {
    into.set(points[i]!);
    return into;
  }
  readDraw(points, i, into);
  const { center, scale } = points;
  for (let j = 0; j < into.length; j++) into[j] = center[j]! + scale[j]! * into[j]!;
  return into;
}

/** The standard draw z(seed, i) of a cloud's point i, written to `into`, which is returned. */
export function readDraw(cloud: Cloud, i: number, into: Vector): Vector {
  switch (cloud.law) {
    case 'gaussian':
      fillNormal(into, cloud.seed, i);
      break;
    case 'rademacher':
      fillRademacher(into, cloud.seed, i);
      break;
    case 'sphere':
      fillSphere(into, cloud.seed, i);
      break;
    case 'uniform':
      fillUniform(into, cloud.seed, i);
      for (let j = 0; j < into.length; j++) into[j] = 2 * into[j]! - 1;
      break;
  }
  return into;
}

/** A function of a point, at each of the points; clouds are read into one buffer. */
export function evaluateEach(points: Points, f: (x: Vector) => number): Vector {
  const values = new Float64Array(points.length);
  if (isCloud(points)) {
    const x = new Float64Array(points.center.length);
    for (let i = 0; i < points.length; i++) values[i] = f(readPoint(points, i, x));
  } else for (let i = 0; i < points.length; i++) values[i] = f(points[i]!);
  return values;
}

/** Indices in the order of ascending values: NaN last, ties by index. */
export function ascending(values: Vector): Int32Array {
  const order = Int32Array.from(values, (_, i) => i);
  return order.sort((a, b) => {
    const x = values[a]!;
    const y = values[b]!;
    if (x < y) return -1;
    if (x > y) return 1;
    if (x === y) return a - b;
    if (Number.isNaN(x)) return Number.isNaN(y) ? a - b : 1;
    return -1;
  });
}
