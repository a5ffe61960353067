import { ZerothError } from '../errors.js';
import { lift } from '../estimators/index.js';
import type { MinimizationProblem, MinimizerEnd, MinimizerReport, Tolerance } from '../optimize/minimizer.js';
import type { Gradients, Method, Progress, Vector } from '../query/index.js';
import { iterations, type Rule } from '../run/index.js';
import { type Certifier, certifier } from './certificate.js';
import { choose } from './choose.js';
import { boundedDifferences } from './differences.js';
import type { AnyQuery } from './finish.js';
import type { MinimizeOptions } from './options.js';
import { resumable } from './resumable.js';
import { checkIntegers, type Variables } from './variables.js';

/** The drivers' options that all front doors share. */
export function driverOf({ checkpoint, signal }: Pick<MinimizeOptions, 'checkpoint' | 'signal'>) {
  return {
    keepBest: false,
    ...(signal === undefined ? undefined : { signal }),
    // A clock that ran out yesterday is no reason to stop today.
    ...(checkpoint === undefined ? undefined : { journal: resumable(checkpoint), extend: true }),
  };
}

/** What a minimisation will do: the method, on the questions that f answers, and when it stops. */
export interface Plan {
  /** What the method adds to f. */
  readonly term: ((x: Vector) => number) | undefined;
  readonly method: Method<AnyQuery | Progress<MinimizerReport>, MinimizerEnd>;
  readonly description: string;
  /** Follows the method's theorems, where that is asked for. */
  readonly certifier: Certifier | undefined;
  readonly stop: Rule<MinimizerReport, string>;
}

/** The plan for a problem. Throws for options that do not go together. */
export function planOf(kinds: ReadonlySet<string>, variables: Variables, options: MinimizeOptions): Plan {
  checkOptions(options);
  const { noise = 0 } = options;
  const chosen =
    options.method === undefined
      ? choose(variables, kinds, options)
      : { minimizer: options.method, why: 'it was named' };
  const { minimizer } = chosen;
  if (variables.bounds !== undefined && !minimizer.bounds)
    throw new ZerothError(
      'bounds-not-supported',
      `${minimizer.name} does not keep to bounds: leave the method out, or take one that does, such as lbfgs.`,
      minimizer.name,
    );
  checkIntegers(variables, minimizer);
  const missing = minimizer.asks.filter((kind) => !kinds.has(kind));
  const lifted = missing.length === 1 && missing[0] === 'gradients' && kinds.has('values');
  if (missing.length > 0 && !lifted)
    throw new ZerothError(
      'order-too-low',
      `${minimizer.name} asks ${missing.join(' and ')}, which the function does not answer: lift it, or take a method of lower order.`,
      missing,
    );
  const problem: MinimizationProblem = {
    x0: variables.x0,
    bounds: variables.bounds,
    integers: variables.integers,
    tolerance: toleranceOf(options.tolerance, {
      gradient: gradientTolerance(lifted, noise),
      step: 1e-12,
      value: 2 ** -50,
    }),
    seed: options.seed ?? 0,
  };
  if (options.certify && options.scales !== undefined)
    throw new ZerothError(
      'bad-option',
      'Theorems are on steps in the units of x: leave out scales, or certify.',
      options.scales,
    );
  const own = minimizer.start(problem);
  return {
    term: minimizer.term,
    method: lifted
      ? lift(
          own as Method<Gradients | Progress<MinimizerReport>, MinimizerEnd>,
          boundedDifferences(variables.bounds, noise),
        )
      : own,
    description: `${minimizer.name}${lifted ? ', gradients by differences of values' : ''} (${chosen.why})`,
    certifier: options.certify ? certifier(minimizer, options.constants ?? {}) : undefined,
    stop: options.stop ?? iterations(1000 + 100 * variables.x0.length),
  };
}

/**
 * Central differences know gradients to about 1e-10 of the values, or to the power 2/3 of their noise: no method gets much
 * further on them.
 */
function gradientTolerance(lifted: boolean, noise: number): number {
  return lifted ? Math.max(1e-6, noise ** (2 / 3)) : 1e-8;
}

interface UncheckedOptions {
  readonly method?: unknown;
  readonly stop?: unknown;
  readonly noise?: unknown;
}

/** Mistakes that only a caller without types can make. Throws `bad-option`. */
export function checkOptions({ method, stop, noise = 0 }: UncheckedOptions): void {
  if (typeof noise !== 'number' || !(noise >= 0 && noise < Number.POSITIVE_INFINITY))
    throw new ZerothError(
      'bad-option',
      `noise is the standard deviation of f's values: it must be a finite number of at least 0, not ${String(noise)}.`,
      noise,
    );
  const isMethod = typeof method === 'object' && method !== null && 'start' in method;
  if (method !== undefined && !isMethod)
    throw new ZerothError(
      'bad-option',
      typeof method === 'function'
        ? 'method must be what a method returns: call it, as in lbfgs().'
        : `method must be a method, such as lbfgs(), not ${JSON.stringify(method)}.`,
      method,
    );
  const isRule = typeof stop === 'object' && stop !== null && 'begin' in stop;
  if (stop !== undefined && !isRule)
    throw new ZerothError(
      'bad-option',
      `stop must be a rule, such as iterations(100) or evaluations(1000), not ${String(stop)}.`,
      stop,
    );
}

/** Tolerances as given, and the defaults for the others. Throws `option-out-of-range`. */
export function toleranceOf(given: MinimizeOptions['tolerance'], defaults: Tolerance): Tolerance {
  const wanted = typeof given === 'number' ? { gradient: given } : (given ?? {});
  const tolerance = { ...defaults, ...wanted };
  for (const [name, value] of Object.entries(tolerance))
    if (!(value >= 0))
      throw new ZerothError(
        'option-out-of-range',
        `tolerance.${name} must be a number of at least 0, not ${value}.`,
        value,
      );
  return tolerance;
}
