import type { NDArray } from '../../array/index.js';
import type { Graph } from '../graph.js';
import { programOf } from './program.js';

export { type Generate, type Program, type ProgramOptions, programOf } from './program.js';

/** Graphs inside operations run many times: each is compiled once, for as long as it lives. */
const compiled = new WeakMap<Graph, (inputs: readonly NDArray[]) => readonly NDArray[]>();

/** {@link compile}, done once for each graph. */
export function compiledOnce(graph: Graph): (inputs: readonly NDArray[]) => readonly NDArray[] {
  const known = compiled.get(graph) ?? compile(graph);
  compiled.set(graph, known);
  return known;
}

/**
 * A graph of ordinary arrays as a function of them. The arrays that it returns share memory with nothing.
 *
 * @param held memory of constants that is read at each call; the others are known not to change. Default all.
 * @param transient how many leading outputs are read before the next call, so that their memory is used again
 */
export function compile(
  graph: Graph,
  held?: ReadonlySet<ArrayBufferLike>,
  transient = 0,
): (inputs: readonly NDArray[]) => readonly NDArray[] {
  return programOf(graph, { held, transient }).run;
}
