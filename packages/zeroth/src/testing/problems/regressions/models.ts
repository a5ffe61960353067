import { ZerothError } from '../../../errors.js';

type Parameters = ArrayLike<number>;

interface Model {
  readonly of: (x: readonly number[], b: Parameters) => number;
  /** What the model is of, where it is not the response itself. */
  readonly responseOf?: (y: number) => number;
}

const { atan, cos, exp, log, PI, sin, sqrt } = Math;

/** A model of one predictor. */
function plain(f: (x: number, b: Parameters) => number): Model {
  return { of: ([x], b) => f(x!, b) };
}

const decay = plain((x, b) => exp(-b[0]! * x) / (b[1]! + b[2]! * x));

const gauss = plain(
  (x, b) =>
    b[0]! * exp(-b[1]! * x) + b[2]! * exp(-(((x - b[3]!) / b[4]!) ** 2)) + b[5]! * exp(-(((x - b[6]!) / b[7]!) ** 2)),
);

const cubics = plain(
  (x, b) => (b[0]! + x * (b[1]! + x * (b[2]! + x * b[3]!))) / (1 + x * (b[4]! + x * (b[5]! + x * b[6]!))),
);

const threeDecays = plain((x, b) => b[0]! * exp(-b[1]! * x) + b[2]! * exp(-b[3]! * x) + b[4]! * exp(-b[5]! * x));

const saturation = plain((x, b) => b[0]! * (1 - exp(-b[1]! * x)));

/** A cosine and a sine of one period. */
function wave(x: number, period: number, cosine: number, sine: number): number {
  const angle = (2 * PI * x) / period;
  return cosine * cos(angle) + sine * sin(angle);
}

const models: ReadonlyMap<string, Model> = new Map([
  ['Bennett5', plain((x, b) => b[0]! * (b[1]! + x) ** (-1 / b[2]!))],
  ['BoxBOD', saturation],
  ['Chwirut1', decay],
  ['Chwirut2', decay],
  ['DanWood', plain((x, b) => b[0]! * x ** b[1]!)],
  [
    'ENSO',
    plain((x, b) => b[0]! + wave(x, 12, b[1]!, b[2]!) + wave(x, b[3]!, b[4]!, b[5]!) + wave(x, b[6]!, b[7]!, b[8]!)),
  ],
  ['Eckerle4', plain((x, b) => (b[0]! / b[1]!) * exp(-0.5 * ((x - b[2]!) / b[1]!) ** 2))],
  ['Gauss1', gauss],
  ['Gauss2', gauss],
  ['Gauss3', gauss],
  ['Hahn1', cubics],
  ['Kirby2', plain((x, b) => (b[0]! + x * (b[1]! + x * b[2]!)) / (1 + x * (b[3]! + x * b[4]!)))],
  ['Lanczos1', threeDecays],
  ['Lanczos2', threeDecays],
  ['Lanczos3', threeDecays],
  ['MGH09', plain((x, b) => (b[0]! * (x * x + x * b[1]!)) / (x * x + x * b[2]! + b[3]!))],
  ['MGH10', plain((x, b) => b[0]! * exp(b[1]! / (x + b[2]!)))],
  ['MGH17', plain((x, b) => b[0]! + b[1]! * exp(-x * b[3]!) + b[2]! * exp(-x * b[4]!))],
  ['Misra1a', saturation],
  ['Misra1b', plain((x, b) => b[0]! * (1 - (1 + (b[1]! * x) / 2) ** -2))],
  ['Misra1c', plain((x, b) => b[0]! * (1 - 1 / sqrt(1 + 2 * b[1]! * x)))],
  ['Misra1d', plain((x, b) => (b[0]! * b[1]! * x) / (1 + b[1]! * x))],
  ['Nelson', { of: ([x, t], b) => b[0]! - b[1]! * x! * exp(-b[2]! * t!), responseOf: log }],
  ['Rat42', plain((x, b) => b[0]! / (1 + exp(b[1]! - b[2]! * x)))],
  ['Rat43', plain((x, b) => b[0]! / (1 + exp(b[1]! - b[2]! * x)) ** (1 / b[3]!))],
  ['Roszman1', plain((x, b) => b[0]! - b[1]! * x - atan(b[2]! / (x - b[3]!)) / PI)],
  ['Thurber', cubics],
]);

/** The model of a regression. */
export function modelOf(name: string): Model {
  const model = models.get(name);
  if (model === undefined) throw new ZerothError('unknown-name', `There is no regression named ${name}.`, name);
  return model;
}
