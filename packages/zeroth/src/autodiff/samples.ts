import { isFloating } from '../array/dtype.js';
import {
  type ArrayLike,
  add,
  asArray,
  astype,
  bindOne,
  broadcastArrays,
  broadcastTo,
  definePrimitive,
  divide,
  fromData,
  multiply,
  type NDArray,
  negative,
  sqrt,
  subtract,
  toFloat64Array,
} from '../array/index.js';
import { ZerothError } from '../errors.js';
import { type Random, random } from '../random/index.js';
import type { RuledPrimitive } from './rules/rule.js';
import { betaByA, betaByB, betaDensity, gammaByShape, gammaDensity } from './rules/special.js';

/** Options of the samples that can be differentiated by their parameters. */
export interface SampleOptions {
  /** Which draws; the same seed and stream give the same ones. Default 0. */
  readonly seed?: number;
  /** @see random */
  readonly stream?: number;
  /** Shape of the result, to which the parameters are broadcast. Default: that of the parameters. */
  readonly shape?: readonly number[];
}

/** Parameters as floating arrays of the shape of the result. */
function parametersOf(parameters: readonly ArrayLike[], { shape }: SampleOptions): readonly NDArray[] {
  const floating = parameters.map((parameter) => {
    const array = asArray(parameter);
    return isFloating(array.dtype) ? array : astype(array, 'float64');
  });
  const together = broadcastArrays(...floating);
  return shape === undefined ? together : together.map((parameter) => broadcastTo(parameter, shape));
}

/** Draws that depend on nothing but the seed. */
function noise(
  { shape, size }: NDArray,
  { seed = 0, stream = 0 }: SampleOptions,
  draw: (source: Random) => number,
): NDArray {
  const source = random(seed, stream);
  return fromData(
    Float64Array.from({ length: size }, () => draw(source)),
    shape,
  );
}

/** Normal variates of a mean and a standard deviation: mean + deviation · z. */
export function sampleNormal(mean: ArrayLike, deviation: ArrayLike, options: SampleOptions = {}): NDArray {
  const [center, scale] = parametersOf([mean, deviation], options);
  return add(
    center!,
    multiply(
      scale!,
      noise(center!, options, (source) => source.normal()),
    ),
  );
}

/** Uniform variates from low to high: low + (high − low) · u. */
export function sampleUniform(low: ArrayLike, high: ArrayLike, options: SampleOptions = {}): NDArray {
  const [from, to] = parametersOf([low, high], options);
  return add(
    from!,
    multiply(
      subtract(to!, from!),
      noise(from!, options, (source) => source.uniform()),
    ),
  );
}

/** Exponential variates with a rate, the inverse of their mean. */
export function sampleExponential(rate: ArrayLike, options: SampleOptions = {}): NDArray {
  const [speed] = parametersOf([rate], options);
  return divide(
    noise(speed!, options, (source) => source.exponential()),
    speed!,
  );
}

interface DrawParams {
  readonly seed: number;
  readonly stream: number;
}

/** Variates of a law whose parameters are the inputs, drawn by whatever method. */
function drawn(
  name: string,
  draw: (source: Random, ...parameters: number[]) => number,
  partials: readonly ((x: NDArray, ...parameters: readonly NDArray[]) => NDArray)[],
): RuledPrimitive<DrawParams> {
  return {
    ...definePrimitive<DrawParams>({
      name,
      shapes: ([first]) => [first!],
      compute(inputs, { seed, stream }, [type]) {
        const source = random(seed, stream);
        const parameters = inputs.map((input) => toFloat64Array(input));
        const values = Float64Array.from({ length: parameters[0]!.length }, (_, i) =>
          draw(source, ...parameters.map((each) => each[i]!)),
        );
        return [fromData(type!.dtype === 'float32' ? Float32Array.from(values) : values, type!.shape)];
      },
    }),
    derivative: {
      jvp: ({ inputs, outputs: [x] }, tangents) => {
        const parts = tangents.flatMap((tangent, i) =>
          tangent === undefined ? [] : [multiply(tangent, partials[i]!(x!, ...inputs))],
        );
        return [parts.reduce((sum, part) => add(sum, part))];
      },
      vjp: ({ inputs, outputs: [x] }, [cotangent], wanted) =>
        inputs.map((_, i) => (wanted[i] ? multiply(cotangent!, partials[i]!(x!, ...inputs)) : undefined)),
    },
  };
}

/*
 * A variate x with distribution function F(x, θ) stays at its quantile when θ moves: dx/dθ = −(∂F/∂θ) / (∂F/∂x), however
 * it was drawn (Figurnov, Mohamed, Mnih: Implicit reparameterization gradients, 2018).
 */
const gammaPrimitive = drawn('sampleGamma', (source, shape) => source.gamma(shape), [
  (x, shape) => negative(divide(gammaByShape(shape!, x), gammaDensity(shape!, x))),
]);

const betaPrimitive = drawn(
  'sampleBeta',
  (source, a, b) => {
    // G(a) is G(a + 1) U^(1/a). In logarithms, small shapes do not underflow to 0 / 0.
    const logGamma = (shape: number): number =>
      Math.log(source.gamma(shape + 1)) + Math.log(1 - source.uniform()) / shape;
    const difference = logGamma(b!) - logGamma(a!);
    return 1 / (1 + Math.exp(difference));
  },
  [
    (x, a, b) => negative(divide(betaByA(a!, b!, x), betaDensity(a!, b!, x))),
    (x, a, b) => negative(divide(betaByB(a!, b!, x), betaDensity(a!, b!, x))),
  ],
);

function checkPositive(name: string, what: string, value: ArrayLike): void {
  if (typeof value === 'number' && !(value > 0))
    throw new ZerothError('random-parameter', `${name} needs a positive ${what}, not ${value}.`, value);
}

/**
 * Gamma variates of a shape and a rate (default 1), differentiated by the implicit function theorem. They have a first
 * derivative by the shape, and all of them by the rate.
 */
export function sampleGamma(shape: ArrayLike, rate: ArrayLike = 1, options: SampleOptions = {}): NDArray {
  checkPositive('sampleGamma', 'shape', shape);
  const [a, speed] = parametersOf([shape, rate], options);
  const { seed = 0, stream = 0 } = options;
  return divide(bindOne(gammaPrimitive, [a!], { seed, stream }), speed!);
}

/** Beta variates, differentiated once by the implicit function theorem. */
export function sampleBeta(a: ArrayLike, b: ArrayLike, options: SampleOptions = {}): NDArray {
  checkPositive('sampleBeta', 'a', a);
  checkPositive('sampleBeta', 'b', b);
  const { seed = 0, stream = 0 } = options;
  return bindOne(betaPrimitive, parametersOf([a, b], options), { seed, stream });
}

/**
 * Variates of Student's t: a normal one over the root of 2 g / ν with a gamma variate g of shape ν / 2, through which
 * they are differentiated by ν.
 */
export function sampleStudentT(degreesOfFreedom: ArrayLike, options: SampleOptions = {}): NDArray {
  checkPositive('sampleStudentT', 'number of degrees of freedom', degreesOfFreedom);
  const [nu] = parametersOf([degreesOfFreedom], options);
  const { seed = 0, stream = 0 } = options;
  // Two streams of the seed: the normal variates do not depend on ν.
  const half = multiply(nu!, 0.5);
  const other = random(seed, stream).split(1);
  const gamma = bindOne(gammaPrimitive, [half], { seed: other.seed, stream: other.stream });
  return multiply(
    noise(nu!, options, (source) => source.normal()),
    sqrt(divide(half, gamma)),
  );
}
