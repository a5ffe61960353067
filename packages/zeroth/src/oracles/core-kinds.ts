import type {
  Gradients,
  Hessian,
  HessianVectorProducts,
  Jacobian,
  Jet,
  Operator,
  Ranking,
  Residuals,
  Values,
} from '../query/kinds.js';
import type { Query } from '../query/types.js';

/** The questions whose kinds zeroth itself knows. */
export type CoreQuery =
  | Ranking
  | Values
  | Gradients
  | HessianVectorProducts
  | Hessian
  | Jet
  | Residuals
  | Jacobian
  | Operator;

/** The kinds that zeroth itself knows. */
export type CoreKind = CoreQuery['kind'];

/** The question of a core kind. */
export type CoreQueryOf<K extends CoreKind> = Extract<CoreQuery, { readonly kind: K }>;

/**
 * A question that leaves its oracle as it was. Oracles elsewhere (threads, commands, servers) answer only such:
 * nobody could replay an effect to them.
 */
export interface Unchanging extends Query {
  readonly effect?: never;
}
