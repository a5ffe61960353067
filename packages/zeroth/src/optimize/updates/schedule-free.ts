import { checkInteger, checkNotNegative } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import { type AdamUpdateOptions, checkedAdam } from './adam.js';
import { copiesOf, type Numbers, type Tensor, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of schedule-free rules. */
export interface ScheduleFreeUpdateOptions {
  /** β in (0, 1): how near the average gradients are asked. Default 0.9. */
  readonly interpolation?: number;
  /** Steps in which the rate rises in a straight line. Default 0. */
  readonly warmup?: number;
  /** r ≥ 0: the iterate of step k counts with (k + 1)^r in the average. Default 0. */
  readonly weightPower?: number;
  /** p ≥ 0: and with the p-th power of the largest rate so far. Default 2. */
  readonly ratePower?: number;
  /** λ ≥ 0, decoupled, at the point where gradients are asked. Default 0. */
  readonly weightDecay?: number;
}

/** What schedule-free rules remember. The tensors themselves hold y, where gradients are asked. */
export interface ScheduleFreeState extends UpdateState {
  /** z, the iterates that are averaged. */
  readonly base: Numbers[];
  /** AdamW's mean of squares; empty for SGD. */
  readonly square: Numbers[];
  weightSum: number;
  largestRate: number;
}

/**
 * Schedule-free SGD: y = (1 − β) z + β x, z ← z − η (∇f(y) + λ y), x ← (1 − c) x + c z, where c is the iterate's share of
 * all weights. The average x is right to stop at, at any time, with no schedule. The tensors hold y, and one more vector
 * is kept; {@link UpdateRule.average} gives x.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Defazio, Yang, Mehta, Mishchenko, Khaled, Cutkosky: The road less scheduled (2024), equations 2 to 4
 */
export function scheduleFreeSgdUpdate(options: ScheduleFreeUpdateOptions = {}): UpdateRule<ScheduleFreeState> {
  return scheduleFree('scheduleFreeSgd', 1, options);
}

/**
 * Schedule-free AdamW: as {@link scheduleFreeSgdUpdate}, z moving by the gradient over the root of the mean of its
 * squares. No momentum besides the interpolation.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Defazio et al.: The road less scheduled (2024), algorithm 1
 */
export function scheduleFreeAdamWUpdate({
  squareDecay,
  epsilon,
  ...options
}: ScheduleFreeUpdateOptions & Pick<AdamUpdateOptions, 'squareDecay' | 'epsilon'> = {}): UpdateRule<ScheduleFreeState> {
  const adam = checkedAdam({
    ...(squareDecay === undefined ? undefined : { squareDecay }),
    ...(epsilon === undefined ? undefined : { epsilon }),
  });
  return scheduleFree('scheduleFreeAdamW', 2.5e-3, options, adam);
}

/** The options with defaults. Throws `option-out-of-range`. */
export function checkedScheduleFree({
  interpolation = 0.9,
  warmup = 0,
  weightPower = 0,
  ratePower = 2,
  weightDecay = 0,
}: ScheduleFreeUpdateOptions): Required<ScheduleFreeUpdateOptions> {
  if (!(interpolation > 0 && interpolation < 1))
    throw new ZerothError(
      'option-out-of-range',
      `interpolation must be between 0 and 1, both excluded, not ${interpolation}.`,
      interpolation,
    );
  checkInteger('warmup', warmup, 0);
  checkNotNegative('weightPower', weightPower);
  checkNotNegative('ratePower', ratePower);
  checkNotNegative('weightDecay', weightDecay);
  return { interpolation, warmup, weightPower, ratePower, weightDecay };
}

/** The step's rate, and its iterate's share of the average, taken into the state. */
export function shareOf(
  state: { step: number; weightSum: number; largestRate: number },
  rate: number,
  { warmup, weightPower, ratePower }: Required<ScheduleFreeUpdateOptions>,
): { readonly share: number; readonly eta: number } {
  const k = ++state.step;
  const eta = k < warmup ? (rate * k) / warmup : rate;
  state.largestRate = Math.max(state.largestRate, eta);
  const weight = k ** weightPower * state.largestRate ** ratePower;
  state.weightSum += weight;
  return { eta, share: state.weightSum > 0 ? weight / state.weightSum : 1 };
}

function scheduleFree(
  name: string,
  rate: number,
  given: ScheduleFreeUpdateOptions,
  adam?: Required<AdamUpdateOptions>,
): UpdateRule<ScheduleFreeState> {
  const options = checkedScheduleFree(given);
  const { interpolation: beta, weightDecay } = options;
  return {
    name,
    rate,
    begin: (tensors) => ({
      step: 0,
      base: copiesOf(tensors),
      square: adam === undefined ? [] : zerosLike(tensors),
      weightSum: 0,
      largestRate: 0,
    }),
    step(tensors, gradients, state, rateNow) {
      const { share, eta } = shareOf(state, rateNow, options);
      const correction = adam === undefined ? 1 : 1 - adam.squareDecay ** state.step;
      tensors.forEach(({ values: y }, t) => {
        const [gradient, z, square] = [gradients[t]!, state.base[t]!, state.square[t]];
        for (let i = 0; i < y.length; i++) {
          let g = gradient[i]!;
          if (adam !== undefined && square !== undefined) {
            square[i] = adam.squareDecay * square[i]! + (1 - adam.squareDecay) * g * g;
            const denominator = Math.sqrt(square[i]! / correction) + adam.epsilon;
            g = denominator > 0 ? g / denominator : 0;
          }
          const move = eta * (g + weightDecay * y[i]!);
          // y = (1 − β) z + β x before and after, solved for y without x.
          y[i] = (1 - share) * y[i]! + share * z[i]! - move * (1 - beta * (1 - share));
          z[i]! -= move;
        }
      });
    },
    average(tensors: readonly Tensor[], state, into) {
      tensors.forEach(({ values: y }, t) => {
        const [z, x] = [state.base[t]!, into[t]!];
        for (let i = 0; i < y.length; i++) x[i] = (y[i]! - (1 - beta) * z[i]!) / beta;
      });
    },
  };
}
