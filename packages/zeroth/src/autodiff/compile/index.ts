import type { Graph } from '../graph.js';
import { type Program, programOf, type Run } from './program.js';

export {
  type Generate,
  type Program,
  type ProgramOptions,
  programOf,
  type Run,
  type RunData,
} from './program.js';

export { simplify } from './simplify.js';

/** Graphs inside operations run many times: each is compiled once, for as long as it lives. */
const compiled = new WeakMap<Graph, Run>();

/** {@link compile}, done once for each graph. */
export function compiledOnce(graph: Graph): Run {
  const known = compiled.get(graph) ?? compile(graph).run;
  compiled.set(graph, known);
  return known;
}

/**
 * A graph of ordinary arrays as a function of them. The arrays that it returns share memory with nothing.
 *
 * @param held memory of constants that is read at each call; the others are known not to change. Default all.
 * @param transient how many leading outputs are read before the next call, so that their memory is used again
 */
export function compile(graph: Graph, held?: ReadonlySet<ArrayBufferLike>, transient = 0): Program {
  return programOf(graph, { held, transient });
}
