import { gaussianTwice, normalAt } from './gaussian';
import { SHARD, SHARD_CARRY } from './philox';
import { load, store } from './update';

/** The constant that keeps the denominator of ZO-AdaMU positive. */
const EPSILON: f32 = 1e-8;

/* The operands of the running call, the same in all lanes. */
let alphaRoot: v128 = f32x4(0, 0, 0, 0);
let restRoot: v128 = f32x4(0, 0, 0, 0);
let beta1: v128 = f32x4(0, 0, 0, 0);
let rest1: v128 = f32x4(0, 0, 0, 0);
let beta2: v128 = f32x4(0, 0, 0, 0);
let rest2: v128 = f32x4(0, 0, 0, 0);
let decay: v128 = f32x4(0, 0, 0, 0);
let amount: v128 = f32x4(0, 0, 0, 0);
let step: v128 = f32x4(0, 0, 0, 0);
let toM: usize = 0;

/** Moves four weights, the first `count` when there are fewer; `finish` also steps and stores the momentum. */
@inline
function move(finish: bool, at: usize, count: i32, n1: v128, n2: v128): void {
  if (count <= 0) return;
  const z1 = f32x4.mul(alphaRoot, n1);
  const z2 = f32x4.add(load(at + toM, count), f32x4.mul(restRoot, n2));
  const m = f32x4.add(f32x4.mul(beta1, z1), f32x4.mul(rest1, z2));
  let w = f32x4.add(f32x4.mul(decay, load(at, count)), f32x4.mul(amount, m));
  if (finish) {
    const v = f32x4.add(f32x4.mul(beta2, f32x4.mul(z1, z1)), f32x4.mul(rest2, f32x4.mul(z2, z2)));
    w = f32x4.sub(w, f32x4.div(f32x4.mul(step, m), f32x4.sqrt(f32x4.add(v, f32x4.splat(EPSILON)))));
    store(at + toM, count, m);
  }
  store(at, count, w);
}

@inline
function each(finish: bool, w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32): void {
  let left = length;
  while (left > 0) {
    for (let block = 0; block < SHARD / 4 && left > 0; block += 4) {
      gaussianTwice(block, 0, block, 1, shard, last, key0, key1);
      for (let k = 0; k < 4; k++) move(finish, w + (k << 4), left - (k << 2), normalAt(k), normalAt(k + 4));
      w += 64;
      left -= 16;
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}

/**
 * The perturbation m' of ZO-AdaMU, made from the stored momentum m and two normal streams n1, n2 of the seed:
 * z1 = √α n1, z2 = m + √(1 − α) n2, m' = β1 z1 + (1 − β1) z2; then w ← w + amount m'.
 */
export function adaMuMove(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32,
  newToM: usize, newAlphaRoot: f32, newRestRoot: f32, newBeta1: f32, newRest1: f32, newAmount: f32,
): void {
  toM = newToM;
  alphaRoot = f32x4.splat(newAlphaRoot);
  restRoot = f32x4.splat(newRestRoot);
  beta1 = f32x4.splat(newBeta1);
  rest1 = f32x4.splat(newRest1);
  decay = f32x4.splat(1);
  amount = f32x4.splat(newAmount);
  each(false, w, length, key0, key1, shard, last);
}

/**
 * The last pass: with v = β2 z1² + (1 − β2) z2², w ← decay w + restore m' − step m' / √(v + 1e-8), m ← m'.
 */
export function adaMuFinish(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32,
  newToM: usize, newAlphaRoot: f32, newRestRoot: f32, newBeta1: f32, newRest1: f32,
  newBeta2: f32, newRest2: f32, newDecay: f32, newRestore: f32, newStep: f32,
): void {
  toM = newToM;
  alphaRoot = f32x4.splat(newAlphaRoot);
  restRoot = f32x4.splat(newRestRoot);
  beta1 = f32x4.splat(newBeta1);
  rest1 = f32x4.splat(newRest1);
  beta2 = f32x4.splat(newBeta2);
  rest2 = f32x4.splat(newRest2);
  decay = f32x4.splat(newDecay);
  amount = f32x4.splat(newRestore);
  step = f32x4.splat(newStep);
  each(true, w, length, key0, key1, shard, last);
}
