import { bind, bindOne, fromData, multiply, type NDArray, zerosLike } from '../../array/index.js';
import { fftPrimitive, halfFftPrimitive, realFftPrimitive, trigonometricPrimitive } from '../../fft/index.js';
import { cast } from './operations.js';
import { type Change, type RuleEntry, rule } from './rule.js';

/** Weights of the terms of half a spectrum: `ends` for those that stand for themselves, `inner` for those with a mirror image. */
function weighted(x: NDArray, length: number, ends: number, inner: number): NDArray {
  const count = x.shape[x.shape.length - 1]!;
  const weights = new Float64Array(count).fill(inner);
  weights[0] = ends;
  if (length % 2 === 0) weights[count - 1] = ends;
  return multiply(x, cast(fromData(weights), x.dtype));
}

const orZeros = (change: Change, like: NDArray): NDArray => change ?? zerosLike(like);

/** Rules of the Fourier transforms, which are linear. */
export const fourierRules: readonly RuleEntry[] = [
  rule(fftPrimitive, {
    form: 'linear',
    jvp: ({ inputs: [re, im], params }, [dRe, dIm]) =>
      bind(fftPrimitive, [orZeros(dRe, re!), orZeros(dIm, im!)], params),
    // For pairs of real arrays, the transpose of a symmetric complex matrix is its conjugate.
    vjp: ({ outputs: [re, im], params }, [dRe, dIm]) =>
      bind(fftPrimitive, [orZeros(dRe, re!), orZeros(dIm, im!)], { ...params, inverse: !params.inverse }),
  }),
  rule(realFftPrimitive, {
    form: 'linear',
    jvp: ({ params }, [dx]) => bind(realFftPrimitive, [dx!], params),
    vjp: ({ inputs: [x], outputs: [re, im], params: { factor } }, [dRe, dIm]) => {
      const length = x!.shape[x!.shape.length - 1]!;
      const halved = [orZeros(dRe, re!), orZeros(dIm, im!)].map((part) => weighted(part, length, 1, 0.5));
      return [bindOne(halfFftPrimitive, halved, { length, factor })];
    },
  }),
  rule(halfFftPrimitive, {
    form: 'linear',
    jvp: ({ inputs: [re, im], params }, [dRe, dIm]) =>
      bind(halfFftPrimitive, [orZeros(dRe, re!), orZeros(dIm, im!)], params),
    vjp: ({ params: { length, factor } }, [change]) =>
      bind(realFftPrimitive, [change!], { factor }).map((part) => weighted(part, length, 1, 2)),
  }),
  rule(trigonometricPrimitive, {
    form: 'linear',
    jvp: ({ params }, [dx]) => [bindOne(trigonometricPrimitive, [dx!], params)],
    vjp: ({ params }, [change]) => {
      const { type } = params;
      // Types 2 and 3 are each other's transpose, the others their own.
      return [bindOne(trigonometricPrimitive, [change!], { ...params, type: type === 2 ? 3 : type === 3 ? 2 : type })];
    },
  }),
];
