import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { accuracy, chooseShift, confusionMatrix, cost, crossEntropy, f1, predictedClass } from './index.js';

const labelsOf = (...values: number[]): Int32Array => Int32Array.from(values);
/** Logits whose largest entry is at the given classes. */
const predicting = (classes: number, ...predicted: number[]): Float32Array =>
  Float32Array.from(predicted.flatMap((p) => Array.from({ length: classes }, (_, c) => (c === p ? 1 : 0))));

describe('crossEntropy', () => {
  it('is log(classes) for equal logits, whatever their size', () => {
    for (const level of [0, 1e4, -1e4]) {
      const value = crossEntropy(new Float64Array(6).fill(level), labelsOf(0, 2), 3);
      expect(Math.abs(value - Math.log(3))).toBeLessThanOrEqual(Number.EPSILON * Math.log(3));
    }
  });

  it('keeps the digits of tiny losses and does not overflow for huge ones', () => {
    // log(1 + e^-60) = e^-60 to a relative 2^-86.
    expect(crossEntropy(Float64Array.of(60, 0), labelsOf(0), 2) / Math.exp(-60)).toBeCloseTo(1, 14);
    expect(crossEntropy(Float64Array.of(0, 5000), labelsOf(0), 2)).toBe(5000);
    expect(crossEntropy(Float64Array.of(0, Number.NEGATIVE_INFINITY), labelsOf(0), 2)).toBe(0);
  });

  it('equals the mean of −log softmax for moderate logits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 30 }),
        (values) => {
          const n = Math.floor(values.length / 3);
          const logits = Float64Array.from(values.slice(0, 3 * n));
          const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
          let sum = 0;
          for (let i = 0; i < n; i++) {
            const row = Array.from(logits.subarray(3 * i, 3 * i + 3), Math.exp);
            sum -= Math.log(row[i % 3]! / (row[0]! + row[1]! + row[2]!));
          }
          // Naively, each row's loss is off by a few eps absolutely (log near 1) or relatively (up to 40).
          expect(Math.abs(crossEntropy(logits, labels, 3) - sum / n)).toBeLessThan(100 * Number.EPSILON * 3);
        },
      ),
    );
  });

  it('weighs classes', () => {
    const logits = Float64Array.of(0, 1, 0, 1);
    const [zero, one] = [
      crossEntropy(logits.subarray(0, 2), labelsOf(0), 2),
      crossEntropy(logits.subarray(2), labelsOf(1), 2),
    ];
    expect(crossEntropy(logits, labelsOf(0, 1), 2, [3, 0.5])).toBeCloseTo((3 * zero + 0.5 * one) / 2, 15);
  });
});

describe('decisions', () => {
  it('counts true classes in rows and predictions in columns', () => {
    expect(confusionMatrix(predicting(3, 0, 1, 1, 2, 0), labelsOf(0, 0, 1, 2, 2), 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 1],
    ]);
  });

  it('gives ties to the first class and −1 where a logit is not a number', () => {
    expect(predictedClass(Float32Array.of(1, 2, 2), 0, 3)).toBe(1);
    expect(predictedClass(Float32Array.of(0, 0, 0, Number.NaN), 1, 2)).toBe(-1);
  });

  it('measures accuracy and F1 of class 1', () => {
    // TP 2, FP 1, FN 1: F1 = 4 / (4 + 2).
    const logits = predicting(2, 1, 1, 1, 0, 0);
    const labels = labelsOf(1, 1, 0, 1, 0);
    expect(accuracy(logits, labels, 2)).toBe(3 / 5);
    expect(f1(logits, labels, 2)).toBe(4 / 6);
  });

  it('averages F1 over the classes that occur', () => {
    // Class 0: 2·1/(1+2), class 1: 2·1/(2+1), class 2 occurs nowhere, class 3 is never predicted: 0.
    expect(f1(predicting(4, 0, 1, 0), labelsOf(0, 1, 1), 4)).toBeCloseTo((2 / 3 + 2 / 3) / 2, 15);
    expect(f1(predicting(4, 0, 1, 0), labelsOf(0, 1, 3), 4)).toBeCloseTo((2 / 3 + 1 + 0) / 3, 15);
    expect(f1(predicting(2, 0, 0), labelsOf(0, 0), 2)).toBe(0);
  });

  it('is not a number where a logit is not', () => {
    const logits = Float32Array.of(0, 1, Number.NaN, 0);
    const labels = labelsOf(1, 0);
    expect(accuracy(logits, labels, 2)).toBeNaN();
    expect(f1(logits, labels, 2)).toBeNaN();
    expect(crossEntropy(logits, labels, 2)).toBeNaN();
    expect(cost({ fp: 1, fn: 1 }).loss(logits, labels, 2)).toBeNaN();
    expect(() => confusionMatrix(logits, labels, 2)).toThrow(expect.objectContaining({ code: 'not-a-number' }));
  });

  it('says what does not fit', () => {
    expect(() => accuracy(new Float32Array(3), labelsOf(0, 1), 2)).toThrow(
      'Give one row of 2 logits for each of at least one label, not 3 numbers for 2 labels.',
    );
    expect(() => crossEntropy(new Float32Array(0), labelsOf(), 2)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => f1(new Float32Array(2), labelsOf(2), 2)).toThrow('Labels must be from 0 to 1, not 2.');
  });
});

describe('cost', () => {
  it('is the mean cost of the mistakes', () => {
    const { loss } = cost({ fp: 10, fn: 1 });
    expect(loss(predicting(2, 1, 0, 1, 0), labelsOf(0, 1, 1, 0), 2)).toBe(11 / 4);
  });

  it('has a smooth stand-in whose minimum decides at the threshold fp / (fp + fn)', () => {
    // 90 of 100 equal examples are of class 1: with fp = 10, fn = 1 the threshold is 10/11 > 0.9, so class 0 is right.
    const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 90 ? 1 : 0));
    const { loss, smooth } = cost({ fp: 10, fn: 1 });
    const at = (logit: number): Float64Array => Float64Array.from({ length: 200 }, (_, i) => (i % 2) * logit);
    const minimum = Math.log((0.9 * 1) / (0.1 * 10));
    for (const h of [-1e-3, 1e-3]) {
      expect(smooth!(at(minimum), labels, 2)).toBeLessThan(smooth!(at(minimum + h), labels, 2));
    }
    expect(loss(at(minimum), labels, 2)).toBeLessThan(loss(at(1), labels, 2));
  });

  it('is for two classes', () => {
    expect(() => cost({ fp: 1, fn: 1 }).loss(new Float32Array(3), labelsOf(0), 3)).toThrow(
      expect.objectContaining({ code: 'objective-classes' }),
    );
  });
});

describe('chooseShift', () => {
  it('finds the least loss over all thresholds', () => {
    const draws = random(5);
    for (let trial = 0; trial < 20; trial++) {
      const labels = Int32Array.from({ length: 25 }, () => draws.integer(2));
      const logits = Float64Array.from({ length: 50 }, (_, i) => (i % 2) * (2 * labels[i >> 1]! - 1 + draws.normal()));
      const { loss } = cost({ fp: 3, fn: 1 });
      const shifted = (shift: number): Float64Array => logits.map((v, i) => (i % 2 ? v + shift : v));
      const chosen = loss(shifted(chooseShift(logits, labels, loss)), labels, 2);
      for (let shift = -6; shift <= 6; shift += 0.05) {
        expect(loss(shifted(shift), labels, 2)).toBeGreaterThanOrEqual(chosen);
      }
    }
  });

  it('stays where it is when nothing is better', () => {
    expect(chooseShift(predicting(2, 0, 1), labelsOf(0, 1), cost({ fp: 1, fn: 1 }).loss)).toBe(0);
  });
});
