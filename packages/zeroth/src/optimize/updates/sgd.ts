import { checkDecay, checkNotNegative } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link sgdUpdate}. */
export interface SgdUpdateOptions {
  /** β in [0, 1). Default 0. */
  readonly momentum?: number;
  /** τ in [0, 1]: how much of each gradient but the first the momentum leaves out. Default 0. */
  readonly dampening?: number;
  /** Whether a step looks ahead by the momentum: it then needs a momentum, and no dampening. Default false. */
  readonly nesterov?: boolean;
  /** λ ≥ 0: λ times the parameters is added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** What {@link sgdUpdate} remembers. */
export interface SgdState extends UpdateState {
  /** Sums of gradients; empty without a momentum. */
  readonly momentum: Numbers[];
}

/**
 * Stochastic gradient descent: g ← g + λ x, m ← β m + (1 − τ) g (the first time m ← g), x ← x − η m, or with `nesterov`
 * x ← x − η (g + β m).
 *
 * @throws ZerothError `option-out-of-range`
 * @source Robbins, Monro: A stochastic approximation method (1951)
 * @source Sutskever, Martens, Dahl, Hinton: On the importance of initialization and momentum in deep learning (2013)
 */
export function sgdUpdate({
  momentum = 0,
  dampening = 0,
  nesterov = false,
  weightDecay = 0,
}: SgdUpdateOptions = {}): UpdateRule<SgdState> {
  checkDecay('momentum', momentum);
  checkNotNegative('weightDecay', weightDecay);
  if (!(dampening >= 0 && dampening <= 1))
    throw new ZerothError('option-out-of-range', `dampening must be from 0 to 1, not ${dampening}.`, dampening);
  if (nesterov && (momentum === 0 || dampening !== 0))
    throw new ZerothError('option-out-of-range', 'nesterov needs a momentum, and no dampening.', momentum);
  return {
    name: nesterov ? 'nesterovSgd' : 'sgd',
    rate: 0.01,
    begin: (tensors) => ({ step: 0, momentum: momentum > 0 ? zerosLike(tensors) : [] }),
    step(tensors, gradients, state, rate) {
      const added = state.step++ === 0 ? 1 : 1 - dampening;
      tensors.forEach(({ values }, t) => {
        const m = state.momentum[t];
        if (m === undefined) descend(values, gradients[t]!, rate, weightDecay);
        else roll(values, gradients[t]!, m, rate, weightDecay, momentum, added, nesterov);
      });
    },
  };
}

function descend(x: Numbers, gradient: Numbers, rate: number, decay: number): void {
  for (let i = 0; i < x.length; i++) x[i]! -= rate * (gradient[i]! + decay * x[i]!);
}

function roll(
  x: Numbers,
  gradient: Numbers,
  m: Numbers,
  rate: number,
  decay: number,
  beta: number,
  added: number,
  ahead: boolean,
): void {
  const [ofGradient, ofMomentum] = ahead ? [rate, rate * beta] : [0, rate];
  for (let i = 0; i < x.length; i++) {
    const g = gradient[i]! + decay * x[i]!;
    m[i] = beta * m[i]! + added * g;
    x[i]! -= ofGradient * g + ofMomentum * m[i]!;
  }
}
