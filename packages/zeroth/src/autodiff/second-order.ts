import { type NDArray, onesLike } from '../array/index.js';
import type { Graph } from './graph.js';
import { pushForward } from './jvp.js';
import type { Change } from './rules/rule.js';
import { trace } from './trace.js';
import { pullBack } from './vjp.js';

/** The graph of the gradient of a graph's only output, a scalar. */
export function gradientGraph(graph: Graph): Graph {
  return trace((inputs) => {
    const { outputs, pullback } = pullBack(graph, inputs);
    return pullback([onesLike(outputs[0]!)]);
  }, graph.inputs);
}

/** H v for the Hessian H of a graph's only output, by forward over reverse mode. */
export function hessianProduct(
  graph: Graph,
  point: readonly NDArray[],
  direction: readonly Change[],
): readonly NDArray[] {
  return pushForward(gradientGraph(graph), point, direction).tangents;
}
