import type { NDArray } from '../../array/index.js';
import type { Graph } from '../graph.js';
import { programOf } from './program.js';

export { type Generate, type Program, programOf } from './program.js';

/** A graph of ordinary arrays as a function of them. */
export function compile(graph: Graph): (inputs: readonly NDArray[]) => readonly NDArray[] {
  return programOf(graph).run;
}
