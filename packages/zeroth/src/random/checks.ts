import { ZerothError } from '../errors.js';
import { POSITIONS, STREAMS } from './counter.js';

export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed))
    throw new ZerothError('random-seed', 'A seed must be a safe integer (below 2^53 in magnitude).', seed);
}

export function checkStream(stream: number): void {
  if (!Number.isSafeInteger(stream) || stream < 0 || stream >= STREAMS)
    throw new ZerothError('random-stream', 'A stream must be an integer from 0 to 2^48 − 1.', stream);
}

export function checkPosition(position: number): void {
  if (!Number.isSafeInteger(position) || position < 0 || position >= POSITIONS)
    throw new ZerothError('random-position', 'A position must be an integer from 0 to 2^45 − 1.', position);
}

export function checkSplitKey(key: number): void {
  if (!Number.isSafeInteger(key))
    throw new ZerothError('random-key', 'The key of a split must be a safe integer (below 2^53 in magnitude).', key);
}

export function checkBound(n: number): void {
  if (!Number.isInteger(n) || n < 1 || n > 2 ** 53)
    throw new ZerothError('random-bound', 'The bound of a random integer must be an integer from 1 to 2^53.', n);
}

export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw new ZerothError('random-parameter', `The ${name} must be a positive finite number.`, value);
}

export function checkStable(alpha: number, beta: number): void {
  if (!(alpha > 0 && alpha <= 2))
    throw new ZerothError('random-parameter', 'The stability alpha must be above 0 and at most 2.', alpha);
  if (!(beta >= -1 && beta <= 1))
    throw new ZerothError('random-parameter', 'The skewness beta must be from −1 to 1.', beta);
}

/** Lengths whose indices fit an Int32Array. */
export function checkCount(name: string, value: number, least: number, most = 2 ** 31 - 1): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new ZerothError('random-count', `The ${name} must be an integer from ${least} to ${most}.`, value);
}
