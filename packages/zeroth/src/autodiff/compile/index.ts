import type { NDArray } from '../../array/index.js';
import { evaluate } from '../evaluate.js';
import type { Graph } from '../graph.js';

/** A graph of ordinary arrays as a function of them. */
export function compile(graph: Graph): (inputs: readonly NDArray[]) => readonly NDArray[] {
  return (inputs) => evaluate(graph, inputs);
}
