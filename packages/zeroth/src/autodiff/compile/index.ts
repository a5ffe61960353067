import type { NDArray } from '../../array/index.js';
import type { Graph } from '../graph.js';
import { programOf } from './program.js';

export { type Generate, type Program, type ProgramOptions, programOf } from './program.js';

/**
 * A graph of ordinary arrays as a function of them. The arrays that it returns share memory with nothing.
 *
 * @param held memory of constants that is read at each call; the others are known not to change. Default all.
 */
export function compile(
  graph: Graph,
  held?: ReadonlySet<ArrayBufferLike>,
): (inputs: readonly NDArray[]) => readonly NDArray[] {
  return programOf(graph, { held }).run;
}
