import type { Parameter, Place } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import { createKernels, type Kernels, type PerturbationLaw } from 'zeroth/kernels';
import type { Law, Probe, SeededProbe, SeededStep, UncertainProbe } from './queries.js';

/** Where the parameters are, and how far each may move. */
export interface PerturberOptions {
  readonly parameters: readonly Parameter[];
  readonly memories: readonly WebAssembly.Memory[];
  /** A factor of z for each parameter. Default: 1. */
  readonly scales?: readonly number[];
  /** Sets room aside in a memory for a method's buffers. */
  reserve(bytes: number): Place;
}

/** The passes over all tuned parameters, in place. */
export interface Perturber {
  /** θ → θ + ε z */
  begin(probe: Probe): void;
  /** θ + ε z → θ − ε z */
  cross(probe: Probe): void;
  /** θ − ε z → θ */
  restore(probe: Probe): void;
  /** The step along direction j, and with `restores` from θ − ε z at the same time. */
  step(probe: Probe, step: SeededStep, j: number, restores: boolean): void;
}

/** The passes over parameters that lie in WebAssembly memories, by the kernels. */
export function perturber({ parameters, memories, scales, reserve }: PerturberOptions): Perturber {
  const kernels = memories.map((memory) => createKernels(memory));
  const buffers = new Map<string, readonly Place[]>();

  /** Address of a parameter's buffer. All buffers of a name are made, zeroed, when the first is asked for. */
  function buffer(name: string, t: number): number {
    let places = buffers.get(name);
    if (places === undefined) {
      places = parameters.map((parameter) => placeFor(parameter, reserve));
      buffers.set(name, places);
    }
    return places[t]!.pointer;
  }

  function each(visit: (parameter: Parameter, kernel: Kernels, scale: number, t: number) => void): void {
    for (const [t, parameter] of parameters.entries())
      visit(parameter, kernels[parameter.memory]!, scales?.[t] ?? 1, t);
  }

  /** √d / ‖z‖ for the law on the sphere, else 1. */
  let sphere = { seed: Number.NaN, factor: 1 };
  function lengthFactor({ law, seed }: SeededProbe): number {
    if (law !== 'sphere') return 1;
    if (sphere.seed !== seed) {
      let squares = 0;
      let count = 0;
      each(({ length, start }, kernel) => {
        squares += kernel.gaussianSquaredNorm(length, seed, start);
        count += length;
      });
      sphere = { seed, factor: Math.sqrt(count / squares) };
    }
    return sphere.factor;
  }

  /** θ → θ + amount z, `amount` in units of each tensor's scale. `opens`: the weights are not moved yet. */
  function shift(probe: Probe, amount: number, opens: boolean): void {
    const factor = probe.kind === 'seeded' ? lengthFactor(probe) : 1;
    each((parameter, kernel, scale, t) => {
      if (probe.kind === 'seeded') along(kernel, parameter, probe, 1, amount * factor * scale, opens, t);
      else kernel.adaMuMove(uncertain(probe, parameter, buffer('m', t)), amount * scale);
    });
  }

  return {
    begin: (probe) => shift(probe, probe.radius, true),
    cross: (probe) => shift(probe, -2 * probe.radius, false),
    restore: (probe) => shift(probe, probe.radius, false),
    step(probe, query, j, restores) {
      const { scalars, rate, decay, update } = query;
      const last = j === scalars.length - 1;
      const scalar = scalars[j]! / scalars.length;
      const factor = probe.kind === 'seeded' ? lengthFactor(probe) : 1;
      each((parameter, kernel, scale, t) => {
        const keep = last && decays(parameter) ? 1 - decay : 1;
        // w is θ − ε z: where θ shrinks to (1 − decay) θ, the ε z to be given back has shrunk with it.
        const back = restores ? keep * probe.radius * factor * scale : 0;
        if (probe.kind === 'momentumUncertainty') {
          const operands = { beta2: probe.beta2, decay: keep, restore: back, step: rate * scalar * scale };
          kernel.adaMuFinish(uncertain(probe, parameter, buffer('m', t)), operands);
          return;
        }
        const gradient = scalar * factor * scale;
        if (update.rule === 'sgd') {
          along(kernel, parameter, probe, keep, back - rate * gradient, !restores, t);
          return;
        }
        const weights = seeded(probe, parameter);
        const shared = { projectedGradient: gradient, decay: keep, restore: back };
        if (update.rule === 'momentum') {
          // The directions of one step add to the momentum; the last one moves the weights.
          const [beta, step] = [j === 0 ? update.beta : 1, last ? rate : 0];
          kernel.momentum(weights, { ...shared, momentum: buffer('m', t), beta, step });
        } else {
          const { beta1, beta2, epsilon } = update;
          const moments = { firstMoment: buffer('m', t), secondMoment: buffer('v', t) };
          kernel.adam(weights, { ...shared, ...moments, iteration: query.step, beta1, beta2, epsilon, step: rate });
        }
      });
    },
  };
}

/** w ← keep w + amount z, for the weights that the probe moves. */
function along(
  kernel: Kernels,
  { pointer, length, start }: Parameter,
  probe: SeededProbe,
  keep: number,
  amount: number,
  opens: boolean,
  t: number,
): void {
  const { seed, thresholds } = probe;
  const law = kernelLaw(probe.law);
  if (thresholds === undefined) kernel.perturb(law, pointer, length, keep, amount, seed, start);
  else if (opens) kernel.perturbSmall(law, pointer, length, keep, amount, seed, start, thresholds[t] ?? 0);
  else kernel.perturbMarked(law, pointer, length, keep, amount, seed, start);
}

/** The law of the numbers; those on the sphere are Gaussian ones, divided by their length. */
function kernelLaw(law: Law): PerturbationLaw {
  return law === 'sphere' ? 'gaussian' : law;
}

function decays({ kind }: Parameter): boolean {
  return kind !== 'bias' && kind !== 'norm';
}

function seeded({ law, seed }: SeededProbe, { pointer, length, start }: Parameter) {
  return { law: kernelLaw(law), weights: pointer, length, seed, start };
}

function uncertain({ seed, alpha, beta1 }: UncertainProbe, { pointer, length, start }: Parameter, momentum: number) {
  return { weights: pointer, length, seed, start, momentum, alpha, beta1 };
}

function placeFor(parameter: Parameter, reserve: PerturberOptions['reserve']): Place {
  const place = reserve(4 * parameter.length);
  if (place.memory === parameter.memory) return place;
  throw new ZerothError(
    'buffers-do-not-fit',
    `the memory of ${parameter.name} has no room for this method's buffers: choose a method without buffers`,
    parameter.name,
  );
}
