/*
 * Steps of update rules on float32 tensors. Lengths are rounded up to multiples of four: what is behind a tensor is
 * computed with and left to whoever reads it. All rounding is that of float32, operation by operation as written.
 */

/**
 * With g + coupledDecay x for g: m ← meanDecay m + meanShare g; v ← squareDecay v + squareShare g²;
 * x ← keep x − rate m / (correction √v + epsilon), where the denominator is above 0.
 */
export function adamStep(
  length: i32, x: usize, g: usize, m: usize, v: usize, meanDecay: f32, meanShare: f32, squareDecay: f32,
  squareShare: f32, keep: f32, coupledDecay: f32, rate: f32, correction: f32, epsilon: f32,
): void {
  const zero = f32x4.splat(0);
  const ofMean = f32x4.splat(meanDecay);
  const ofGradient = f32x4.splat(meanShare);
  const ofSquare = f32x4.splat(squareDecay);
  const ofNew = f32x4.splat(squareShare);
  const kept = f32x4.splat(keep);
  const coupled = f32x4.splat(coupledDecay);
  const amount = f32x4.splat(rate);
  const corrected = f32x4.splat(correction);
  const least = f32x4.splat(epsilon);
  for (let left = length; left > 0; left -= 4) {
    const w = v128.load(x);
    const gradient = f32x4.add(v128.load(g), f32x4.mul(coupled, w));
    const mean = f32x4.add(f32x4.mul(ofMean, v128.load(m)), f32x4.mul(ofGradient, gradient));
    const square = f32x4.add(f32x4.mul(ofSquare, v128.load(v)), f32x4.mul(ofNew, f32x4.mul(gradient, gradient)));
    v128.store(m, mean);
    v128.store(v, square);
    const denominator = f32x4.add(f32x4.mul(corrected, f32x4.sqrt(square)), least);
    // 0 / 0, where epsilon is zero and the gradient always was, is no step.
    const move = v128.and(f32x4.gt(denominator, zero), f32x4.div(f32x4.mul(amount, mean), denominator));
    v128.store(x, f32x4.sub(f32x4.mul(kept, w), move));
    x += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}
