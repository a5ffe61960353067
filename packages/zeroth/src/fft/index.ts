export type { Complex, ComplexLike } from './complex.js';
export { type ConvolutionMode, type ConvolutionOptions, convolve, correlate } from './convolve.js';
export { type ComplexFft, createPlan, type PlanOptions, type RealFft } from './create-plan.js';
export {
  fft,
  fft2,
  fftn,
  ifft,
  ifft2,
  ifftn,
  irfft,
  irfft2,
  irfftn,
  rfft,
  rfft2,
  rfftn,
} from './fourier.js';
export { fftFrequencies, fftShift, ifftShift, rfftFrequencies, type ShiftOptions } from './frequencies.js';
export type { AxesOptions, AxisOptions, Norm } from './options.js';
export {
  type FftParams,
  fftPrimitive,
  halfFftPrimitive,
  realFftPrimitive,
  type TrigonometricParams,
  trigonometricPrimitive,
} from './primitives.js';
export { dct, dst, idct, idst, type TrigonometricOptions, type TrigonometricType } from './trigonometric.js';
