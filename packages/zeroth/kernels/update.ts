/*
 * What is done with four weights and their four random numbers. The operation is a constant wherever it
 * is used, so each exported loop holds the code of one.
 */

/** w ← decay w + amount z. */
export const MOVE: i32 = 0;
/** As MOVE where |w| ≤ threshold; decides by the weight and notes it in the lowest bit of each weight. */
export const MOVE_BELOW: i32 = 1;
/** As MOVE where the lowest bit is set; keeps that bit. */
export const MOVE_MARKED: i32 = 2;
/** m ← beta m + scale z; w ← decay w + amount z − step m. */
export const MOMENTUM: i32 = 3;
/**
 * m ← beta m + scale z; v ← betaV v + scaleV z²;
 * w ← decay w + amount z − step m / (√(correction v) + epsilon).
 */
export const ADAM: i32 = 4;

/* The operands of the running call, the same in all lanes; each export sets those that it uses. */
let decay: v128 = f32x4(0, 0, 0, 0);
let amount: v128 = f32x4(0, 0, 0, 0);
let threshold: v128 = f32x4(0, 0, 0, 0);
let beta: v128 = f32x4(0, 0, 0, 0);
let scale: v128 = f32x4(0, 0, 0, 0);
let step: v128 = f32x4(0, 0, 0, 0);
let betaV: v128 = f32x4(0, 0, 0, 0);
let scaleV: v128 = f32x4(0, 0, 0, 0);
let correction: v128 = f32x4(0, 0, 0, 0);
let epsilon: v128 = f32x4(0, 0, 0, 0);
/* Distances in bytes from a weight to its m and its v. */
let toM: usize = 0;
let toV: usize = 0;

export function setMove(newDecay: f32, newAmount: f32): void {
  decay = f32x4.splat(newDecay);
  amount = f32x4.splat(newAmount);
}

export function setThreshold(newThreshold: f32): void {
  threshold = f32x4.splat(newThreshold);
}

export function setMomentum(newToM: usize, newBeta: f32, newScale: f32, newStep: f32): void {
  toM = newToM;
  beta = f32x4.splat(newBeta);
  scale = f32x4.splat(newScale);
  step = f32x4.splat(newStep);
}

export function setAdam(newToV: usize, newBetaV: f32, newScaleV: f32, newCorrection: f32, newEpsilon: f32): void {
  toV = newToV;
  betaV = f32x4.splat(newBetaV);
  scaleV = f32x4.splat(newScaleV);
  correction = f32x4.splat(newCorrection);
  epsilon = f32x4.splat(newEpsilon);
}

/** The first `count` lanes from memory, 1 to 3, zeros after them: nothing beyond the tensor is read. */
function loadSome(at: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(at);
  const two = v128.load64_zero(at);
  return count == 2 ? two : v128.load_lane<f32>(at, two, 2, 8);
}

/** Stores the first `count` lanes, 1 to 3. */
function storeSome(at: usize, count: i32, value: v128): void {
  if (count == 1) {
    v128.store_lane<f32>(at, value, 0);
    return;
  }
  v128.store_lane<f64>(at, value, 0);
  if (count == 3) v128.store_lane<f32>(at, value, 2, 8);
}

/** Four numbers of float32 from memory, the first `count` when there are fewer. */
@inline
export function load(at: usize, count: i32): v128 {
  return count >= 4 ? v128.load(at) : loadSome(at, count);
}

/** Stores four numbers of float32, the first `count` when there are fewer. */
@inline
export function store(at: usize, count: i32, value: v128): void {
  if (count >= 4) v128.store(at, value);
  else storeSome(at, count, value);
}

@inline
export function loadDecay(): v128 {
  return decay;
}

@inline
export function loadAmount(): v128 {
  return amount;
}

/**
 * Applies an operation to the four weights at an address, the first `count` when there are fewer.
 *
 * @param d loadDecay(), read before the loop: the compiler cannot know that stores leave it alone
 * @param a loadAmount(), likewise
 */
@inline
export function update(operation: i32, at: usize, count: i32, z: v128, d: v128, a: v128): void {
  if (count <= 0) return;
  const w = load(at, count);
  let moved = f32x4.add(f32x4.mul(d, w), f32x4.mul(a, z));
  if (operation == MOVE_BELOW) {
    const mark = i32x4.splat(1);
    const chosen = f32x4.le(f32x4.abs(w), threshold);
    moved = v128.bitselect(v128.or(moved, mark), v128.andnot(w, mark), chosen);
  } else if (operation == MOVE_MARKED) {
    const mark = i32x4.splat(1);
    const chosen = i32x4.eq(v128.and(w, mark), mark);
    moved = v128.bitselect(v128.or(moved, mark), w, chosen);
  } else if (operation == MOMENTUM) {
    const m = f32x4.add(f32x4.mul(beta, load(at + toM, count)), f32x4.mul(scale, z));
    store(at + toM, count, m);
    moved = f32x4.sub(moved, f32x4.mul(step, m));
  } else if (operation == ADAM) {
    const m = f32x4.add(f32x4.mul(beta, load(at + toM, count)), f32x4.mul(scale, z));
    const v = f32x4.add(f32x4.mul(betaV, load(at + toV, count)), f32x4.mul(scaleV, f32x4.mul(z, z)));
    store(at + toM, count, m);
    store(at + toV, count, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(correction, v)), epsilon);
    moved = f32x4.sub(moved, f32x4.div(f32x4.mul(step, m), root));
  }
  store(at, count, moved);
}
