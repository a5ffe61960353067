const BLOCK = 65536;

/** The sum of terms in the order that VectorKernels documents. */
export function orderedSum(length: number, term: (i: number) => number): number {
  let sum = 0;
  for (let begin = 0; begin < length; begin += BLOCK) {
    const count = Math.min(BLOCK, length - begin);
    const whole = count - (count % 8);
    const s = new Float64Array(8);
    for (let i = 0; i < whole; i++) s[i % 8] = s[i % 8]! + term(begin + i);
    let block = s[0]! + s[2]! + (s[4]! + s[6]!) + (s[1]! + s[3]! + (s[5]! + s[7]!));
    for (let i = whole; i < count; i++) block += term(begin + i);
    sum += block;
  }
  return sum;
}

/** The sum of terms in the order that Kernels.gaussianSquaredNorm documents. */
export function orderedSumOfFour(length: number, term: (i: number) => number): number {
  let sum = 0;
  for (let begin = 0; begin < length; begin += BLOCK) {
    const s = new Float64Array(4);
    const count = Math.min(BLOCK, length - begin);
    for (let i = 0; i < count; i++) s[i % 4] = s[i % 4]! + term(begin + i);
    sum += s[0]! + s[1]! + (s[2]! + s[3]!);
  }
  return sum;
}
