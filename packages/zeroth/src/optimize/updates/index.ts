/* Update rules and schedules, without questions: what training loops of one's own are made of. */

export { type RefinedScheduleOptions, refinedSchedule } from '../pieces/refined-schedule.js';
export {
  constant,
  cosine,
  inverseSquareRoot,
  linear,
  oneCycle,
  polynomial,
  type Schedule,
  stepDecay,
  warmup,
} from '../pieces/schedules.js';
export { type AdaGradState, type AdaGradUpdateOptions, adaGradUpdate } from './ada-grad.js';
export { type AdafactorState, type AdafactorUpdateOptions, adafactorUpdate } from './adafactor.js';
export { type AdamState, type AdamUpdateOptions, adamUpdate, adamWUpdate, amsGradUpdate } from './adam.js';
export { type AveragedState, averagedUpdate } from './averaged.js';
export { type DAdaptationState, dAdaptationUpdate } from './d-adaptation.js';
export { type GroupsState, type ParameterGroup, parameterGroups } from './groups.js';
export { type LambState, lambUpdate } from './lamb.js';
export { type LionState, type LionUpdateOptions, lionUpdate } from './lion.js';
export { type NAdamState, type NAdamUpdateOptions, nAdamUpdate } from './nadam.js';
export { type ProdigyState, type ProdigyUpdateOptions, prodigyUpdate } from './prodigy.js';
export { type RAdamState, rAdamUpdate } from './radam.js';
export { type RmsPropState, type RmsPropUpdateOptions, rmsPropUpdate } from './rms-prop.js';
export {
  type ScheduleFreeState,
  type ScheduleFreeUpdateOptions,
  scheduleFreeAdamWUpdate,
  scheduleFreeSgdUpdate,
} from './schedule-free.js';
export { type SgdState, type SgdUpdateOptions, sgdUpdate } from './sgd.js';
export { type ShampooState, type ShampooUpdateOptions, shampooUpdate } from './shampoo.js';
export { type SteepestNorm, type SteepestUpdateOptions, steepestDirection, steepestUpdate } from './steepest.js';
export {
  checkGradients,
  type Numbers,
  type Tensor,
  tensorsIn,
  type UpdateRule,
  type UpdateState,
  zerosLike,
} from './update.js';
