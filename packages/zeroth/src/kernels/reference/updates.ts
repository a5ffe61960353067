import { integerPower } from '../integer-power.js';
import type { AdaMuOperands, AdamOperands, MomentumOperands } from '../types.js';

const { fround } = Math;

/** w ← decay w + amount z, rounded to float32 after every operation. */
export function move(w: Float32Array, z: Float32Array, decay: number, amount: number): void {
  for (let i = 0; i < w.length; i++) w[i] = moved(w[i]!, z[i]!, decay, amount);
}

/** As move where |w| ≤ threshold; sets the lowest bit of those weights and clears that of the others. */
export function moveBelow(w: Float32Array, z: Float32Array, decay: number, amount: number, threshold: number): void {
  const bits = new Uint32Array(w.buffer, w.byteOffset, w.length);
  for (let i = 0; i < w.length; i++) {
    if (Math.abs(w[i]!) <= fround(threshold)) {
      w[i] = moved(w[i]!, z[i]!, decay, amount);
      bits[i] = bits[i]! | 1;
    } else bits[i] = bits[i]! & ~1;
  }
}

/** As move where the lowest bit is set, which stays set. */
export function moveMarked(w: Float32Array, z: Float32Array, decay: number, amount: number): void {
  const bits = new Uint32Array(w.buffer, w.byteOffset, w.length);
  for (let i = 0; i < w.length; i++) {
    if ((bits[i]! & 1) === 0) continue;
    w[i] = moved(w[i]!, z[i]!, decay, amount);
    bits[i] = bits[i]! | 1;
  }
}

/** m ← beta m + g z; w ← (decay w + restore z) − step m. */
export function momentum(
  w: Float32Array,
  m: Float32Array,
  z: Float32Array,
  { projectedGradient, beta, decay, restore, step }: Omit<MomentumOperands, 'momentum'>,
): void {
  for (let i = 0; i < w.length; i++) {
    m[i] = fround(fround(fround(beta) * m[i]!) + fround(fround(projectedGradient) * z[i]!));
    w[i] = fround(moved(w[i]!, z[i]!, decay, restore) - fround(fround(step) * m[i]!));
  }
}

/** Adam's moments of g z and its step, as documented at Kernels.adam. */
export function adam(
  w: Float32Array,
  m: Float32Array,
  v: Float32Array,
  z: Float32Array,
  operands: Omit<AdamOperands, 'firstMoment' | 'secondMoment'>,
): void {
  const { projectedGradient: g, iteration, beta1, beta2, epsilon, decay, restore } = operands;
  const step = fround(operands.step / (1 - integerPower(beta1, iteration)));
  const correction = fround(1 / (1 - integerPower(beta2, iteration)));
  const scale = fround((1 - beta1) * g);
  const scaleV = fround((1 - beta2) * g * g);
  for (let i = 0; i < w.length; i++) {
    m[i] = fround(fround(fround(beta1) * m[i]!) + fround(scale * z[i]!));
    v[i] = fround(fround(fround(beta2) * v[i]!) + fround(scaleV * fround(z[i]! * z[i]!)));
    const root = fround(fround(Math.sqrt(fround(correction * v[i]!))) + fround(epsilon));
    w[i] = fround(moved(w[i]!, z[i]!, decay, restore) - fround(fround(step * m[i]!) / root));
  }
}

/** The three numbers that ZO-AdaMU makes of its momentum and two normal numbers. */
function adaMuNumbers(m: number, n1: number, n2: number, alpha: number, beta1: number) {
  const z1 = fround(fround(Math.sqrt(alpha)) * n1);
  const z2 = fround(m + fround(fround(Math.sqrt(1 - alpha)) * n2));
  return { z1, z2, perturbation: fround(fround(fround(beta1) * z1) + fround(fround(1 - beta1) * z2)) };
}

/** w ← w + amount m'. */
export function adaMuMove(
  w: Float32Array,
  m: Float32Array,
  n1: Float32Array,
  n2: Float32Array,
  { alpha, beta1 }: { readonly alpha: number; readonly beta1: number },
  amount: number,
): void {
  for (let i = 0; i < w.length; i++)
    w[i] = moved(w[i]!, adaMuNumbers(m[i]!, n1[i]!, n2[i]!, alpha, beta1).perturbation, 1, amount);
}

/** w ← (decay w + restore m') − (step m') / √(v + 1e-8), m ← m'. */
export function adaMuFinish(
  w: Float32Array,
  m: Float32Array,
  n1: Float32Array,
  n2: Float32Array,
  { alpha, beta1 }: { readonly alpha: number; readonly beta1: number },
  { beta2, decay, restore, step }: AdaMuOperands,
): void {
  for (let i = 0; i < w.length; i++) {
    const { z1, z2, perturbation } = adaMuNumbers(m[i]!, n1[i]!, n2[i]!, alpha, beta1);
    const v = fround(fround(fround(beta2) * fround(z1 * z1)) + fround(fround(1 - beta2) * fround(z2 * z2)));
    const root = fround(Math.sqrt(fround(v + fround(1e-8))));
    w[i] = fround(moved(w[i]!, perturbation, decay, restore) - fround(fround(fround(step) * perturbation) / root));
    m[i] = perturbation;
  }
}

function moved(w: number, z: number, decay: number, amount: number): number {
  return fround(fround(fround(decay) * w) + fround(fround(amount) * z));
}
