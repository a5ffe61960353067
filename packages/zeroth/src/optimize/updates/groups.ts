import { checkNotNegative } from '../../array/checks.js';
import type { Numbers, Tensor, UpdateRule, UpdateState } from './update.js';

/** Parameters that are trained in a way of their own. */
export interface ParameterGroup {
  /** Tensors whose name it matches, and no earlier group's. */
  readonly names: RegExp;
  /** Default: the rule of those in no group. */
  readonly rule?: UpdateRule;
  /** Times the rate of those in no group; 0 freezes. Default 1. */
  readonly rateFactor?: number;
}

/** What {@link parameterGroups} remembers. */
export interface GroupsState extends UpdateState {
  /** The indices of each group's tensors; of those in no group last. */
  readonly members: readonly (readonly number[])[];
  readonly states: readonly UpdateState[];
}

/**
 * A rule that trains tensors by groups, each with a rule and a rate of its own: norms and biases without weight decay, an
 * embedding with a smaller rate, a layer frozen.
 *
 * @throws ZerothError `option-out-of-range`
 */
export function parameterGroups(groups: readonly ParameterGroup[], otherwise: UpdateRule): UpdateRule<GroupsState> {
  for (const { rateFactor = 1 } of groups) checkNotNegative('rateFactor', rateFactor);
  const all = [...groups, { names: /(?:)/, rule: otherwise }].map(
    ({ names, rule, rateFactor = 1 }: ParameterGroup) => ({
      names,
      rule: rule ?? otherwise,
      rateFactor,
    }),
  );
  const hasAverage = all.some(({ rule }) => rule.average !== undefined);
  const of = <T>(items: readonly T[], members: readonly number[]): T[] => members.map((t) => items[t]!);
  return {
    name: otherwise.name,
    rate: otherwise.rate,
    begin(tensors) {
      const members: number[][] = all.map(() => []);
      for (const [t, { name = '' }] of tensors.entries())
        members[all.findIndex(({ names }) => name.search(names) >= 0)]!.push(t);
      return { step: 0, members, states: all.map(({ rule }, k) => rule.begin(of(tensors, members[k]!))) };
    },
    step(tensors, gradients, state, rate) {
      state.step++;
      all.forEach(({ rule, rateFactor }, k) => {
        const members = state.members[k]!;
        if (members.length > 0 && rateFactor > 0)
          rule.step(of(tensors, members), of(gradients, members), state.states[k]!, rateFactor * rate);
      });
    },
    ...(hasAverage
      ? {
          average(tensors: readonly Tensor[], state: GroupsState, into: readonly Numbers[]) {
            all.forEach(({ rule }, k) => {
              const members = state.members[k]!;
              if (rule.average !== undefined) rule.average(of(tensors, members), state.states[k]!, of(into, members));
              else for (const t of members) into[t]!.set(tensors[t]!.values);
            });
          },
        }
      : undefined),
  };
}
