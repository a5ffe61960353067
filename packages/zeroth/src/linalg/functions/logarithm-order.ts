/** Largest norms of T − I at which the diagonal Padé approximants of log, orders 1 to 7, are exact to rounding. */
const LIMITS = [
  1.586970738772063e-5, 2.313807884242979e-3, 1.938179313533253e-2, 6.209171588994762e-2, 1.276404810806775e-1,
  2.060962623452836e-1, 2.879093714241194e-1,
];

/** More square roots than any matrix of float64 numbers needs. */
export const MOST_ROOTS = 100;

/** The least order that fits a size, 0 where none does. */
export function logarithmOrder(size: number): number {
  return LIMITS.findIndex((limit) => size <= limit) + 1;
}

/** Nodes and weights on [0, 1], by Newton's iteration on the Legendre polynomial. */
export function gaussLegendre(order: number): (readonly [node: number, weight: number])[] {
  return Array.from({ length: order }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (order + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 8; iteration++) {
      let before = 1;
      let value = x;
      for (let j = 2; j <= order; j++) {
        const next = ((2 * j - 1) * x * value - (j - 1) * before) / j;
        before = value;
        value = next;
      }
      slope = (order * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    return [(1 + x) / 2, 1 / ((1 - x * x) * slope * slope)] as const;
  });
}
