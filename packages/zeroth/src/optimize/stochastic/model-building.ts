import { checkPositive } from '../../array/checks.js';
import { dot, norm2 } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { type Gradients, gradientAt, type Vector } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { tensorsIn } from '../updates/update.js';
import { type VarianceReducedOptions, varianceReduced } from './variance-reduced.js';

/** Options of {@link modelBuilding}. */
export interface ModelBuildingOptions extends VarianceReducedOptions {
  /** α > 0, the step size of the trial. Default 0.5. */
  readonly step?: number;
  /** c in (0, 1): the trial is taken where it lowers the sample's value by c α ‖g‖². Default 0.1. */
  readonly decrease?: number;
  /** η in (0, 1): the model's step is at most about this part of the trial's. Default 0.99. */
  readonly contraction?: number;
  /** The groups of parameters, each with a model of its own, one after another. Default: x is one. */
  readonly shapes?: readonly { readonly shape: readonly number[]; readonly name?: string }[];
}

/**
 * SMB, stochastic gradient descent with model building: where a trial step does not lower the value of its sample enough,
 * the gradient there makes a quadratic model, by groups of parameters, whose minimiser is the step.
 *
 * Asks: gradients (order 1) of a sample, at one point or two.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Birbil, Martin, Onay, Öztoprak: Bolstering stochastic gradient descent with model building (2021), algorithm 1
 */
export function modelBuilding({
  step = 0.5,
  decrease = 0.1,
  contraction = 0.99,
  shapes,
  ...options
}: ModelBuildingOptions): Minimizer<Gradients> {
  checkPositive('step', step);
  for (const [name, value] of Object.entries({ decrease, contraction }))
    if (!(value > 0 && value < 1))
      throw new ZerothError('option-out-of-range', `${name} must be between 0 and 1, not ${value}.`, value);
  return varianceReduced('modelBuilding', options, (x0) => {
    const n = x0.length;
    const [gradient, there, trial] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
    const parts = [gradient, there].map((vector) => tensorsIn(vector, shapes).map(({ values }) => values));
    return function* move(x, sample) {
      const { value } = yield* gradientAt(x, gradient, { sample });
      for (let i = 0; i < n; i++) trial[i] = x[i]! - step * gradient[i]!;
      const after = yield* gradientAt(trial, there, { sample });
      if (after.value <= value - decrease * step * dot(gradient, gradient)) {
        x.set(trial);
        return;
      }
      const moves = tensorsIn(x, shapes);
      for (const [t, { values }] of moves.entries())
        addModelStep(values, parts[0]![t]!, parts[1]![t]!, step, contraction);
    };
  });
}

/** x ← x + the minimiser of the model of one group, whose trial step was s = −α g and whose gradient there is given. */
function addModelStep(x: Vector, g: Vector, there: Vector, alpha: number, contraction: number): void {
  const length = norm2(g);
  if (length === 0) return;
  const y = there.map((v, i) => v - g[i]!);
  const s = g.map((v) => -alpha * v);
  const [ss, yy, ys, yg, sg] = [dot(s, s), dot(y, y), dot(y, s), dot(y, g), dot(s, g)];
  const sigma = 0.5 * (Math.sqrt(ss) * (Math.sqrt(yy) + length / contraction) - ys);
  const theta = (ys + 2 * sigma) ** 2 - ss * yy;
  const ofGradient = -ss / (2 * sigma);
  const ofChange = (ofGradient / theta) * (-(ys + 2 * sigma) * sg + ss * yg);
  const ofStep = (ofGradient / theta) * (-(ys + 2 * sigma) * yg + yy * sg);
  for (let i = 0; i < x.length; i++) x[i]! += ofGradient * g[i]! + ofChange * y[i]! + ofStep * s[i]!;
}
