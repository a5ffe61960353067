import { heldF32, heldI32 } from './held';
import {
  philoxTwice, SHARD, SHARD_CARRY, word0, word1, word2, word3, word4, word5, word6, word7,
} from './philox';
import { loadAmount, loadDecay, MOMENTUM, update } from './update';

/* Scratch: the normal numbers made of the latest twice four blocks. */
export let normal0: v128 = f32x4(0, 0, 0, 0);
export let normal1: v128 = f32x4(0, 0, 0, 0);
export let normal2: v128 = f32x4(0, 0, 0, 0);
export let normal3: v128 = f32x4(0, 0, 0, 0);
export let normal4: v128 = f32x4(0, 0, 0, 0);
export let normal5: v128 = f32x4(0, 0, 0, 0);
export let normal6: v128 = f32x4(0, 0, 0, 0);
export let normal7: v128 = f32x4(0, 0, 0, 0);

const half: v128 = heldF32(0.5);
const one: v128 = heldF32(1);
const two: v128 = heldF32(2);
const rootHalf: v128 = heldI32(0x3f3504f3); // √½ as bits
const below31: v128 = heldI32(0x7fffffff);
const signBits: v128 = heldI32(0x80000000);
const minusUnit: v128 = heldF32(-4.656612873077393e-10); // −2^−31
const unit: v128 = heldF32(4.656612873077393e-10); // 2^−31
const thirtyOne: v128 = heldI32(31);
const twoLn2: v128 = heldF32(1.3862943611198906);
/* Coefficients of the powers of s in −2 ln m / s, and of x in sin(π x / 4) / x and cos(π x / 4), without the latter's 1. */
const log6: v128 = heldF32(-0.598530291541);
const log4: v128 = heldF32(-0.799495135543);
const log2: v128 = heldF32(-1.33333632744);
const log0: v128 = heldF32(-4);
const sin6: v128 = heldF32(-3.59504522749e-5);
const sin4: v128 = heldF32(0.00249000102408);
const sin2: v128 = heldF32(-0.0807454325292);
const sin0: v128 = heldF32(0.785398160854);
const cos8: v128 = heldF32(3.52876162585e-6);
const cos6: v128 = heldF32(-0.000325936500435);
const cos4: v128 = heldF32(0.0158543239122);
const cos2: v128 = heldF32(-0.308425134891);

/** √(−2 ln u) for u = (h + ½) 2^−31, h the upper 31 bits of the word. */
@inline
function radius(word: v128): v128 {
  const h = i32x4.shr_u(word, 1);
  const scaled = f32x4.add(f32x4.convert_i32x4_s(h), half);
  // scaled = 2^exponent m with m in [√½, √2).
  const above = i32x4.sub(scaled, rootHalf);
  const exponent = i32x4.shr_s(above, 23);
  const mantissa = i32x4.sub(scaled, i32x4.shl(exponent, 23));
  // Near u = 1 float32 has lost the low bits of h. There m − 1 = −(1 − u) is taken from the integer, so
  // that small radii are as exact as large ones.
  const complement = f32x4.add(f32x4.convert_i32x4_s(v128.xor(h, below31)), half);
  const nearOne = i32x4.eq(exponent, thirtyOne);
  const f = v128.bitselect(
    f32x4.mul(complement, minusUnit),
    f32x4.sub(mantissa, one),
    nearOne,
  );
  // −2 ln m = s P(s²), s = (m − 1) / (m + 1): minimax on |s| ≤ 3 − 2√2, relative error 7e-10.
  const s = f32x4.div(f, f32x4.add(f, two));
  const t = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(t, log6), log4);
  p = f32x4.add(f32x4.mul(t, p), log2);
  p = f32x4.add(f32x4.mul(t, p), log0);
  const k = f32x4.convert_i32x4_s(i32x4.sub(thirtyOne, exponent));
  return f32x4.sqrt(f32x4.add(f32x4.mul(k, twoLn2), f32x4.mul(s, p)));
}

/** sin(π x / 4), |x| ≤ 1, t = x²: minimax, relative error 3e-9. */
@inline
function sine(x: v128, t: v128): v128 {
  let p = f32x4.add(f32x4.mul(t, sin6), sin4);
  p = f32x4.add(f32x4.mul(t, p), sin2);
  p = f32x4.add(f32x4.mul(t, p), sin0);
  return f32x4.mul(x, p);
}

/** cos(π x / 4), |x| ≤ 1, t = x²: minimax, relative error 6e-11 before rounding. */
@inline
function cosine(t: v128): v128 {
  let p = f32x4.add(f32x4.mul(t, cos8), cos6);
  p = f32x4.add(f32x4.mul(t, p), cos4);
  p = f32x4.add(f32x4.mul(t, p), cos2);
  return f32x4.add(f32x4.mul(t, p), one);
}

/* Scratch: the normal numbers made of the latest two words. */
let along: v128 = f32x4(0, 0, 0, 0);
let across: v128 = f32x4(0, 0, 0, 0);

/**
 * Box-Muller: eight normal numbers from four words for the radius and four for the angle. Bits 0 to 29 of these are an
 * angle in [−π/4, π/4); bit 30 reflects it about the diagonal, bit 31 about the origin: the whole circle without a range
 * reduction.
 */
@inline
function pair(radiusWord: v128, angleWord: v128): void {
  const x = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(angleWord, 2)), unit);
  const t = f32x4.mul(x, x);
  const signed = v128.xor(radius(radiusWord), v128.and(angleWord, signBits));
  const sines = f32x4.mul(signed, sine(x, t));
  const cosines = f32x4.mul(signed, cosine(t));
  const exchanged = v128.and(v128.xor(sines, cosines), i32x4.shr_s(i32x4.shl(angleWord, 1), 31));
  along = v128.xor(cosines, exchanged);
  across = v128.xor(sines, exchanged);
}

/**
 * Fills normal0 to normal3 with the sixteen normal numbers of blocks a to a + 3 of stream a2 of a shard, normal4 to normal7
 * with those of blocks b to b + 3 of stream b2.
 */
export function gaussianTwice(
  a: i32, a2: i32, b: i32, b2: i32, shard: i32, last: i32, key0: i32, key1: i32,
): void {
  philoxTwice(a, a2, b, b2, shard, last, key0, key1);
  pair(word0, word1);
  normal0 = along;
  normal1 = across;
  pair(word2, word3);
  normal2 = along;
  normal3 = across;
  pair(word4, word5);
  normal4 = along;
  normal5 = across;
  pair(word6, word7);
  normal6 = along;
  normal7 = across;
}

/** Normal k of the latest, k from 0 to 7. */
export function normalAt(k: i32): v128 {
  if (k < 4) return k < 2 ? (k == 0 ? normal0 : normal1) : k == 2 ? normal2 : normal3;
  return k < 6 ? (k == 4 ? normal4 : normal5) : k == 6 ? normal6 : normal7;
}

/**
 * Applies an operation with standard normal numbers. Of the sixteen numbers of blocks 4 g to 4 g + 3, the
 * four of normal k belong to elements 16 g + 4 k to 16 g + 4 k + 3 of the shard.
 */
@inline
export function eachGaussian(operation: i32, w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32): void {
  let left = length;
  while (left > 0) {
    for (let block = 0; block < SHARD / 4 && left > 0; block += 8) {
      gaussianTwice(block, 0, block + 4, 0, shard, last, key0, key1);
      const d = loadDecay();
      const a = loadAmount();
      if (operation < MOMENTUM && left >= 32) {
        update(operation, w, 4, normal0, d, a);
        update(operation, w + 16, 4, normal1, d, a);
        update(operation, w + 32, 4, normal2, d, a);
        update(operation, w + 48, 4, normal3, d, a);
        update(operation, w + 64, 4, normal4, d, a);
        update(operation, w + 80, 4, normal5, d, a);
        update(operation, w + 96, 4, normal6, d, a);
        update(operation, w + 112, 4, normal7, d, a);
      } else {
        for (let k = 0; k < 8; k++) update(operation, w + (k << 4), left - (k << 2), normalAt(k), d, a);
      }
      w += 128;
      left -= 32;
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}
