import { concat, type NDArray, reshape, toFloat64Array } from 'zeroth/array';
import { jvp, valueAndGrad } from 'zeroth/autodiff';
import type { Gradients, HessianVectorProducts, Oracle, Vector } from 'zeroth/query';
import { sum } from '../statistics.js';

type Loss = (parameters: NDArray) => NDArray;

interface Slope {
  readonly value: number;
  readonly gradient: Vector;
}

/** A loss whose products leave the gradient at their point behind. */
interface Local {
  gradient(x: Vector): Slope;
  product(x: Vector, direction: Vector): Vector;
}

/**
 * The mean of losses, or of those whose indices are the sample. A product comes with the gradient that it is the change
 * of, which answers when that is asked for next at the same point.
 */
export function jointBatches(losses: readonly Loss[]): Oracle<Gradients | HessianVectorProducts> {
  const each = losses.map(jointly);
  const chosen = (sample: unknown) => (Array.isArray(sample) ? sample.map((i) => each[i]!) : each);
  return {
    gradients: ({ points, sample }) =>
      points.map((x) => {
        const parts = chosen(sample).map((loss) => loss.gradient(x));
        return {
          value: sum(parts.map(({ value }) => value)) / parts.length,
          gradient: meanOf(parts.map(({ gradient }) => gradient)),
        };
      }),
    hessianVectorProducts: ({ point, directions, sample }) =>
      directions.map((direction) => meanOf(chosen(sample).map((loss) => loss.product(point, direction)))),
  };
}

function jointly(loss: Loss): Local {
  const slope = valueAndGrad(loss);
  const joined = (x: NDArray) => {
    const { value, gradient } = slope(x);
    return concat([reshape(value, [1]), gradient]);
  };
  let last: { readonly point: Vector; readonly slope: Slope } | undefined;
  return {
    gradient: (x) => (last?.point.every((v, i) => v === x[i]) ? last.slope : slope(x)),
    product(x, direction) {
      const { value, tangent } = jvp(joined, x, direction);
      const all = toFloat64Array(value);
      last = { point: x.slice(), slope: { value: all[0]!, gradient: all.slice(1) } };
      return toFloat64Array(tangent).slice(1);
    },
  };
}

function meanOf(vectors: readonly Vector[]): Vector {
  return vectors[0]!.map((_, i) => sum(vectors.map((vector) => vector[i]!)) / vectors.length);
}
