import { checkInteger } from '../array/checks.js';
import type { Hessian } from '../query/kinds.js';
import type { Vector } from '../query/types.js';
import type { Estimator } from './estimator.js';

/** Options of {@link lazyHessian}. */
export interface LazyHessianOptions {
  /** Every `every`-th Hessian is asked, from 1; the ones in between are the last one that was. */
  readonly every: number;
}

interface State {
  readonly hessian: Vector | undefined;
  readonly age: number;
}

/**
 * Answers Hessians by one that was asked up to `every` − 1 questions ago, at another point. Its state goes into
 * checkpoints.
 *
 * Asks: a Hessian, one time in `every`.
 *
 * @throws ZerothError `option-out-of-range` unless every is an integer of at least 1
 * @source Doikov, Chayti, Jaggi: Second-order optimization with lazy Hessians (2023)
 */
export function lazyHessian({ every }: LazyHessianOptions): Estimator<Hessian, Hessian> {
  checkInteger('every', every, 1);
  return {
    begin: () => {
      let state: State = { hessian: undefined, age: 0 };
      return {
        kept: {
          save: () => state,
          load: (saved) => {
            state = saved as State; // what `save` gave
          },
        },
        *hessian(query) {
          const { hessian, age } = state;
          if (hessian === undefined || age >= every) {
            const fresh: Vector = yield query;
            // A copy: the answer is the method's, which may factorise it in place.
            state = { hessian: fresh.slice(), age: 1 };
            return fresh;
          }
          state = { hessian, age: age + 1 };
          if (query.into === undefined) return hessian.slice();
          query.into.set(hessian);
          return query.into;
        },
      };
    },
  };
}
