import { ZerothError } from 'zeroth';
import type { Parameter } from './types.js';

/** A test for name patterns, in which `*` stands for any characters. */
export function globs(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's');
  });
  return (name) => expressions.some((expression) => expression.test(name));
}

/** What the kinds are called in patterns. */
const kinds: Readonly<Record<string, Parameter['kind']>> = {
  biases: 'bias',
  embeddings: 'embedding',
  matrices: 'matrix',
  norms: 'norm',
};

/**
 * The parameters that patterns name, in the order of the model. A pattern is one of
 *
 * - `all`; a kind: `norms`, `biases`, `matrices`, `embeddings`;
 * - a group, or the beginning of a name up to a dot: `blocks.1`, `head`, `embedding`;
 * - a name in which `*` stands for any characters: `blocks.*.attention.*`;
 * - `!` and one of these: what it names is left out (frozen), whatever the others say.
 *
 * @throws ZerothError `no-such-parameters` when a pattern names nothing, or when nothing is left
 */
export function select(parameters: readonly Parameter[], patterns: readonly string[]): readonly Parameter[] {
  const chosen = new Set<Parameter>();
  const frozen = new Set<Parameter>();
  for (const pattern of patterns) {
    const freezes = pattern.startsWith('!');
    const found = matching(parameters, freezes ? pattern.slice(1) : pattern);
    if (found.length === 0) {
      const groups = [...new Set(parameters.map(({ group }) => group))].join(', ');
      const message = `No parameter is called "${pattern}"; the groups are ${groups}, the kinds norms, biases, matrices, embeddings.`;
      throw new ZerothError('no-such-parameters', message, pattern);
    }
    for (const parameter of found) (freezes ? frozen : chosen).add(parameter);
  }
  const start = patterns.every((pattern) => pattern.startsWith('!')) ? parameters : [...chosen];
  const kept = new Set(start.filter((parameter) => !frozen.has(parameter)));
  if (kept.size === 0) {
    throw new ZerothError('no-such-parameters', `The patterns ${patterns.join(' ')} leave no parameter.`, patterns);
  }
  return parameters.filter((parameter) => kept.has(parameter));
}

function matching(parameters: readonly Parameter[], pattern: string): readonly Parameter[] {
  if (pattern === 'all') return parameters;
  const kind = kinds[pattern];
  const matches = globs([pattern]);
  return parameters.filter(
    (parameter) =>
      parameter.kind === kind ||
      parameter.group === pattern ||
      parameter.name.startsWith(`${pattern}.`) ||
      matches(parameter.name),
  );
}
