import { add, asArray, multiply, type NDArray, slice, subtract, sum, toFloat64Array } from '../../array/index.js';
import { random } from '../../random/index.js';
import { grad, hvp, jet, jvp, vjp, vmap } from '../index.js';

/** A function of one array. */
export type ArrayMap = (x: NDArray) => NDArray;

/** Options of {@link ModeChecks.check}. */
export interface ModeOptions {
  /** How far differences may be from forward mode, by the size of the derivative. Default 1e-7. */
  readonly differences?: number;
  /** Whether second derivatives are compared too. Default true. */
  readonly second?: boolean;
}

const largest = (x: NDArray): number => toFloat64Array(x).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
const distance = (a: NDArray, b: NDArray): number => largest(subtract(a, b));
const inner = (a: NDArray, b: NDArray): number => sum(multiply(a, b)).item() as number;

/** f′(x) v by two central differences with the leading error removed; its error is of order h⁴ and ε / h. */
function richardson(f: ArrayMap, x: NDArray, v: NDArray, h = 1e-3): NDArray {
  const central = (step: number): NDArray =>
    multiply(subtract(f(add(x, multiply(v, step))), f(add(x, multiply(v, -step)))), 1 / (2 * step));
  return subtract(multiply(central(h / 2), 4 / 3), multiply(central(h), 1 / 3));
}

/** Throws unless an error is at most what it may be; NaN is not. */
function within(error: number, limit: number): void {
  if (!(error <= limit)) throw new RangeError(`An error of ${error} should be at most ${limit}.`);
}

/** Checks of all modes of differentiation against each other, at points and along directions drawn from a seed. */
export function modeChecks(seed: number) {
  const source = random(seed);
  const draws = (n: number): Float64Array => Float64Array.from({ length: n }, () => 2 * source.uniform() - 1);
  const shaped = (shape: readonly number[], data = draws(shape.reduce((a, b) => a * b, 1))): NDArray =>
    asArray(data).reshape(shape);

  /** Forward against differences, reverse against forward, second order in two ways, and batches against their elements. */
  function check(f: ArrayMap, x: NDArray, { differences = 1e-7, second = true }: ModeOptions = {}) {
    const v = shaped(x.shape);
    const pushed = jvp(f, [x], [v]);
    const [value, tangent] = [asArray(pushed.value), asArray(pushed.tangent)];
    const scale = 1 + largest(tangent);
    within(distance(value, f(x)), 1e-12 * (1 + largest(value)));
    within(distance(tangent, richardson(f, x, v)), differences * scale);

    const g = shaped(value.shape);
    const pulled = vjp(f, x).pullback(g);
    const back = asArray(Array.isArray(pulled) ? pulled[0] : pulled);
    within(Math.abs(inner(g, tangent) - inner(back, v)), 1e-11 * scale * x.size);

    const xs = asArray(Float64Array.from([...toFloat64Array(x), ...toFloat64Array(add(x, multiply(v, 1e-2)))])).reshape(
      [2, ...x.shape],
    );
    const batch = vmap(f)(xs);
    const derivatives = vmap((y: NDArray) => asArray(jvp(f, [y], [v]).tangent))(xs);
    [x, add(x, multiply(v, 1e-2))].forEach((y, i) => {
      within(distance(slice(batch, i), f(y)), 1e-11 * (1 + largest(value)));
      within(distance(slice(derivatives, i), asArray(jvp(f, [y], [v]).tangent)), 1e-10 * scale);
    });

    if (!second) return;
    const scalar = (y: NDArray): NDArray => sum(multiply(g, f(y)));
    const twice = inner(asArray(hvp(scalar)(x, v)), v);
    const still = shaped(x.shape, new Float64Array(x.size));
    const [, first, curvature] = jet(scalar, x, [v, still]);
    const size = 1 + Math.abs(twice);
    within(Math.abs(Number(first) - inner(g, tangent)), 1e-11 * scale * x.size);
    within(Math.abs(twice - Number(curvature)), 1e-9 * size);
    const gradient = (y: NDArray): NDArray => asArray(grad(scalar)(y));
    within(Math.abs(inner(richardson(gradient, x, v), v) - twice), 10 * differences * size);
  }

  return { check, draws, shaped };
}
