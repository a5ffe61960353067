import { checkLength } from '../array/checks.js';
import { ZerothError } from '../errors.js';
import type { Minimizer, MinimizerReport } from '../optimize/minimizer.js';
import {
  type Constants,
  type Known,
  type Quantity,
  squaredDistance,
  type Theorem,
} from '../optimize/theorems/theorem.js';

/** A theorem's bound over a run, and what was measured. */
export interface CertifiedBound extends Omit<Theorem, 'bound'> {
  /** The bound at each report k; Infinity where it says nothing yet. */
  readonly bounds: Float64Array;
  /** What it bounds, at each report. */
  readonly measured: Float64Array;
  /** Reports at which it was exceeded, by more than rounding: the constants are wrong, or chance where it is `inMean`. */
  readonly violations: readonly number[];
}

/** Collects what theorems bound during a run. */
export interface Certifier {
  add(report: MinimizerReport): void;
  certificate(): readonly CertifiedBound[];
}

/** Of f(x0) − f* and ‖x0 − x*‖²: what values in float64, near f* and x*, may be off. */
const rounding = 2 ** -44;

/**
 * The theorems of a method that the constants allow, followed over its reports.
 *
 * @throws ZerothError at the first report: `no-theorem` where there is none, `shape-mismatch` where the minimiser has
 *   another length than x
 */
export function certifier({ name, theorems = [] }: Minimizer, constants: Constants): Certifier {
  const { lowerBound = Number.NaN, minimizer } = constants;
  const gaps: number[] = [];
  const distances: number[] = [];
  const gradients: number[] = [];
  let bounded: (readonly [theorem: Theorem, bound: (k: number) => number])[] | undefined;
  const begin = (known: Known): NonNullable<typeof bounded> => {
    const found = theorems.flatMap((each) => {
      const bound = each.bound(known);
      return bound === undefined ? [] : [[each, bound] as const];
    });
    if (found.length === 0) throw noTheorem(name, theorems);
    return found;
  };
  return {
    add({ x, value, gradient }) {
      if (minimizer !== undefined) checkLength('constants.minimizer', minimizer, x.length);
      gaps.push(value - lowerBound);
      distances.push(minimizer === undefined ? Number.NaN : squaredDistance(x, minimizer));
      gradients.push(gradient?.reduce((sum, g) => sum + g * g, 0) ?? Number.NaN);
      bounded ??= begin({ constants, gap: gaps[0]!, squaredDistance: distances[0]! });
    },
    certificate: () =>
      (bounded ?? []).map(([{ bound: _, ...parts }, bound]) => {
        const measured = measure(parts.quantity, gaps, distances, gradients);
        const bounds = measured.map((_value, k) => bound(k));
        const slack = rounding * (parts.quantity === 'squared distance' ? distances : gaps)[0]!;
        const violations = Array.from(measured.keys()).filter((k) => measured[k]! > bounds[k]! + slack);
        return { ...parts, bounds, measured, violations };
      }),
  };
}

function measure(
  quantity: Quantity,
  gaps: readonly number[],
  distances: readonly number[],
  gradients: readonly number[],
): Float64Array {
  switch (quantity) {
    case 'gap':
      return Float64Array.from(gaps);
    case 'squared distance':
      return Float64Array.from(distances);
    case 'least gap': {
      let least = Infinity;
      return Float64Array.from(gaps, (gap) => (least = Math.min(least, gap)));
    }
    case 'least squared gradient': {
      let least = Infinity;
      return Float64Array.from(gradients, (_, k) => (least = Math.min(least, gradients[k - 1] ?? Infinity)));
    }
    case 'mean gap': {
      let sum = 0;
      return Float64Array.from(gaps, (_, k) => {
        sum += gaps[k - 1] ?? 0;
        return k === 0 ? gaps[0]! : sum / k;
      });
    }
  }
}

function noTheorem(name: string, theorems: readonly Theorem[]): ZerothError {
  const message =
    theorems.length === 0
      ? `${name} with these options has no theorem to certify it by: give it a constant step, and no restarts.`
      : `The constants allow none of the theorems of ${name}: ${theorems.map(({ name: of, statement }) => `${of}: ${statement}`).join('; ')}.`;
  return new ZerothError('no-theorem', message, name);
}
