import type { Primitive } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import { contractionRules } from './contraction.js';
import { elementwiseRules } from './elementwise.js';
import { factorizationRules } from './factorizations.js';
import { fourierRules } from './fourier.js';
import { linearSystemRules } from './linear-systems.js';
import { matrixFunctionRules } from './matrix-functions.js';
import { reductionRules } from './reductions.js';
import { type Composition, type DerivativeRule, isRuled, type RuleEntry } from './rule.js';
import { sortingRules } from './sorting.js';
import { specialRules } from './special.js';
import { spectralRules } from './spectral.js';
import { structureRules } from './structure.js';

const entries: readonly RuleEntry[] = [
  ...elementwiseRules,
  ...structureRules,
  ...reductionRules,
  ...contractionRules,
  ...sortingRules,
  ...linearSystemRules,
  ...factorizationRules,
  ...spectralRules,
  ...matrixFunctionRules,
  ...specialRules,
  ...fourierRules,
];

const table: ReadonlyMap<Primitive<unknown>, RuleEntry> = new Map(entries.map((entry) => [entry.primitive, entry]));

/**
 * How a primitive is differentiated.
 *
 * @throws ZerothError `no-derivative-rule`
 */
export function ruleOf(primitive: Primitive<unknown>): DerivativeRule<unknown> {
  if (isRuled(primitive)) return primitive.derivative;
  const found = table.get(primitive);
  if (found !== undefined && 'rule' in found) return found.rule;
  throw new ZerothError(
    'no-derivative-rule',
    `The operation ${primitive.name} has no rule for its derivative: wrap the function with customRule, or its ` +
      'result with stopGradient.',
  );
}

/** What a primitive is composed of, where it is differentiated so. */
export function compositionOf(primitive: Primitive<unknown>): Composition<unknown> | undefined {
  const found = table.get(primitive);
  return found !== undefined && 'composition' in found ? found.composition : undefined;
}
