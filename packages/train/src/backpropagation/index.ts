export { type ClassifierLoss, classifierLoss } from './classifier-loss.js';
export { type LossAndGradient, type LossGradient, type LossGradientOptions, lossGradient } from './loss-gradient.js';
