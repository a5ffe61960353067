import { type ArrayLike, type NDArray, onesLike, zerosLike } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { listed } from '../oracles/index.js';
import type {
  Gradients,
  Hessian,
  HessianVectorProducts,
  Jacobian,
  Jet,
  Oracle,
  Residuals,
  Values,
  Vector,
} from '../query/index.js';
import { evaluate } from './evaluate.js';
import { checkScalar } from './gradients.js';
import { type Graph, typeOf } from './graph.js';
import { hessianOf, jacobianOf } from './jacobians.js';
import { hessianProduct } from './second-order.js';
import { type Call, staged } from './staged.js';
import { overFactorial, seriesOf, taylor } from './taylor.js';
import { pullBack } from './vjp.js';

/** All that {@link differentiable} answers: pair it with a method of any order. */
export type DifferentiableQueries = Values | Gradients | HessianVectorProducts | Hessian | Jet | Residuals | Jacobian;

/**
 * The oracle of every order of a function that is differentiated exactly: `values`, `gradients`,
 * `hessianVectorProducts`, `hessian` and `jet` of a function that comes to a scalar, `residuals` and `jacobian` of one
 * that comes to a vector. Each is derived and compiled when it is first asked for.
 *
 * @param f of the point, an array of shape [n]; composed of functions of zeroth/array and the like
 * @throws ZerothError when asked: `not-scalar` for values of a vector, `not-vector` for residuals of a scalar, and all
 *   that {@link grad} throws
 */
export function differentiable(f: (x: NDArray) => ArrayLike): Oracle<DifferentiableQueries> {
  const scalar = <R>(
    derive: (graph: Graph, call: Call) => readonly NDArray[],
    finish: (results: readonly NDArray[]) => R,
  ) =>
    staged(
      f,
      (call) => {
        checkScalar(call.traced.graph);
        return derive(call.traced.graph, call);
      },
      finish,
    );
  const value = scalar(
    (graph, { leaves }) => evaluate(graph, leaves),
    ([result]) => result!.item(),
  );
  const gradient = scalar(
    (graph, { leaves }) => {
      const { outputs, pullback } = pullBack(graph, leaves);
      return [outputs[0]!, ...pullback([onesLike(outputs[0]!)])];
    },
    ([result, slope]) => ({ value: result!.item(), slope: slope! }),
  );
  const product = scalar(
    (graph, { leaves, extra }) => hessianProduct(graph, leaves, extra),
    ([result]) => result!,
  );
  const hessian = scalar(
    (graph, { leaves }) => [hessianOf(graph, leaves, 0)],
    ([result]) => result!,
  );
  const jets = new Map<number, ReturnType<typeof jetOf>>();
  const jetOf = (order: number) =>
    scalar(
      (graph, { leaves, extra }) => {
        const [series] = taylor(graph, [seriesOf(leaves[0]!, order === 0 ? [] : [overFactorial(extra[0]!, 1)])]);
        const first = series!.coefficient(0)!;
        return Array.from({ length: order + 1 }, (_, k) => series!.coefficient(k) ?? zerosLike(first));
      },
      (coefficients) => Float64Array.from(coefficients, (coefficient) => coefficient.item()),
    );
  const residuals = staged(
    f,
    ({ traced, leaves }) => {
      checkVector(traced.graph);
      return evaluate(traced.graph, leaves);
    },
    ([result]) => own(result!),
  );
  const jacobian = staged(
    f,
    ({ traced, leaves }) => {
      checkVector(traced.graph);
      return [...evaluate(traced.graph, leaves), jacobianOf(traced.graph, leaves, 0)];
    },
    ([result, slopes]) => ({ residuals: own(result!), jacobian: own(slopes!) }),
  );
  return {
    values: ({ points }) => Float64Array.from(listed(points), (point) => value([point])),
    gradients: ({ points, into }) =>
      points.map((point, i) => {
        const answer = gradient([point]);
        return { value: answer.value, gradient: own(answer.slope, into?.[i]) };
      }),
    hessianVectorProducts: ({ point, directions, into }) =>
      directions.map((direction, i) => own(product([point], [direction]), into?.[i])),
    hessian: ({ point, into }) => own(hessian([point]), into),
    jet: ({ point, direction, order }) => {
      const known = jets.get(order) ?? jetOf(order);
      jets.set(order, known);
      return known([point], [direction]);
    },
    residuals: ({ points }) => points.map((point) => residuals([point])),
    jacobian: ({ point }) => jacobian([point]),
  };
}

/** The elements as a vector of the method's own. */
function own(value: NDArray, into: Vector = new Float64Array(value.size)): Vector {
  const flat = value.ndim === 1 ? value : value.reshape([value.size]);
  const { data, offset } = flat;
  const step = flat.strides[0]!;
  for (let i = 0; i < into.length; i++) into[i] = data[offset + i * step]!;
  return into;
}

function checkVector({ outputs }: Graph): void {
  const shape = outputs.length === 1 ? typeOf(outputs[0]!).shape : undefined;
  if (shape?.length === 1) return;
  throw new ZerothError(
    'not-vector',
    `Residuals are one vector, of shape [m], but the function returns ${
      shape === undefined ? `${outputs.length} arrays` : `shape [${shape.join(', ')}]`
    }: join them with concat or reshape them.`,
    shape,
  );
}
