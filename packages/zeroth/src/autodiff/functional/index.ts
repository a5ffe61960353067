export { type Field, type FieldOptions, type FunctionalValue, field } from './field.js';
export {
  addFields,
  composeFields,
  differentiateField,
  type IntegralOperatorOptions,
  integralOperator,
  integrateField,
  mapFields,
  mapValues,
  multiplyFields,
  scaleField,
} from './operators.js';
export { functionalGrad, functionalJvp, functionalVjp, transposeOperator } from './transforms.js';
