import { philox, SHARD, SHARD_CARRY, word0, word1, word2, word3 } from './philox';
import { loadAmount, loadDecay, MOMENTUM, update } from './update';

const ROOT_HALF_BITS: i32 = 0x3f3504f3;

/* Scratch: the normal numbers made of the latest four blocks. */
export let normal0: v128 = f32x4(0, 0, 0, 0);
export let normal1: v128 = f32x4(0, 0, 0, 0);
export let normal2: v128 = f32x4(0, 0, 0, 0);
export let normal3: v128 = f32x4(0, 0, 0, 0);

/** √(−2 ln u) for u = (h + ½) 2^−31, h the upper 31 bits of the word. */
@inline
function radius(word: v128): v128 {
  const h = i32x4.shr_u(word, 1);
  const scaled = f32x4.add(f32x4.convert_i32x4_s(h), f32x4.splat(0.5));
  // scaled = 2^exponent m with m in [√½, √2).
  const above = i32x4.sub(scaled, i32x4.splat(ROOT_HALF_BITS));
  const exponent = i32x4.shr_s(above, 23);
  const mantissa = i32x4.sub(scaled, i32x4.shl(exponent, 23));
  // Near u = 1 float32 has lost the low bits of h. There m − 1 = −(1 − u) is taken from the integer, so
  // that small radii are as exact as large ones.
  const complement = f32x4.add(f32x4.convert_i32x4_s(v128.xor(h, i32x4.splat(0x7fffffff))), f32x4.splat(0.5));
  const nearOne = i32x4.eq(exponent, i32x4.splat(31));
  const f = v128.bitselect(
    f32x4.mul(complement, f32x4.splat(-4.656612873077393e-10)), // −2^−31
    f32x4.sub(mantissa, f32x4.splat(1)),
    nearOne,
  );
  // −2 ln m = s P(s²), s = (m − 1) / (m + 1): minimax on |s| ≤ 3 − 2√2, relative error 7e-10.
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const t = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(t, f32x4.splat(-0.598530291541)), f32x4.splat(-0.799495135543));
  p = f32x4.add(f32x4.mul(t, p), f32x4.splat(-1.33333632744));
  p = f32x4.add(f32x4.mul(t, p), f32x4.splat(-4));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.splat(31), exponent));
  const twoLn2 = f32x4.splat(1.3862943611198906);
  return f32x4.sqrt(f32x4.add(f32x4.mul(k, twoLn2), f32x4.mul(s, p)));
}

/** sin(π x / 4), |x| ≤ 1, t = x²: minimax, relative error 3e-9. */
@inline
function sine(x: v128, t: v128): v128 {
  let p = f32x4.add(f32x4.mul(t, f32x4.splat(-3.59504522749e-5)), f32x4.splat(0.00249000102408));
  p = f32x4.add(f32x4.mul(t, p), f32x4.splat(-0.0807454325292));
  p = f32x4.add(f32x4.mul(t, p), f32x4.splat(0.785398160854));
  return f32x4.mul(x, p);
}

/** cos(π x / 4), |x| ≤ 1, t = x²: minimax, relative error 6e-11 before rounding. */
@inline
function cosine(t: v128): v128 {
  let p = f32x4.add(f32x4.mul(t, f32x4.splat(3.52876162585e-6)), f32x4.splat(-0.000325936500435));
  p = f32x4.add(f32x4.mul(t, p), f32x4.splat(0.0158543239122));
  p = f32x4.add(f32x4.mul(t, p), f32x4.splat(-0.308425134891));
  return f32x4.add(f32x4.mul(t, p), f32x4.splat(1));
}

/** Box-Muller: eight normal numbers from four words for the radius and four for the angle. */
@inline
function pair(radiusWord: v128, angleWord: v128, second: bool): void {
  const r = radius(radiusWord);
  // Bits 0 to 29 are an angle in [−π/4, π/4); bit 30 reflects it about the diagonal, bit 31 about the
  // origin: the whole circle without a range reduction.
  const x = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(angleWord, 2)), f32x4.splat(4.656612873077393e-10));
  const t = f32x4.mul(x, x);
  const signed = v128.xor(r, v128.and(angleWord, i32x4.splat(0x80000000)));
  const across = f32x4.mul(signed, sine(x, t));
  const along = f32x4.mul(signed, cosine(t));
  const exchanged = v128.and(v128.xor(across, along), i32x4.shr_s(i32x4.shl(angleWord, 1), 31));
  if (second) {
    normal2 = v128.xor(along, exchanged);
    normal3 = v128.xor(across, exchanged);
  } else {
    normal0 = v128.xor(along, exchanged);
    normal1 = v128.xor(across, exchanged);
  }
}

/** Fills normal0 to normal3 with the sixteen normal numbers of four blocks. */
export function gaussian(block: i32, counter1: i32, counter2: i32, counter3: i32, key0: i32, key1: i32): void {
  philox(block, counter1, counter2, counter3, key0, key1);
  pair(word0, word1, false);
  pair(word2, word3, true);
}

/**
 * Applies an operation with standard normal numbers. Of the sixteen numbers of blocks 4 g to 4 g + 3, the
 * four of normal k belong to elements 16 g + 4 k to 16 g + 4 k + 3 of the shard.
 */
@inline
export function eachGaussian(operation: i32, w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32): void {
  let left = length;
  while (left > 0) {
    for (let block = 0; block < SHARD / 4 && left > 0; block += 4) {
      gaussian(block, shard, 0, last, key0, key1);
      const d = loadDecay();
      const a = loadAmount();
      if (operation < MOMENTUM && left >= 16) {
        update(operation, w, 4, normal0, d, a);
        update(operation, w + 16, 4, normal1, d, a);
        update(operation, w + 32, 4, normal2, d, a);
        update(operation, w + 48, 4, normal3, d, a);
      } else {
        for (let k = 0; k < 4; k++) {
          const z = k == 0 ? normal0 : k == 1 ? normal1 : k == 2 ? normal2 : normal3;
          update(operation, w + (k << 4), left - (k << 2), z, d, a);
        }
      }
      w += 64;
      left -= 16;
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}
