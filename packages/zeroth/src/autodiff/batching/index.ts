import { bind, bindOne, type NDArray, type Primitive, zeros } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import { reshaped, sliced } from '../rules/operations.js';
import { isRuled } from '../rules/rule.js';
import { contractionBatching } from './contraction.js';
import { linalgBatching } from './linalg.js';
import type { BatchedApplication, BatchingRule } from './rule.js';
import { allBatched, repeated, structureBatching } from './structure.js';

const table: ReadonlyMap<Primitive<unknown>, BatchingRule<unknown>> = new Map(
  [...structureBatching, ...contractionBatching, ...linalgBatching].map(({ primitive, rule }) => [primitive, rule]),
);

/** Applies a primitive to batches: by its rule, elementwise as it stands, or else one element of the batch at a time. */
export function applyBatched(
  primitive: Primitive<unknown>,
  application: BatchedApplication<unknown>,
): readonly NDArray[] {
  const rule = isRuled(primitive) ? primitive.batching : table.get(primitive);
  if (rule !== undefined) return rule(application);
  if ('arity' in primitive) return bind(primitive, allBatched(application), application.params);
  return oneByOne(primitive, application);
}

function oneByOne(primitive: Primitive<unknown>, application: BatchedApplication<unknown>): readonly NDArray[] {
  const { inputs, batched, params, size } = application;
  const element = (x: NDArray, i: number): NDArray => reshaped(sliced(x, 0, i, 1), x.shape.slice(1));
  if (size === 0) {
    const types = primitive.shapes(
      inputs.map((x, i) => (batched[i] ? { shape: x.shape.slice(1), dtype: x.dtype } : x)),
      params,
    );
    return types.map((type) => repeated(bindOne(p.astypePrimitive, [zeros(type.shape)], { dtype: type.dtype }), 0));
  }
  const results = Array.from({ length: size }, (_, i) =>
    bind(
      primitive,
      inputs.map((x, j) => (batched[j] ? element(x, i) : x)),
      params,
    ),
  );
  return results[0]!.map((_, output) =>
    bindOne(
      p.concatenatePrimitive,
      results.map((each) => reshaped(each[output]!, [1, ...each[output]!.shape])),
      { axis: 0 },
    ),
  );
}
