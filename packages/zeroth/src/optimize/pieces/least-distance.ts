import type { Vector } from '../../query/index.js';

/** The half space a'x ≥ b. */
export interface HalfSpace {
  readonly a: Vector;
  readonly b: number;
}

/**
 * The point of a polyhedron that is nearest to a target, by the dual active-set method: the constraint that is broken
 * most is added, and those whose multipliers would become negative are dropped. Undefined where the polyhedron is empty.
 *
 * @param spaces whose intersection the polyhedron is
 * @source Goldfarb, Idnani: A numerically stable dual method for solving strictly convex quadratic programs (1983)
 */
export function nearestPoint(target: Vector, spaces: readonly HalfSpace[]): Vector | undefined {
  const n = target.length;
  const x = target.slice();
  let active: Active[] = [];
  const sizes = spaces.map(({ a }) => Math.sqrt(dot(a, a)));
  for (let pass = 0; pass < 20 * (n + spaces.length) + 20; pass++) {
    let [worst, most] = [-1, 0];
    spaces.forEach(({ a, b }, k) => {
      if (active.some(({ index }) => index === k)) return;
      const size = sizes[k]!;
      const broken = b - dot(a, x);
      const rounding = 8 * Number.EPSILON * (Math.abs(b) + size * largest(x)) + 2 ** -1000;
      if (broken <= rounding) return;
      // A plane without a direction that is broken stays broken.
      const far = size > 0 ? broken / size : Infinity;
      if (far > most) [worst, most] = [k, far];
    });
    if (worst < 0) return x;
    if (most === Infinity) return undefined;
    const normal = spaces[worst]!.a;
    let multiplier = 0;
    for (;;) {
      const { along, weights } = split(
        normal,
        active.map(({ index }) => spaces[index]!.a),
      );
      let [drop, limit] = [-1, Infinity];
      active.forEach(({ value }, k) => {
        if (weights[k]! > 0 && value / weights[k]! < limit) [drop, limit] = [k, value / weights[k]!];
      });
      const room = dot(along, along);
      const free = room > 2 ** -40 * sizes[worst]! ** 2;
      const full = free ? (spaces[worst]!.b - dot(normal, x)) / room : Infinity;
      const step = Math.min(full, limit);
      if (step === Infinity) return undefined;
      multiplier += step;
      active = active.map(({ index, value }, k) => ({ index, value: value - step * weights[k]! }));
      if (free) for (let i = 0; i < n; i++) x[i] = x[i]! + step * along[i]!;
      if (step === full) {
        active.push({ index: worst, value: multiplier });
        break;
      }
      active.splice(drop, 1);
    }
  }
  return x;
}

interface Active {
  readonly index: number;
  /** Its multiplier, at least 0. */
  readonly value: number;
}

/** A normal as a combination of others, by least squares, and what is left of it, orthogonal to them. */
function split(normal: Vector, others: readonly Vector[]): { readonly along: Vector; readonly weights: Vector } {
  const along = normal.slice();
  const basis: Vector[] = [];
  const triangle: number[][] = [];
  // Orthogonalised twice: once leaves rounding that grows with the condition.
  for (const other of others) {
    const q = other.slice();
    const column = new Array<number>(basis.length).fill(0);
    for (let twice = 0; twice < 2; twice++)
      basis.forEach((e, k) => {
        const part = dot(e, q);
        column[k] = column[k]! + part;
        for (let i = 0; i < q.length; i++) q[i] = q[i]! - part * e[i]!;
      });
    const size = Math.sqrt(dot(q, q));
    triangle.push([...column, size]);
    basis.push(size > 0 ? q.map((v) => v / size) : q);
  }
  const parts = new Float64Array(basis.length);
  for (let twice = 0; twice < 2; twice++)
    basis.forEach((e, k) => {
      const part = dot(e, along);
      parts[k] = parts[k]! + part;
      for (let i = 0; i < along.length; i++) along[i] = along[i]! - part * e[i]!;
    });
  const weights = parts.slice();
  for (let k = basis.length - 1; k >= 0; k--) {
    for (let j = k + 1; j < basis.length; j++) weights[k] = weights[k]! - triangle[j]![k]! * weights[j]!;
    weights[k] = triangle[k]![k]! > 0 ? weights[k]! / triangle[k]![k]! : 0;
  }
  return { along, weights };
}

function dot(x: Vector, y: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

function largest(x: Vector): number {
  let most = 0;
  for (const v of x) most = Math.max(most, Math.abs(v));
  return most;
}
