import type { ValidationScores } from '../report/report.js';

/**
 * Whether scores on the validation part are better than others: by the objective, and where it is equal by the
 * cross-entropy, because accuracy and its kind are equal for many models.
 */
export function isBetter(scores: ValidationScores, others: ValidationScores): boolean {
  const [a, b] = [scores.objective ?? scores.crossEntropy, others.objective ?? others.crossEntropy];
  return a < b || (a === b && scores.crossEntropy < others.crossEntropy);
}
