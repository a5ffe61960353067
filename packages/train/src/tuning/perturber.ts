import type { Parameter, Place } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import { createKernels, type Kernels, type PerturbationLaw } from 'zeroth/kernels';
import type { Probe, SeededStep } from './queries.js';

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

  /** One zeroed buffer a parameter, made when first asked for, in the parameter's memory. */
  function buffersOf(name: string): readonly Place[] {
    let places = buffers.get(name);
    if (places === undefined) {
      places = parameters.map((parameter) => {
        const place = reserve(4 * parameter.length);
        if (place.memory !== parameter.memory)
          throw new ZerothError('buffers-do-not-fit', `the memory of ${parameter.name} has no room for the buffers of this method`);
        return place;
      });
      buffers.set(name, places);
    }
    return places;
  }

  function each(visit: (parameter: Parameter, kernel: Kernels, scale: number, t: number) => void): void {
    for (const [t, parameter] of parameters.entries()) visit(parameter, kernels[parameter.memory]!, scales?.[t] ?? 1, t);
  }

  function pass(probe: Probe, amount: number): void {
    if (probe.kind !== 'seeded') return;
    each(({ pointer, length, start }, kernel, scale) =>
      kernel.perturb(probe.law as PerturbationLaw, pointer, length, 1, amount * scale, probe.seed, start),
    );
  }

  return {
    begin: (probe) => pass(probe, probe.radius),
    cross: (probe) => pass(probe, -2 * probe.radius),
    restore: (probe) => pass(probe, probe.radius),
    step(probe, { scalars, rate, decay, update }, j, restores) {
      if (probe.kind !== 'seeded' || update.rule !== 'sgd') return;
      const last = j === scalars.length - 1;
      const along = (-rate * scalars[j]!) / scalars.length;
      each(({ pointer, length, start, kind }, kernel, scale) => {
        const keep = last && kind !== 'norm' && kind !== 'bias' ? 1 - decay : 1;
        // w is θ − ε z: shrinking θ alone takes (1 − decay) ε z back.
        const back = restores ? keep * probe.radius : 0;
        kernel.perturb(probe.law as PerturbationLaw, pointer, length, keep, (back + along) * scale, probe.seed, start);
      });
    },
  };
}
