import { dot } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';

/** A point that x is made of, and its share. */
export interface Atom {
  readonly point: Vector;
  readonly weight: number;
}

/** x as a convex combination of points: Σ weight point, weights positive with the sum 1. */
export interface ActiveSet {
  readonly size: number;
  /** The point with the largest gradient·point. */
  worst(gradient: Vector): Atom;
  /** x ← x + t (vertex − x) */
  towards(vertex: Vector, step: number): void;
  /** x ← x + t (x − atom); the longest step, weight / (1 − weight), drops the atom. */
  away(atom: Atom, step: number): void;
  /** x ← x + t (vertex − atom); the longest step, the weight, drops the atom. */
  shift(atom: Atom, vertex: Vector, step: number): void;
}

/** The active set of one point. */
export function activeSet(start: Vector): ActiveSet {
  const atoms: { readonly point: Vector; weight: number }[] = [{ point: start.slice(), weight: 1 }];
  const add = (vertex: Vector, weight: number): void => {
    const known = atoms.find(({ point }) => point.every((v, i) => v === vertex[i]));
    if (known === undefined) atoms.push({ point: vertex, weight });
    else known.weight += weight;
  };
  const take = (atom: Atom, weight: number, drops: boolean): void => {
    const at = atoms.findIndex(({ point }) => point === atom.point);
    if (drops) atoms.splice(at, 1);
    else atoms[at]!.weight -= weight;
  };
  const scaleAll = (factor: number): void => {
    for (const atom of atoms) atom.weight *= factor;
  };
  return {
    get size() {
      return atoms.length;
    },
    worst(gradient) {
      let [worst, most] = [atoms[0]!, -Infinity];
      for (const atom of atoms) {
        const product = dot(gradient, atom.point);
        if (product > most) [worst, most] = [atom, product];
      }
      return { ...worst };
    },
    towards(vertex, step) {
      if (step >= 1) atoms.length = 0;
      scaleAll(1 - step);
      add(vertex, step);
    },
    away(atom, step) {
      const drops = step >= atom.weight / (1 - atom.weight);
      scaleAll(1 + step);
      take(atom, step, drops);
    },
    shift(atom, vertex, step) {
      take(atom, step, step >= atom.weight);
      add(vertex, step);
    },
  };
}
