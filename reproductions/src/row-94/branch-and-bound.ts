import { type Assumptions, activity, type State } from './activity.js';
import { type Box, jacobianAt, type Network } from './network.js';

/** What is maximised over a box. */
export interface Objective {
  /** An upper bound where the neurons have these states. */
  bound(states: readonly State[][]): number;
  /** The value for a Jacobian, which is a lower bound of the maximum. */
  value(jacobian: readonly Float64Array[]): number;
}

/** A maximum between two bounds. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
  /** Boxes, and assumptions about neurons in them, that were bounded. */
  readonly nodes: number;
}

interface Node {
  readonly box: Box;
  readonly assumed: Assumptions;
  readonly states: readonly State[][];
  readonly upper: number;
}

/** With at most this many unstable neurons, one of them is branched on, else the box is halved. */
const fewUnstable = 4;

/**
 * The maximum of an objective by best-first branch and bound: boxes are halved along their longest side until few neurons
 * are unstable, then the states of these are assumed one by one; assumptions that bounds of a smaller box contradict end a
 * branch.
 *
 * @param finished whether a bracket is good enough
 * @param budget nodes at most
 */
export function maximise(
  network: Network,
  whole: Box,
  objective: Objective,
  finished: (bracket: Bracket) => boolean,
  budget: number,
): Bracket {
  const open: Node[] = [];
  let lower = Number.NEGATIVE_INFINITY;
  let nodes = 0;
  const look = (box: Box, assumed: Assumptions, above: number) => {
    nodes++;
    lower = Math.max(lower, objective.value(jacobianAt(network, box.centre)));
    const states = activity(network, box, assumed);
    if (states === undefined) return;
    const upper = Math.min(above, objective.bound(states));
    const at = open.findIndex((node) => node.upper < upper);
    open.splice(at < 0 ? open.length : at, 0, { box, assumed, states, upper });
  };
  look(whole, new Map(), Number.POSITIVE_INFINITY);
  for (;;) {
    const bracket = { lower, upper: Math.max(lower, open[0]?.upper ?? lower), nodes };
    if (finished(bracket) || nodes >= budget) return bracket;
    const node = open.shift();
    if (node === undefined) return bracket;
    for (const { box, assumed } of branches(node)) look(box, assumed, node.upper);
  }
}

function branches({ box, assumed, states }: Node): readonly Pick<Node, 'box' | 'assumed'>[] {
  const unstable = states.flatMap((layer, i) =>
    layer.flatMap((state, j) => (state === 'unstable' ? [`${i}:${j}`] : [])),
  );
  const neuron = unstable.length <= fewUnstable ? unstable[0] : undefined;
  if (neuron !== undefined)
    return (['active', 'inactive'] as const).map((state) => ({ box, assumed: new Map(assumed).set(neuron, state) }));
  const longest = box.radius.indexOf(Math.max(...box.radius));
  const radius = box.radius.with(longest, box.radius[longest]! / 2);
  return [-1, 1].map((side) => {
    const middle = box.centre[longest]! + side * radius[longest]!;
    return { box: { centre: box.centre.with(longest, middle), radius }, assumed };
  });
}
