/** The least power of two that is not below x, within the normal numbers; 1 for 0. Dividing by it is exact. */
export function powerOfTwoNear(x: number): number {
  return x === 0 ? 1 : 2 ** Math.min(1023, Math.max(-1022, Math.ceil(Math.log2(x))));
}

/** The largest size of an element. */
export function largestOf(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!);
    if (size > largest) largest = size;
  }
  return largest;
}
