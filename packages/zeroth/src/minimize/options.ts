import type { Minimizer, MinimizerReport, Tolerance } from '../optimize/minimizer.js';
import type { Constants } from '../optimize/theorems/theorem.js';
import type { Query } from '../query/index.js';
import type { Journal, Rule } from '../run/index.js';
import type { VariableOptions } from './variables.js';

/** Options of {@link minimize}. */
export interface MinimizeOptions<Y extends Query = Query, S extends MinimizerReport = MinimizerReport>
  extends VariableOptions {
  /** The method; one that asks what the function cannot answer does not compile. Default: chosen, and the result says why. */
  readonly method?: Minimizer<Y, S>;
  /** When to stop besides the method's own convergence. Default: after 1000 + 100 n iterations. */
  readonly stop?: Rule<NoInfer<S>, string>;
  /** When a method may say that it has converged: one number for the gradient's, or each. */
  readonly tolerance?: number | Partial<Tolerance>;
  /**
   * Standard deviation of the error in f's values: a simulation with random numbers, a measurement. The default choice is
   * then a method that bears it, and differences take longer steps. Default 0.
   */
  readonly noise?: number;
  /** Whether tens or hundreds of values are all there will be; the default choice makes the most of each. Default false. */
  readonly expensive?: boolean;
  /** Seed of methods that draw random numbers. Default 0. */
  readonly seed?: number;
  /** Called with each iteration's best point. The report is lent: copy what you keep. */
  readonly onProgress?: (report: NoInfer<S>) => void;
  /** Stops the run as soon as the question at hand is answered. */
  readonly signal?: AbortSignal;
  /** The run's journal: what it holds is replayed first, so that a run goes on where it ended, bit for bit. */
  readonly checkpoint?: Journal;
  /** Keep every iteration's point and value in the result. Default false. */
  readonly trace?: boolean;
  /** Follow the theorems on the method over the run, by the constants: the result's `certificate`. Not with `scales`. Default false. */
  readonly certify?: boolean;
  /** What is known of f, for the theorems. */
  readonly constants?: Constants;
}
