/** Radices that have a pass of their own, in the order in which they are divided out. */
const PREFERRED: readonly number[] = [8, 4, 2, 3, 5, 7];

/** The prime factors of n ≥ 1 in ascending order. */
export function primeFactors(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let p = 2; p * p <= rest; p += p === 2 ? 1 : 2)
    while (rest % p === 0) {
      factors.push(p);
      rest /= p;
    }
  if (rest > 1) factors.push(rest);
  return factors;
}

/** Radices whose product is n, for the passes of a transform. Powers of two are 8s and at most two 4s or one 2. */
export function radicesOf(n: number): number[] {
  let twos = 0;
  let rest = n;
  while (rest % 2 === 0) {
    rest /= 2;
    twos++;
  }
  const radices: number[] = [];
  // 16 = 4 · 4 is faster than 8 · 2.
  while (twos > 0) {
    const step = twos === 2 || twos === 4 ? 2 : Math.min(3, twos);
    radices.push(2 ** step);
    twos -= step;
  }
  radices.push(...primeFactors(rest));
  return radices.sort((a, b) => rank(a) - rank(b));
}

function rank(radix: number): number {
  const place = PREFERRED.indexOf(radix);
  return place < 0 ? 1000 + radix : place;
}

/** The smallest number ≥ n whose prime factors are 2, 3, 5 and 7 only. */
export function nextSmooth(n: number): number {
  let best = 2 ** Math.ceil(Math.log2(Math.max(n, 1)));
  for (let sevens = 1; sevens < best; sevens *= 7)
    for (let fives = sevens; fives < best; fives *= 5)
      for (let threes = fives; threes < best; threes *= 3) {
        let candidate = threes;
        while (candidate < n) candidate *= 2;
        best = Math.min(best, candidate);
      }
  return best;
}

/** A primitive root of a prime: its powers are 1 … p − 1 in another order. */
export function primitiveRoot(p: number): number {
  const factors = [...new Set(primeFactors(p - 1))];
  for (let g = 2; ; g++) if (factors.every((factor) => powerModulo(g, (p - 1) / factor, p) !== 1)) return g;
}

/** a^k mod p. */
export function powerModulo(a: number, k: number, p: number): number {
  let result = 1;
  let base = a % p;
  for (let rest = k; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiplyModulo(result, base, p);
    base = multiplyModulo(base, base, p);
  }
  return result;
}

/** a b mod p for 0 ≤ a, b < p. */
export function multiplyModulo(a: number, b: number, p: number): number {
  if (a * b <= Number.MAX_SAFE_INTEGER) return (a * b) % p;
  return Number((BigInt(a) * BigInt(b)) % BigInt(p));
}
