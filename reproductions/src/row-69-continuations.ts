import { type Random, random } from 'zeroth/random';
import { errorCurves } from './error-curves.js';
import { fixedPoint, highPrecisionSlope } from './fixed-point.js';
import { typeOf } from './lambda-language/check-types.js';
import { evaluate, numberIn, numbersIn } from './lambda-language/evaluate.js';
import { type Program, randomProgram, scopeOf, withInputs } from './lambda-language/generate.js';
import { continuations, dualNumbers, inputWithContinuation } from './lambda-language/gradients.js';
import { apply, constant, operate, project, type Term, tuple } from './lambda-language/terms.js';
import { type Interpretation, translate } from './lambda-language/translate.js';
import { real, sameType, vectorType } from './lambda-language/types.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { float64 } from './scalar-operations.js';

const tolerance = 1e-9;

/**
 * Gradients of random higher-order programs by two structure-preserving macros, dual numbers (forward) and continuations
 * (reverse), which differ only in what stands for a real; compared with each other and with differences of the program
 * in 320-bit arithmetic. All that the macros make is checked by the type checker again, with the seeds around it.
 */
export const row69: Script = {
  row: 69,
  title: 'Correctness of Automatic Differentiation via Diffeologies and Categorical Gluing',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const count = full ? 10_000 : 1000;
    const trials = Array.from({ length: count }, () => tried(randomProgram(draws), draws));
    const among = (pick: (trial: Trial) => Gradient, other: (trial: Trial) => Gradient) =>
      trials.map((trial) => distance(pick(trial), other(trial)));
    const comparisons = [
      {
        name: 'continuations and dual numbers',
        errors: among(
          (at) => at.reverse,
          (at) => at.forward,
        ),
      },
      {
        name: 'dual numbers and differences',
        errors: among(
          (at) => at.forward,
          (at) => at.differences,
        ),
      },
      {
        name: 'continuations and differences',
        errors: among(
          (at) => at.reverse,
          (at) => at.differences,
        ),
      },
    ];
    const illTyped = trials.reduce((total, trial) => total + trial.illTyped, 0);
    const dependent = trials.filter(({ differences }) => differences.some((slope) => slope !== 0)).length;
    const inputs = trials.reduce((total, { differences }) => total + differences.length, 0) / count;
    const checks: readonly Check[] = [
      ...comparisons.map(({ name, errors }) => ({
        claim: `Gradients by ${name} agree`,
        expected: `at most ${tolerance} (relative above 1) on ${count} random programs of ${inputs.toFixed(1)} inputs on average`,
        measured: `largest difference ${Math.max(...errors).toExponential(1)}`,
        pass: errors.every((error) => error <= tolerance),
      })),
      {
        claim:
          'Each output of a macro has the type that the macro gives to the type of its input, and each derivative program is well-typed with its seeds',
        expected: `no exception in ${4 * count} checks`,
        measured: `${illTyped} exceptions`,
        pass: illTyped === 0,
      },
      {
        claim: 'The programs depend on their inputs',
        expected: 'a gradient that is not 0 in at least 90%',
        measured: `${dependent} of ${count}`,
        pass: dependent >= 0.9 * count,
      },
    ];
    const svg = errorCurves({ title: `Gradients of ${count} random programs`, kind: 'programs', curves: comparisons });
    return { checks, svg };
  },
};

type Gradient = readonly number[];

interface Trial {
  readonly forward: Gradient;
  readonly reverse: Gradient;
  readonly differences: Gradient;
  /** Terms that do not have the type that they should have. */
  readonly illTyped: number;
}

function tried({ term, inputs }: Program, draws: Random): Trial {
  const point = inputs.map(() => 2 * draws.uniform() - 1);
  const reverseMode = continuations(inputs.length);
  const [forwardTerm, reverseTerm] = [translate(term, dualNumbers), translate(term, reverseMode)];
  const tangents = inputs.map((_, i) => {
    const seeds = point.map((x, j) => tuple(constant(x), constant(i === j ? 1 : 0)));
    return project(withInputs(forwardTerm, inputs, dualNumbers.real, seeds), 1);
  });
  const seeds = point.map((x, i) => inputWithContinuation(x, i, inputs.length));
  const gradient = apply(project(withInputs(reverseTerm, inputs, reverseMode.real, seeds), 1), constant(1));
  const correct = [
    hasImageType(forwardTerm, inputs, dualNumbers),
    hasImageType(reverseTerm, inputs, reverseMode),
    tangents.every((tangent) => sameType(typeOf(tangent), real)),
    sameType(typeOf(gradient), vectorType(inputs.length)),
  ];
  return {
    forward: tangents.map((tangent) => numberIn(evaluate(tangent, float64).value)),
    reverse: numbersIn(evaluate(gradient, float64).value),
    differences: inputs.map((_, i) =>
      highPrecisionSlope((t) => {
        const moved = point.map((x, j) => (i === j ? operate('add', constant(x), constant(t)) : constant(x)));
        return numberIn(evaluate(withInputs(term, inputs, real, moved), fixedPoint).value);
      }),
    ),
    illTyped: correct.filter((is) => !is).length,
  };
}

/** Whether D(term) has the type D(real) where its inputs have. */
function hasImageType(image: Term, inputs: readonly string[], { real: type }: Interpretation): boolean {
  return sameType(typeOf(image, scopeOf(inputs, type)), type);
}

function distance(a: Gradient, b: Gradient): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!) / Math.max(1, Math.abs(b[i]!))));
}
