import { describe, expect, it } from 'vitest';
import { evaluations, minimize } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { rosenbrock, sphere, subjectOf } from '../fixtures.js';
import { cobyla } from './cobyla.js';

type Function = (x: Vector) => number;

/** Problems of Hock and Schittkowski (1981), from the starts given there; HS22 and HS24 start outside of the constraints or on them. */
const problems: readonly {
  readonly name: string;
  readonly f: Function;
  readonly constraints: (x: Vector) => number[];
  readonly x0: number[];
  readonly least: number;
  readonly lower?: number;
}[] = [
  {
    name: 'HS12',
    f: ([a, b]) => 0.5 * a! ** 2 + b! ** 2 - a! * b! - 7 * a! - 7 * b!,
    constraints: ([a, b]) => [25 - 4 * a! ** 2 - b! ** 2],
    x0: [0, 0],
    least: -30,
  },
  {
    name: 'HS22',
    f: ([a, b]) => (a! - 2) ** 2 + (b! - 1) ** 2,
    constraints: ([a, b]) => [2 - a! - b!, b! - a! ** 2],
    x0: [2, 2],
    least: 1,
  },
  {
    name: 'HS24',
    f: ([a, b]) => ((a! - 3) ** 2 - 9) * (b! ** 3 / (27 * Math.sqrt(3))),
    constraints: ([a, b]) => [a! / Math.sqrt(3) - b!, a! + Math.sqrt(3) * b!, 6 - a! - Math.sqrt(3) * b!],
    x0: [1, 0.5],
    least: -1,
    lower: 0,
  },
  {
    name: 'HS29',
    f: ([a, b, c]) => -a! * b! * c!,
    constraints: ([a, b, c]) => [48 - a! ** 2 - 2 * b! ** 2 - 4 * c! ** 2],
    x0: [1, 1, 1],
    least: -16 * Math.SQRT2,
  },
  {
    name: 'HS35',
    f: ([a, b, c]) => 9 - 8 * a! - 6 * b! - 4 * c! + 2 * a! ** 2 + 2 * b! ** 2 + c! ** 2 + 2 * a! * b! + 2 * a! * c!,
    constraints: ([a, b, c]) => [3 - a! - b! - 2 * c!],
    x0: [0.5, 0.5, 0.5],
    least: 1 / 9,
    lower: 0,
  },
  {
    name: 'HS43',
    f: ([a, b, c, d]) => a! ** 2 + b! ** 2 + 2 * c! ** 2 + d! ** 2 - 5 * a! - 5 * b! - 21 * c! + 7 * d!,
    constraints: ([a, b, c, d]) => [
      8 - a! ** 2 - b! ** 2 - c! ** 2 - d! ** 2 - a! + b! - c! + d!,
      10 - a! ** 2 - 2 * b! ** 2 - c! ** 2 - 2 * d! ** 2 + a! + d!,
      5 - 2 * a! ** 2 - b! ** 2 - c! ** 2 - 2 * a! + b! + d!,
    ],
    x0: [0, 0, 0, 0],
    least: -44,
  },
  {
    name: 'HS76',
    f: ([a, b, c, d]) => a! ** 2 + 0.5 * b! ** 2 + c! ** 2 + 0.5 * d! ** 2 - a! * c! + c! * d! - a! - 3 * b! + c! - d!,
    constraints: ([a, b, c, d]) => [5 - a! - 2 * b! - c! - d!, 4 - 3 * a! - b! - 2 * c! + d!, b! + 4 * c! - 1.5],
    x0: [0.5, 0.5, 0.5, 0.5],
    least: -4.681818181818182,
    lower: 0,
  },
  {
    name: 'HS100',
    f: ([a, b, c, d, e, f, g]) =>
      (a! - 10) ** 2 +
      5 * (b! - 12) ** 2 +
      c! ** 4 +
      3 * (d! - 11) ** 2 +
      10 * e! ** 6 +
      7 * f! ** 2 +
      g! ** 4 -
      4 * f! * g! -
      10 * f! -
      8 * g!,
    constraints: ([a, b, c, d, e, f, g]) => [
      127 - 2 * a! ** 2 - 3 * b! ** 4 - c! - 4 * d! ** 2 - 5 * e!,
      282 - 7 * a! - 3 * b! - 10 * c! ** 2 - d! + e!,
      196 - 23 * a! - b! ** 2 - 6 * f! ** 2 + 8 * g!,
      -4 * a! ** 2 - b! ** 2 + 3 * a! * b! - 2 * c! ** 2 - 5 * f! + 11 * g!,
    ],
    x0: [1, 2, 0, 4, 0, 1, 1],
    least: 680.6300573,
  },
];

describe('cobyla', () => {
  for (const { name, check } of conformance(subjectOf(cobyla()))) it(name, check);

  for (const { name, f, constraints, x0, least, lower } of problems)
    it(`finds the minimum of ${name} within its constraints`, () => {
      const { x, value, status } = minimize(f, x0, {
        method: cobyla({ constraints }),
        stop: evaluations(3000),
        ...(lower === undefined ? undefined : { bounds: { lower } }),
      });
      expect(status).toBe('converged');
      // At a vertex or on curved faces f is known to first order in x, whose accuracy is 1e-8; flat ones are found
      // where linear models see no slope, which is √ of that.
      expect(Math.abs(value - least)).toBeLessThan(1e-6 * Math.max(1, Math.abs(least)));
      expect(Math.min(...constraints(Float64Array.from(x)))).toBeGreaterThanOrEqual(-1e-8);
      expect(value).toBe(f(Float64Array.from(x)));
    });

  it('minimises linear functions over polyhedra exactly, at vertices', () => {
    const { x, status } = minimize((p) => -p[0]! - 2 * p[1]!, [0, 0], {
      method: cobyla({ constraints: ([a, b]) => [4 - a! - b!, 3 - b!, 5 - 2 * a! + b!] }),
    });
    expect(status).toBe('converged');
    expect([...x]).toEqual([expect.closeTo(1, 7), expect.closeTo(3, 7)]);
  });

  it('keeps bounds at every question, and finds minima on their faces and corners', () => {
    let outside = 0;
    const f = (x: Vector): number => {
      if (x.some((v) => v < -1 || v > 0.5)) outside++;
      return (x[0]! - 1) ** 2 + (x[1]! - 0.25) ** 2;
    };
    const options = { method: cobyla(), bounds: { lower: -1, upper: 0.5 } };
    for (const x0 of [
      [-1, 0.5],
      [0, 0],
    ])
      expect([...minimize(f, x0, options).x]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.25, 6)]);
    const corner = minimize((x) => f(x) * 0 + x[0]! - x[1]!, [0.1, 0.1], options);
    expect([...corner.x]).toEqual([expect.closeTo(-1, 12), expect.closeTo(0.5, 12)]);
    expect(outside).toBe(0);
  });

  it('says so where no point keeps the constraints', () => {
    const result = minimize(sphere, [1, 1], { method: cobyla({ constraints: ([a]) => [a! - 1, -a! - 1] }) });
    expect(result.status).toBe('failed');
    expect(result.value).toBeNaN();
  });

  it.each([1, 3])('ends on what has no minimum, is constant, or has few values; n = %i', (n) => {
    const x0 = new Float64Array(n);
    const method = cobyla();
    expect(minimize((x) => x[0]! - x[n - 1]! / 2, x0, { method, stop: evaluations(3000) }).status).not.toBe(
      'converged',
    );
    expect(minimize(() => 3, x0, { method })).toMatchObject({ status: 'converged', value: 3 });
    expect(minimize(sphere, x0, { method }).value).toBeLessThan(1e-12);
    expect(minimize((x) => (x[0] === 0 ? 1 : Number.NaN), x0, { method })).toMatchObject({
      status: 'converged',
      value: 1,
    });
  });

  it('refuses constraints that change their number, and options out of range', () => {
    let count = 1;
    const constraints = (): number[] => new Array<number>(count++).fill(1);
    expect(() => minimize(rosenbrock, [0, 0], { method: cobyla({ constraints }) })).toThrow(/as many/);
    expect(() => cobyla({ radius: 0 })).toThrow(/radius must be/);
    expect(() => cobyla({ accuracy: -1 })).toThrow(/accuracy must be/);
  });
});
