import { eachGaussian } from './gaussian';
import { eachNearGaussian } from './near-gaussian';
import { eachRademacher } from './rademacher';
import { MOVE, setMove } from './update';

export function rademacherMove(w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32): void {
  setMove(decay, amount);
  eachRademacher(MOVE, w, length, key0, key1, shard, last);
}

export function gaussianMove(w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32): void {
  setMove(decay, amount);
  eachGaussian(MOVE, w, length, key0, key1, shard, last);
}

export function nearGaussianMove(w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32, decay: f32, amount: f32): void {
  setMove(decay, amount);
  eachNearGaussian(MOVE, w, length, key0, key1, shard, last);
}
export { axpyF32, axpyF64 } from './axpy';
