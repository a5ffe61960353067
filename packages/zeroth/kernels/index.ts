import { eachGaussian } from './gaussian';
import { eachNearGaussian } from './near-gaussian';
import { eachRademacher } from './rademacher';
import {
  ADAM, MOMENTUM, MOVE, MOVE_BELOW, MOVE_MARKED, setAdam, setMomentum, setMove, setThreshold,
} from './update';

export { adaMuFinish, adaMuMove } from './ada-mu';
export {
  fftPass2, fftPass3, fftPass4, fftPass5, fftPass7, fftPass8, fftPassOdd,
} from './fft-radix';
export {
  fftGather, fftInterleave, fftMultiply, fftMultiplyConjugate, fftMultiplyFirstConjugate, fftReverse, fftScatterConjugate,
  fftSeparate, fftTangle, fftTranspose, fftUntangle,
} from './fft-vectors';
export { gaussianSquares } from './gaussian-norm';
export { cholesky } from './cholesky';
export { gemmWorkBytes, setGemmWork } from './gemm';
export { gemvColumnsF32, gemvColumnsF64, gemvRowsF32, gemvRowsF64 } from './gemv';
export { lu } from './lu';
export { applyQ, qr, qrWorkBytes } from './qr';
export { qrPivoted } from './qr-pivoted';
export { sparseGather, sparseScatter } from './sparse';
export { closeTeam, gemmF32, gemmF64, giveUp, lostPieces, serve, setTeam } from './team';
export { adamStep } from './training';
export { solveLower, solveUpper } from './triangular';
export {
  bothSidesPass, combineRowsPass, multiplyRowsPass, reflectColumns, reflectRows, rotateRowsPass, symmetricPass,
} from './spectral';
export { axpyF32, dotF32, maxAbsF32, scaleF32, sumF32 } from './vectors-f32';
export { axpyF64, dotF64, maxAbsF64, scaleF64, squaresF64, sumF64 } from './vectors-f64';

/*
 * One export for each law and operation. The arguments are: address and number of the weights, the two words of
 * the key, the index of the first shard, the last word of its counter, and the operands (update.ts).
 */

export function rademacherMove(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
): void {
  setMove(decay, amount);
  eachRademacher(MOVE, w, length, key0, key1, shard, last);
}

export function rademacherMoveBelow(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  threshold: f32,
): void {
  setMove(decay, amount);
  setThreshold(threshold);
  eachRademacher(MOVE_BELOW, w, length, key0, key1, shard, last);
}

export function rademacherMoveMarked(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
): void {
  setMove(decay, amount);
  eachRademacher(MOVE_MARKED, w, length, key0, key1, shard, last);
}

export function rademacherMomentum(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  toM: usize, beta: f32, scale: f32, step: f32,
): void {
  setMove(decay, amount);
  setMomentum(toM, beta, scale, step);
  eachRademacher(MOMENTUM, w, length, key0, key1, shard, last);
}

export function rademacherAdam(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  toM: usize, beta: f32, scale: f32, step: f32,
  toV: usize, betaV: f32, scaleV: f32, correction: f32, epsilon: f32,
): void {
  setMove(decay, amount);
  setMomentum(toM, beta, scale, step);
  setAdam(toV, betaV, scaleV, correction, epsilon);
  eachRademacher(ADAM, w, length, key0, key1, shard, last);
}

export function gaussianMove(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
): void {
  setMove(decay, amount);
  eachGaussian(MOVE, w, length, key0, key1, shard, last);
}

export function gaussianMoveBelow(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  threshold: f32,
): void {
  setMove(decay, amount);
  setThreshold(threshold);
  eachGaussian(MOVE_BELOW, w, length, key0, key1, shard, last);
}

export function gaussianMoveMarked(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
): void {
  setMove(decay, amount);
  eachGaussian(MOVE_MARKED, w, length, key0, key1, shard, last);
}

export function gaussianMomentum(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  toM: usize, beta: f32, scale: f32, step: f32,
): void {
  setMove(decay, amount);
  setMomentum(toM, beta, scale, step);
  eachGaussian(MOMENTUM, w, length, key0, key1, shard, last);
}

export function gaussianAdam(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  toM: usize, beta: f32, scale: f32, step: f32,
  toV: usize, betaV: f32, scaleV: f32, correction: f32, epsilon: f32,
): void {
  setMove(decay, amount);
  setMomentum(toM, beta, scale, step);
  setAdam(toV, betaV, scaleV, correction, epsilon);
  eachGaussian(ADAM, w, length, key0, key1, shard, last);
}

export function nearGaussianMove(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
): void {
  setMove(decay, amount);
  eachNearGaussian(MOVE, w, length, key0, key1, shard, last);
}

export function nearGaussianMoveBelow(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  threshold: f32,
): void {
  setMove(decay, amount);
  setThreshold(threshold);
  eachNearGaussian(MOVE_BELOW, w, length, key0, key1, shard, last);
}

export function nearGaussianMoveMarked(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
): void {
  setMove(decay, amount);
  eachNearGaussian(MOVE_MARKED, w, length, key0, key1, shard, last);
}

export function nearGaussianMomentum(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  toM: usize, beta: f32, scale: f32, step: f32,
): void {
  setMove(decay, amount);
  setMomentum(toM, beta, scale, step);
  eachNearGaussian(MOMENTUM, w, length, key0, key1, shard, last);
}

export function nearGaussianAdam(
  w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32,
  toM: usize, beta: f32, scale: f32, step: f32,
  toV: usize, betaV: f32, scaleV: f32, correction: f32, epsilon: f32,
): void {
  setMove(decay, amount);
  setMomentum(toM, beta, scale, step);
  setAdam(toV, betaV, scaleV, correction, epsilon);
  eachNearGaussian(ADAM, w, length, key0, key1, shard, last);
}
