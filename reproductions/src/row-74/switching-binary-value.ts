import type { Random } from 'zeroth/random';

/** A string of bits, 0 or 1. */
export type Bits = Uint8Array;

/**
 * Which bits weigh most in the generation of a parent: binary value with an order of weights that changes, so that the sign
 * of the heaviest bit that two strings differ in decides. While zeros are the rarer, they are the heaviest, and any
 * offspring that turns one of them to 1 is accepted, whatever it loses; else the ones are, and no loss is accepted.
 */
export function switchingOrder(bits: Bits): Int32Array {
  const zeros = bits.reduce((count, bit) => count + 1 - bit, 0);
  const first = 2 * zeros <= bits.length ? 0 : 1;
  const heavy = Array.from(bits.keys()).filter((i) => bits[i] === first);
  const light = Array.from(bits.keys()).filter((i) => bits[i] !== first);
  return Int32Array.from([...heavy, ...light]);
}

/** Generations until all bits are 1; Infinity after 10⁷. Each offspring flips each bit with probability 1/n. */
export function evolve(start: Bits, offspring: number, elitist: boolean, draws: Random): number {
  let parent: Bits = start.slice();
  const n = parent.length;
  for (let generation = 0; generation < 1e7; generation++) {
    if (!parent.includes(0)) return generation;
    const zerosFirst = 2 * parent.reduce((count, bit) => count + 1 - bit, 0) <= n;
    let best: Bits | undefined = elitist ? parent : undefined;
    for (let k = 0; k < offspring; k++) {
      const child = mutated(parent, draws);
      if (best === undefined || isBetter(child, best, parent, zerosFirst)) best = child;
    }
    parent = best ?? parent;
  }
  return Infinity;
}

/** Flips each bit with probability 1/n, by drawing the gaps between flips. */
function mutated(parent: Bits, draws: Random): Bits {
  const child = parent.slice();
  const scale = -1 / Math.log1p(-1 / parent.length);
  for (
    let i = Math.floor(draws.exponential() * scale);
    i < child.length;
    i += 1 + Math.floor(draws.exponential() * scale)
  )
    child[i] = 1 - child[i]!;
  return child;
}

/** Whether a is at least as good as b in the order that the parent decides, without sorting: heavy bits first. */
function isBetter(a: Bits, b: Bits, parent: Bits, zerosFirst: boolean): boolean {
  const heavy = zerosFirst ? 0 : 1;
  for (const kind of [heavy, 1 - heavy])
    for (let i = 0; i < a.length; i++) if (parent[i] === kind && a[i] !== b[i]) return a[i] === 1;
  return true;
}

/** The expected gain of ones in a generation of the (1+1)-EA under an order of weights, over all 2^n offspring. */
export function driftOf(bits: Bits, order: Int32Array): number {
  const n = bits.length;
  let drift = 0;
  for (let flips = 1; flips < 2 ** n; flips++) {
    let [gain, count] = [0, 0];
    let accepted: boolean | undefined;
    for (const i of order) {
      if (((flips >> i) & 1) === 0) continue;
      accepted ??= bits[i] === 0;
      gain += bits[i] === 0 ? 1 : -1;
      count++;
    }
    if (accepted) drift += gain * (1 / n) ** count * (1 - 1 / n) ** (n - count);
  }
  return drift;
}

/** The least drift over all n! orders. */
export function leastDrift(bits: Bits): number {
  let least = Infinity;
  const search = (order: readonly number[], rest: readonly number[]): void => {
    if (rest.length === 0) least = Math.min(least, driftOf(bits, Int32Array.from(order)));
    for (const i of rest)
      search(
        [...order, i],
        rest.filter((j) => j !== i),
      );
  };
  search([], Array.from(bits.keys()));
  return least;
}
