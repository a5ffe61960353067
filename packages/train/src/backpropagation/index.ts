export {
  backpropagate,
  type GradientQuery,
  type GradientRecipe,
  type GradientStep,
  gradientSteps,
  type KeepWeights,
} from './backpropagate.js';
export { type ClassifierLoss, classifierLoss } from './classifier-loss.js';
export { type LossAndGradient, type LossGradient, type LossGradientOptions, lossGradient } from './loss-gradient.js';
export { type Trainer, trainer } from './trainer.js';
export { gradientDefaults, isScheduleFree, updateRule } from './update-rules.js';
