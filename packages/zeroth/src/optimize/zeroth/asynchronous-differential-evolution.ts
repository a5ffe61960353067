import { checkFinite, checkInteger, checkLength, checkPositive } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import { pool, populationAt, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';
import { type Random, random } from '../../random/index.js';

/** Options of {@link asynchronousDifferentialEvolution}. */
export interface AsynchronousDifferentialEvolutionOptions {
  /** Members of the population, from 4. Default 10 n, but at least 10. */
  readonly population?: number;
  /** How many questions are outstanding at once, from 1. Default 1. */
  readonly workers?: number;
  /** F > 0, the factor of the difference. Default 0.8. */
  readonly differenceWeight?: number;
  /** CR in [0, 1], the probability that a coordinate is the mutant's. Default 0.9; low for separable objectives. */
  readonly crossover?: number;
  /** Seed of the draws, a safe integer. Default 0. */
  readonly seed?: number;
}

/** A point that is being evaluated, for a place in the population. */
interface Trial {
  readonly slot: number;
  readonly x: Vector;
}

/**
 * Differential evolution (rand/1/bin) in which nobody waits for a generation: as soon as a trial is evaluated it takes
 * its place in the population, if it is not worse, and the next one is made from the population as it is then.
 *
 * Asks: values (order 0), one point a question, `workers` of them side by side, all within the bounds: what a mutation
 * moves out is set on the bound. Points may fail: NaN is worse than anything. The order in which answers come changes
 * the run; a journal records it.
 *
 * Reports the best point so far, after each answer.
 *
 * @param lower n ≥ 1 lower bounds, finite
 * @param upper n upper bounds, each at least its lower bound, finite
 * @returns the best point so far, once a stop rule has fired
 * @throws ZerothError `bounds-crossed`, `not-finite`, `shape-mismatch`, `option-out-of-range`
 * @source Storn, Price: Differential evolution (1997)
 * @source Zhabitskaya, Zhabitsky: Asynchronous differential evolution (2012)
 */
export function* asynchronousDifferentialEvolution(
  lower: Vector,
  upper: Vector,
  options: AsynchronousDifferentialEvolutionOptions = {},
) {
  const n = lower.length;
  const { population = Math.max(10, 10 * n), workers = 1, differenceWeight = 0.8, crossover = 0.9, seed = 0 } = options;
  checkBounds(lower, upper);
  checkInteger('population', population, 4);
  checkInteger('workers', workers, 1);
  checkPositive('differenceWeight', differenceWeight);
  if (!(crossover >= 0 && crossover <= 1))
    throw new ZerothError('option-out-of-range', `crossover must be from 0 to 1, not ${crossover}.`, crossover);

  const draws = random(seed);
  const uniforms = new Float64Array(n);
  const members = Array.from({ length: population }, (): Vector => {
    draws.fillUniform(uniforms);
    return uniforms.map((u, i) => clamp(lower[i]! + u * (upper[i]! - lower[i]!), lower[i]!, upper[i]!));
  });
  const values = new Float64Array(population).fill(Infinity);
  let proposed = 0;

  /** The next trial: first the members themselves, then mutants crossed with each member in turn. */
  const propose = (): Trial => {
    const slot = proposed++ % population;
    const member = members[slot]!;
    if (proposed <= population) return { slot, x: member };
    const [a, b, c] = threeOthers(draws, population, slot);
    const forced = draws.integer(n);
    draws.fillUniform(uniforms);
    const x = member.map((current, i) => {
      if (i !== forced && uniforms[i]! >= crossover) return current;
      const mutant = members[a]![i]! + differenceWeight * (members[b]![i]! - members[c]![i]!);
      return clamp(mutant, lower[i]!, upper[i]!);
    });
    return { slot, x };
  };

  const running = yield* pool<Vector>();
  const trials = new Map<number, Trial>();
  let best = 0;
  for (;;) {
    while (running.size < workers) {
      const trial = propose();
      trials.set(yield* running.start(populationAt([trial.x])), trial);
    }
    const { ticket, result } = yield* running.next();
    const { slot, x } = trials.get(ticket)!;
    trials.delete(ticket);
    const value = result[0]!;
    if (value <= values[slot]!) {
      // Never written to: trials and reports share it.
      members[slot] = x;
      values[slot] = value;
      if (value <= values[best]!) best = slot;
    }
    if (yield* progress({ x: members[best]!, value: values[best]! })) {
      yield* running.close();
      return members[best]!;
    }
  }
}

/** Three different members, none of them `slot`. */
function threeOthers(draws: Random, population: number, slot: number): readonly [number, number, number] {
  const chosen = draws.choice(population - 1, 3);
  const other = (k: number) => (chosen[k]! < slot ? chosen[k]! : chosen[k]! + 1);
  return [other(0), other(1), other(2)];
}

function clamp(value: number, lower: number, upper: number): number {
  return Math.min(upper, Math.max(lower, value));
}

function checkBounds(lower: Vector, upper: Vector): void {
  checkInteger('length of the bounds', lower.length, 1);
  checkLength('upper', upper, lower.length);
  checkFinite('lower', lower);
  checkFinite('upper', upper);
  for (let i = 0; i < lower.length; i++)
    if (lower[i]! > upper[i]!)
      throw new ZerothError(
        'bounds-crossed',
        `Lower bound ${i} is ${lower[i]}, above the upper one of ${upper[i]}: exchange them.`,
        i,
      );
}
