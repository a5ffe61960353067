import { asArray, multiply, type NDArray, onesLike, stack, sum, toFloat64Array } from '../../array/index.js';
import { type Random, random } from '../../random/index.js';
import { toDense } from '../../sparse/index.js';
import { programOf } from '../compile/index.js';
import { evaluate } from '../evaluate.js';
import type { Graph } from '../graph.js';
import { grad, hessian, hvp, jet, jvp, valueAndGrad, vmap } from '../index.js';
import { hessianProduct } from '../second-order.js';
import { trace } from '../trace.js';
import { pullBack } from '../vjp.js';
import type { RandomProgram } from './random-program.js';

/** Two ways to one number, and how far they are apart, by the size of what is added up on the way. */
export interface Comparison {
  readonly what: string;
  readonly error: number;
}

/**
 * All ways to the derivatives of a program up to order 3, compared: forward, reverse, forward over reverse, forward over
 * forward, Taylor mode, batches, sparse Hessians, and each graph interpreted, compiled and run without generated code.
 * Errors are relative to the sum of the absolute values of what a result is the sum of, or to 1.
 *
 * @param thorough also order 3, batches, sparse Hessians, engines on Hessian products, and differences. Default true.
 */
export function checkProgram(
  { f, point, size, smooth }: RandomProgram,
  seed: number,
  thorough = true,
): readonly Comparison[] {
  const draws = random(seed);
  const x = asArray(point);
  const [v, w] = [vector(draws, size), vector(draws, size)];
  const found: Comparison[] = [];
  const compare = (what: string, a: number, b: number, scale: number): void => {
    found.push({ what, error: a === b ? 0 : Math.abs(a - b) / Math.max(1, scale) });
  };

  const value = f(x).item();
  const both = valueAndGrad(f)(point);
  compare('value: compiled', both.value, value, Math.abs(value));
  const slope = inner(both.gradient, v);
  const slopeScale = magnitude(both.gradient, v);
  const forward = jvp(f, [point], [v]);
  compare('first: forward and reverse', Number(forward.tangent), slope, slopeScale);

  const product = hvp(f)(point, v);
  const curvature = inner(product, v);
  const curvatureScale = magnitude(product, v);
  const still = new Float64Array(size);
  const [j0, j1, j2, j3] = jet(f, point, thorough ? [v, still, still] : [v, still]).map(Number);
  compare('value: jet', j0!, value, Math.abs(value));
  compare('first: jet', j1!, slope, slopeScale);
  compare('second: jet', j2!, curvature, curvatureScale);
  const along = (y: NDArray): NDArray => asArray(jvp(f, [y], [v]).tangent);
  compare('second: forward over forward', Number(jvp(along, [point], [v]).tangent), curvature, curvatureScale);
  const other = hvp(f)(point, w);
  compare('second: symmetric', inner(product, w), inner(other, v), magnitude(product, w) + magnitude(other, v));
  const overForward = grad(along)(point);
  compare('second: reverse over forward', inner(overForward, w), inner(product, w), magnitude(product, w));

  const graph = trace(([y]) => [f(y!)], [x]);
  const reversed = trace(
    ([y]) => {
      const { outputs, pullback } = pullBack(graph, [y!]);
      return [...outputs, ...pullback([onesLike(outputs[0]!)])];
    },
    [x],
  );
  engines('gradient', reversed, [x], compare);
  if (!thorough) return found;

  const bending = (y: NDArray): NDArray => sum(multiply(asArray(hvp(f)(y, v)), v));
  const third = grad(bending)(point);
  compare('third: jet', j3!, inner(third, v), magnitude(third, v));

  const points = [point, point.map((p, i) => p + 0.01 * v[i]!), point.map((p, i) => p - 0.01 * w[i]!)];
  const batch = toFloat64Array(vmap(f)(stack(points)));
  points.forEach((each, i) => {
    const single = f(asArray(each)).item();
    compare('value: batch', batch[i]!, single, Math.abs(single));
  });

  const sparse = toFloat64Array(toDense(hessian(f, { sparse: true })(point)));
  const dense = toFloat64Array(hessian(f)(point));
  const largest = dense.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  for (let k = 0; k < dense.length; k++) compare('second: sparse', sparse[k]!, dense[k]!, largest);

  engines(
    'Hessian product',
    trace(([y, d]) => hessianProduct(graph, [y!], [d]), [x, asArray(v)]),
    [x, asArray(v)],
    compare,
  );

  if (smooth) compare('first: differences', differences(f, point, v), slope, 1e4 * (slopeScale + 1));
  return found;
}

/** The comparison that is worst; NaN is worse than any number. */
export function worstOf(comparisons: readonly Comparison[]): Comparison {
  return comparisons.reduce((worst, each) => (each.error <= worst.error ? worst : each), { what: 'nothing', error: 0 });
}

type Compare = (what: string, a: number, b: number, scale: number) => void;

/** The interpreter, generated code, and what runs where code may not be generated. */
function engines(what: string, graph: Graph, inputs: readonly NDArray[], compare: Compare): void {
  const expected = evaluate(graph, inputs);
  const ways = {
    compiled: programOf(graph).run(inputs),
    'without generated code': programOf(graph, {
      generate: () => {
        throw new EvalError('Code may not be generated.');
      },
    }).run(inputs),
  };
  for (const [way, results] of Object.entries(ways))
    expected.forEach((array, i) => {
      const [a, b] = [toFloat64Array(results[i]!), toFloat64Array(array)];
      const largest = b.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
      b.forEach((entry, k) => {
        compare(`${what}: ${way}`, a[k]!, entry, largest);
      });
    });
}

/** Central differences, extrapolated twice: error of order h⁶ and ε / h. */
function differences(f: (x: NDArray) => NDArray, point: Float64Array, v: Float64Array): number {
  const central = (h: number): number => {
    const at = (t: number): number => f(asArray(point.map((p, i) => p + t * v[i]!))).item();
    return (at(h) - at(-h)) / (2 * h);
  };
  const [a, b, c] = [central(4e-3), central(2e-3), central(1e-3)];
  const [ab, bc] = [(4 * b - a) / 3, (4 * c - b) / 3];
  return (16 * bc - ab) / 15;
}

function vector(draws: Random, size: number): Float64Array {
  return Float64Array.from({ length: size }, () => 2 * draws.uniform() - 1);
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, x, i) => total + x * b[i]!, 0);
}

function magnitude(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, x, i) => total + Math.abs(x * b[i]!), 0);
}
