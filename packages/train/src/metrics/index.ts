export { accuracy } from './accuracy.js';
export { chooseShift } from './choose-shift.js';
export { confusionMatrix } from './confusion-matrix.js';
export { type Costs, cost } from './cost.js';
export { crossEntropy } from './cross-entropy.js';
export { f1 } from './f1.js';
export { type Loss, namedObjective, type Objective, objective, objectiveForms } from './objective.js';
export { checkLabels, type Logits, predictedClass } from './predictions.js';
