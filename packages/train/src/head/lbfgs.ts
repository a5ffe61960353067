/** The value of a smooth function at x; its gradient is written to the second argument. */
export type ValueAndGradient = (x: Float64Array, gradient: Float64Array) => number;

/** Pairs of steps and gradient changes that model the curvature. */
const memory = 10;
/** Armijo's and Wolfe's constants of the line search. */
const sufficientDecrease = 1e-4;
const sufficientFlattening = 0.9;
/** Trials of a line search before the direction is given up. */
const maxTrials = 30;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step · change). */
  readonly factor: number;
}

/**
 * Minimises a smooth function by the limited-memory BFGS method with a weak Wolfe line search. It ends when no gradient
 * entry is above the tolerance, when `visit` answers true, or when rounding leaves no decrease along the direction.
 *
 * @param x is moved to the minimiser
 * @param tolerance of the largest gradient entry in size
 * @param visit is called after each step; x may not be kept
 * @source Nocedal and Wright, Numerical Optimization (2nd edition), algorithms 7.4 and 7.5; the line search by bisection
 *   is that of Burke, Lewis and Overton
 */
export function lbfgs(
  f: ValueAndGradient,
  x: Float64Array,
  tolerance: number,
  visit: (x: Float64Array) => boolean = () => false,
): void {
  const pairs: Pair[] = [];
  const gradient = new Float64Array(x.length);
  let value = f(x, gradient);
  const trial = new Float64Array(x.length);
  const trialGradient = new Float64Array(x.length);
  while (largest(gradient) > tolerance) {
    const direction = descentDirection(gradient, pairs);
    // Without curvature pairs the gradient's length says nothing about that of a step.
    const first = pairs.length === 0 ? Math.min(1, 1 / largest(gradient)) : 1;
    const found = wolfeStep(f, x, value, dot(gradient, direction), direction, first, trial, trialGradient);
    if (found === undefined) {
      if (pairs.length === 0) return;
      pairs.length = 0;
      continue;
    }
    remember(pairs, difference(trial, x), difference(trialGradient, gradient));
    x.set(trial);
    gradient.set(trialGradient);
    value = found;
    if (visit(x)) return;
  }
}

/** −H g, H the inverse Hessian that the pairs model. */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((g) => -g);
  const weights = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, factor } = pairs[k]!;
    weights[k] = factor * dot(step, direction);
    addScaled(-weights[k]!, change, direction);
  }
  const last = pairs[pairs.length - 1];
  if (last) {
    const scale = 1 / (last.factor * dot(last.change, last.change));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (let k = 0; k < pairs.length; k++) {
    const { step, change, factor } = pairs[k]!;
    addScaled(weights[k]! - factor * dot(change, direction), step, direction);
  }
  return direction;
}

/** Finds a step that decreases and flattens f enough; the point and its gradient are left in the trial arrays. */
function wolfeStep(
  f: ValueAndGradient,
  x: Float64Array,
  value: number,
  slope: number,
  direction: Float64Array,
  first: number,
  trial: Float64Array,
  trialGradient: Float64Array,
): number | undefined {
  let [low, high, step] = [0, Number.POSITIVE_INFINITY, first];
  for (let count = 0; count < maxTrials; count++) {
    for (let i = 0; i < x.length; i++) trial[i] = x[i]! + step * direction[i]!;
    const trialValue = f(trial, trialGradient);
    // Written so that a value that is not a number counts as too high.
    if (!(trialValue <= value + sufficientDecrease * step * slope)) high = step;
    else if (dot(trialGradient, direction) < sufficientFlattening * slope) low = step;
    else return trialValue;
    step = high === Number.POSITIVE_INFINITY ? 2 * step : (low + high) / 2;
  }
  return undefined;
}

function remember(pairs: Pair[], step: Float64Array, change: Float64Array): void {
  pairs.push({ step, change, factor: 1 / dot(step, change) });
  if (pairs.length > memory) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(factor: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i]! += factor * x[i]!;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function largest(x: Float64Array): number {
  return x.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
}
