export { classMeanHead } from './class-mean-head.js';
export { type Features, featuresOf } from './features.js';
export { type GradientHeadOptions, gradientHead, type LabelledEmbeddings } from './gradient-head.js';
export { type Head, headFromParameters, headLogits, headParameters, headWidth } from './head.js';
export { type Direction, type HeadObjective, type HeadObjectiveOptions, headObjective } from './head-objective.js';
export {
  unwhitenHead,
  type Whitening,
  type WhiteningOptions,
  whiten,
  whitenedPenalties,
  whitening,
} from './whitening.js';
