/*
 * Stable sorting of positions by keys. The order is ascending or descending; NaN comes last in both.
 */

/** Keys for which `<` is a strict weak order with NaN last: NaN has become +Infinity's successor by position. */
function splitNan(keys: Float64Array, start: number, n: number, stride: number, order: Int32Array): number {
  let numbers = 0;
  for (let i = 0; i < n; i++) if (!Number.isNaN(keys[start + i * stride]!)) order[numbers++] = i;
  let k = numbers;
  for (let i = 0; i < n; i++) if (Number.isNaN(keys[start + i * stride]!)) order[k++] = i;
  return numbers;
}

/** Runs that are sorted by insertion before they are merged. */
const runLength = 16;

/**
 * order[0 … n − 1] ← the positions that sort keys[start], keys[start + stride], …; equal keys keep their order.
 *
 * @param scratch room for n positions
 */
export function argsortStrided(
  keys: Float64Array,
  start: number,
  n: number,
  stride: number,
  descending: boolean,
  order: Int32Array,
  scratch: Int32Array,
): void {
  const numbers = splitNan(keys, start, n, stride, order);
  // Negated keys make one comparison do for both directions, and keep equal keys in order.
  const sorted = new Float64Array(n);
  const sign = descending ? -1 : 1;
  for (let i = 0; i < n; i++) sorted[i] = sign * keys[start + i * stride]!;
  for (let first = 0; first < numbers; first += runLength) {
    const end = Math.min(first + runLength, numbers);
    for (let i = first + 1; i < end; i++) {
      const position = order[i]!;
      const key = sorted[position]!;
      let j = i - 1;
      for (; j >= first && sorted[order[j]!]! > key; j--) order[j + 1] = order[j]!;
      order[j + 1] = position;
    }
  }
  let from = order;
  let to = scratch;
  for (let width = runLength; width < numbers; width *= 2) {
    for (let left = 0; left < numbers; left += 2 * width) {
      const middle = Math.min(left + width, numbers);
      const end = Math.min(left + 2 * width, numbers);
      let i = left;
      let j = middle;
      for (let k = left; k < end; k++) {
        if (i < middle && (j >= end || sorted[from[i]!]! <= sorted[from[j]!]!)) to[k] = from[i++]!;
        else to[k] = from[j++]!;
      }
    }
    [from, to] = [to, from];
  }
  if (from !== order) order.set(from.subarray(0, numbers));
}

/** Sorts x[start … start + n − 1] in place; NaN last. */
export function sortRun(x: Float64Array, start: number, n: number, descending: boolean): void {
  const run = x.subarray(start, start + n).sort();
  if (!descending) return;
  let numbers = n;
  while (numbers > 0 && Number.isNaN(run[numbers - 1]!)) numbers--;
  run.subarray(0, numbers).reverse();
}
