import { ZerothError } from 'zeroth';
import type { Loss } from './objective.js';
import { checkShapes, type Logits } from './predictions.js';

/**
 * The number to add to the logit of class 1 of a two-class model that makes a loss smallest: choosing the threshold of
 * its decisions. Call it with validation logits, then add the result to the bias.
 *
 * Decisions change only where the shift crosses an example's margin, so one shift between each two neighbouring margins
 * is tried, and those beyond the ends; of equally good ones the smallest in size wins. O(n) losses.
 *
 * @param logits n x 2, row by row
 * @throws ZerothError `shape-mismatch`, `label-invalid`, and what the loss throws
 */
export function chooseShift(logits: Logits, labels: Int32Array, loss: Loss): number {
  checkShapes(logits, labels, 2);
  const shifted = new Float64Array(logits);
  const lossAt = (shift: number): number => {
    for (let row = 0; row < labels.length; row++) shifted[2 * row + 1] = logits[2 * row + 1]! + shift;
    return loss(shifted, labels, 2);
  };
  let best = { shift: 0, loss: lossAt(0) };
  for (const shift of candidates(logits)) {
    const value = lossAt(shift);
    if (value < best.loss || (value === best.loss && Math.abs(shift) < Math.abs(best.shift))) {
      best = { shift, loss: value };
    }
  }
  if (Number.isNaN(best.loss)) {
    throw new ZerothError('not-a-number', 'The loss is not a number, so no threshold can be chosen.');
  }
  return best.shift;
}

function candidates(logits: Logits): number[] {
  const crossings: number[] = [];
  for (let i = 0; i < logits.length; i += 2) crossings.push(logits[i]! - logits[i + 1]!);
  crossings.sort((a, b) => a - b);
  const middles = crossings.slice(1).map((crossing, i) => (crossing + crossings[i]!) / 2);
  // One logit beyond the last example is as good as any number there.
  return [crossings[0]! - 1, ...middles, crossings[crossings.length - 1]! + 1];
}
