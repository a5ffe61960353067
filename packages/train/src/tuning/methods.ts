import { ZerothError } from 'zeroth';
import type { Method } from 'zeroth/query';
import type { ForwardOnlyOptions, ForwardOnlyPlan, ForwardOnlyResult } from './forward-only.js';
import { type MezoPlanOptions, mezo, mezoPlan } from './mezo.js';
import { type SparseMezoOptions, sparseMezo, sparseMezoPlan } from './sparse-mezo.js';
import { type ZoAdaMUPlanOptions, zoAdaMU, zoAdaMUPlan } from './zo-adamu.js';

type YieldOf<G> = G extends Generator<infer Y, unknown, unknown> ? Y : never;

/** A forward-only method by its name, with the options that its record keeps. */
export type Recipe =
  | { readonly method: 'mezo'; readonly options: MezoPlanOptions }
  | { readonly method: 'sparse-mezo'; readonly options: MezoPlanOptions & { readonly sparsity: number } }
  | { readonly method: 'zo-adamu'; readonly options: ZoAdaMUPlanOptions };

/** All that the forward-only methods yield. */
export type ForwardOnlyYield = YieldOf<ReturnType<typeof mezo>> | YieldOf<ReturnType<typeof sparseMezo>>;

/** The method of a recipe. */
export function startMethod(recipe: Recipe, options: ForwardOnlyOptions): Method<ForwardOnlyYield, ForwardOnlyResult> {
  switch (recipe.method) {
    case 'mezo':
      return mezo({ ...recipe.options, ...options });
    case 'sparse-mezo':
      return sparseMezo({ ...(recipe.options satisfies SparsePlan), ...options } satisfies SparseMezoOptions);
    case 'zo-adamu':
      return zoAdaMU({ ...recipe.options, ...options });
  }
}

type SparsePlan = Omit<MezoPlanOptions, 'thresholds'> & { readonly sparsity: number };

/**
 * The probes and steps of a recipe, for replaying its scalars.
 *
 * @param quantiles the quantiles of |w| of the base weights, for the method that needs them
 */
export function planOf(recipe: Recipe, quantiles: (quantile: number) => readonly number[]): ForwardOnlyPlan {
  switch (recipe.method) {
    case 'mezo':
      return mezoPlan(recipe.options);
    case 'sparse-mezo':
      return sparseMezoPlan({ ...recipe.options, thresholds: quantiles(1 - recipe.options.sparsity) });
    case 'zo-adamu':
      return zoAdaMUPlan(recipe.options);
  }
}

/** The recipe that a record names. Its options are checked when its plan is made. @throws ZerothError `method-unknown` */
export function recipeOf(method: string, options: Readonly<Record<string, unknown>>): Recipe {
  if (method === 'mezo' || method === 'sparse-mezo' || method === 'zo-adamu')
    return { method, options } as unknown as Recipe;
  throw new ZerothError(
    'method-unknown',
    `"${method}" is no method of this version: mezo, sparse-mezo or zo-adamu`,
    method,
  );
}
