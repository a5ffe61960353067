import type { Parameter } from '@zeroth/onnx';
import type { AsyncOracle } from 'zeroth/query';
import type { ValidationScores } from '../report/report.js';
import { type PerturberOptions, perturber } from './perturber.js';
import type { Evaluation, MagnitudeQuantiles, Probe, ProbedLosses, SeededStep } from './queries.js';

/** All that forward-only methods ask. */
export type TuningQuery = ProbedLosses | SeededStep | Evaluation | MagnitudeQuantiles;

/** Parameters in WebAssembly memory, and the losses that they give. */
export interface TunedModel extends PerturberOptions {
  /** The tuned parameters. */
  readonly parameters: readonly Parameter[];
  /** The mean loss of these training examples with the parameters as they are. */
  loss(sample: readonly number[]): Promise<number>;
  /** ValidationScores on the validation part with the parameters as they are. */
  validate(): Promise<ValidationScores>;
}

/**
 * The oracle of forward-only methods. It holds the parameters, which no method ever sees, and moves them in place; a
 * probe leaves them at θ − ε z, and the step that follows restores and updates them in one pass. A replay repeats
 * these passes, and with them their rounding, without a forward pass.
 */
export function parameterOracle(model: TunedModel): AsyncOracle<TuningQuery> {
  const move = perturber(model);
  /** The probe at whose far side, θ − ε z, the parameters are. */
  let open: Probe | undefined;

  /** To θ + ε z, from wherever the last probe left the parameters. */
  function begin(probe: Probe): void {
    restore();
    move.begin(probe);
    open = probe;
  }
  function restore(): void {
    if (open !== undefined) move.restore(open);
    open = undefined;
  }
  function step(query: SeededStep): void {
    for (const [j, probe] of query.probes.entries()) {
      const last = j === query.probes.length - 1;
      // The last probe is the one still open: its pass restores too.
      const restores = last && open !== undefined && open.seed === probe.seed;
      if (last && !restores) restore();
      move.step(probe, query, j, restores);
    }
    open = undefined;
  }

  return {
    async probedLosses({ probe, sample }) {
      begin(probe);
      const plus = await model.loss(sample);
      move.cross(probe);
      return [plus, await model.loss(sample)];
    },
    seededStep(query) {
      step(query);
    },
    evaluation() {
      restore();
      return model.validate();
    },
    magnitudeQuantiles({ quantile }) {
      return magnitudeQuantiles(model.parameters, quantile);
    },
    replayed(query) {
      if (query.kind === 'probedLosses') {
        begin(query.probe);
        move.cross(query.probe);
      } else if (query.kind === 'seededStep') step(query);
      else if (query.kind === 'evaluation') restore();
    },
  };
}

/** The quantile of |w| in each tensor. */
export function magnitudeQuantiles(parameters: readonly Parameter[], quantile: number): readonly number[] {
  return parameters.map(({ values }) => magnitudeQuantile(values, quantile));
}

/** The smallest h of the values with |w| ≤ h for at least this fraction of them. */
function magnitudeQuantile(values: Float32Array, quantile: number): number {
  if (values.length === 0) return 0;
  const magnitudes = values.map(Math.abs).sort();
  return magnitudes[Math.max(0, Math.ceil(quantile * magnitudes.length) - 1)]!;
}
