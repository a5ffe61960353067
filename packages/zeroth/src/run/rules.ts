import type { Vector } from '../query/types.js';
import type { Moment, Rule } from './rule.js';

/** Never more than `most` evaluations: a question that would pass the budget is not asked. */
export function evaluations(most: number): Rule<unknown, 'evaluations'> {
  return {
    begin: () => ({
      check: (moment) => {
        const spent = moment.asking > 0 ? moment.evaluations + moment.asking > most : moment.evaluations >= most;
        return spent ? 'evaluations' : undefined;
      },
    }),
  };
}

/** At most `most` reports of progress, which is what methods call iterations. */
export function iterations(most: number): Rule<unknown, 'iterations'> {
  return {
    begin: (saved) => {
      let reports = typeof saved === 'number' ? saved : 0;
      return {
        check: (moment) => (moment.report !== undefined && ++reports >= most ? 'iterations' : undefined),
        save: () => reports,
      };
    },
  };
}

/** ‖gradient‖₂ of a report at most `tolerance`. */
export function gradientNorm(tolerance: number): Rule<{ readonly gradient: Vector }, 'gradientNorm'> {
  const bound = tolerance * tolerance;
  return {
    begin: () => ({
      check: ({ report }) =>
        report !== undefined && squaredNorm(report.gradient) <= bound ? 'gradientNorm' : undefined,
    }),
  };
}

/** The value of a report at most `value`. */
export function target(value: number): Rule<{ readonly value: number }, 'target'> {
  return {
    begin: () => ({
      check: ({ report }) => (report !== undefined && report.value <= value ? 'target' : undefined),
    }),
  };
}

/** No new least value in `patience` reports. */
export function stagnation(patience: number): Rule<{ readonly value: number }, 'stagnation'> {
  return {
    begin: (saved) => {
      const state = isStagnation(saved) ? { ...saved } : { least: Infinity, since: 0 };
      return {
        check: ({ report }) => {
          if (report === undefined) return undefined;
          if (report.value < state.least) {
            state.least = report.value;
            state.since = 0;
          } else state.since++;
          return state.since >= patience ? 'stagnation' : undefined;
        },
        save: () => ({ ...state }),
      };
    },
  };
}

/** Looks at the clock that may be passed over while looks come faster than this many milliseconds. */
const hurry = 0.02;
const passedOver = 15;

/**
 * At most `most` seconds by the clock, those before a checkpoint included. Where questions take microseconds the clock
 * is looked at every 16th time.
 */
export function seconds(most: number): Rule<unknown, 'seconds'> {
  return {
    external: ['seconds'],
    begin: (saved) => {
      const before = typeof saved === 'number' ? saved : 0;
      let begun = Number.NaN;
      let looked = Number.NaN;
      let pass = 0;
      const elapsed = () => before + (Number.isNaN(begun) ? 0 : (performance.now() - begun) / 1000);
      return {
        check: ({ replaying }) => {
          if (replaying || --pass > 0) return undefined;
          const now = performance.now();
          if (Number.isNaN(begun)) begun = now;
          pass = now - looked < hurry * passedOver ? passedOver : 1;
          looked = now;
          return before + (now - begun) / 1000 >= most ? 'seconds' : undefined;
        },
        save: elapsed,
      };
    },
  };
}

/** Fires when a predicate of the moment holds: `when('flat', ({ report }) => …)`. */
export function when<S, const N extends string>(name: N, holds: (moment: Moment<S>) => boolean): Rule<S, N> {
  return { begin: () => ({ check: (moment) => (holds(moment) ? name : undefined) }) };
}

type AnyRule = Rule<never, string>;
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;
/* Boxed, so that an intersection of object types does not distribute over a union inside one of them. */
type Boxed<T extends readonly AnyRule[]> = { [K in keyof T]: T[K] extends Rule<infer S, string> ? { box: S } : never };
type ReportsRead<T extends readonly AnyRule[]> =
  UnionToIntersection<Boxed<T>[number]> extends { box: infer S } ? S : unknown;
type NamesOf<T extends readonly AnyRule[]> = T[number] extends Rule<never, infer N> ? N : never;

/** Fires when any of the rules does, with that rule's name; it reads all that they read. */
export function anyOf<const T extends readonly AnyRule[]>(...rules: T): Rule<ReportsRead<T>, NamesOf<T>> {
  const composed: AnyRule = {
    external: rules.flatMap((rule) => rule.external ?? []),
    begin: (saved) => {
      const states: readonly unknown[] = Array.isArray(saved) ? saved : [];
      const running = rules.map((rule, i) => rule.begin(states[i]));
      return {
        check: (moment) => {
          // All are checked, so that rules with state see every report.
          let fired: string | undefined;
          for (const rule of running) {
            const name = rule.check(moment);
            fired ??= name;
          }
          return fired;
        },
        save: () => running.map((rule) => rule.save?.()),
      };
    },
  };
  // The parts' own types are the intersection and the union that the signature computes.
  return composed as unknown as Rule<ReportsRead<T>, NamesOf<T>>;
}

function squaredNorm(v: Vector): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return sum;
}

function isStagnation(saved: unknown): saved is { least: number; since: number } {
  return typeof saved === 'object' && saved !== null && 'least' in saved && 'since' in saved;
}
