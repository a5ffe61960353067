/** Methods by backpropagation, as `finetune --method` names them, and their names in reports. */
const names = {
  sgd: 'SGD',
  momentum: 'SGD with momentum',
  nesterov: "SGD with Nesterov's momentum",
  adam: 'Adam',
  adamw: 'AdamW',
  amsgrad: 'AMSGrad',
  nadam: 'NAdam',
  radam: 'RAdam',
  rmsprop: 'RMSProp',
  adagrad: 'AdaGrad',
  lion: 'Lion',
  lamb: 'LAMB',
  adafactor: 'Adafactor',
  prodigy: 'Prodigy',
  'd-adaptation': 'D-Adaptation',
  'schedule-free-sgd': 'schedule-free SGD',
  'schedule-free-adamw': 'schedule-free AdamW',
  shampoo: 'Shampoo',
} as const;

export type GradientMethod = keyof typeof names;

/** Whether a method goes by backpropagation. */
export function isGradientMethod(method: unknown): method is GradientMethod {
  return typeof method === 'string' && Object.hasOwn(names, method);
}

/** The methods by backpropagation. */
export const gradientMethods: readonly GradientMethod[] = Object.keys(names).filter(isGradientMethod);

/** A method's name for a reader. */
export function gradientMethodName(method: GradientMethod): string {
  return names[method];
}
