import type { GraphProto, NodeProto } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { random } from 'zeroth/random';
import { attributeOf, floats, node } from '../format/graph.js';
import { usesOf } from './hoist.js';
import { select } from './select.js';
import type { Model, Parameter } from './types.js';

/** Options of {@link withLora}. */
export interface LoraOptions {
  /** The rank of the change of each matrix. */
  readonly rank: number;
  /** The change is α/rank · A B. Default: the rank, so that the factor is 1. */
  readonly alpha?: number;
  /** Which matrices, by the patterns of `select`. Default all that are multiplied with. */
  readonly targets?: readonly string[];
  /** Seed of A. Default 0. */
  readonly seed?: number;
}

interface Target {
  readonly weight: Parameter;
  readonly a: string;
  readonly b: string;
  /** Whether the weight is stored as [out, in]. */
  readonly transposed: boolean;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Adds a low-rank change to matrices, W + α/rank · A B, with A [in, rank] drawn from a normal distribution of standard
 * deviation 1/rank and B [rank, out] zero, so that nothing changes at first. The new parameters are
 * `lora.<name of W>.a` and `.b`, group `lora`. An exported file has the sums in place of the matrices, and no trace
 * of A and B.
 *
 * @throws ZerothError `lora-rank`; `lora-target` when a chosen weight is no matrix that vectors are multiplied with
 * @source Hu et al.: LoRA: Low-rank adaptation of large language models (2021)
 */
export function withLora(model: Model, { rank, alpha = rank, targets, seed = 0 }: LoraOptions): Promise<Model> {
  if (!(Number.isInteger(rank) && rank >= 1)) {
    throw new ZerothError('lora-rank', `The rank of LoRA must be a whole number of at least 1, not ${rank}.`, rank);
  }
  const uses = usesOf(model.graph);
  const fitting = (weight: Parameter) => targetOf(weight, uses.get(weight.name) ?? []);
  const weights = targets
    ? select(model.parameters, targets)
    : model.parameters.filter((weight) => fitting(weight) !== undefined);
  const chosen = weights.map((weight) => {
    const target = fitting(weight);
    if (target) return target;
    const message = `LoRA needs matrices that vectors are multiplied with, which ${weight.name} is not: choose others.`;
    throw new ZerothError('lora-target', message, weight.name);
  });
  const scale = alpha / rank;
  return model.extend({
    parameters: chosen.flatMap(({ a, b, inputs, outputs }, stream) => [
      {
        name: a,
        shape: [inputs, rank],
        kind: 'matrix' as const,
        group: 'lora',
        fill: (values: Float32Array) => {
          const draws = random(seed, stream);
          for (let i = 0; i < values.length; i++) values[i] = draws.normal() / rank;
        },
      },
      { name: b, shape: [rank, outputs], kind: 'matrix' as const, group: 'lora' },
    ]),
    edit({ graph }) {
      if (graph) for (const target of chosen) insert(graph, target, scale);
    },
    merged: (extended) => {
      const byName = new Map(extended.map((parameter) => [parameter.name, parameter]));
      return new Map(
        chosen.map((target) => [
          target.weight.name,
          () => sum(target, byName.get(target.a)!.values, byName.get(target.b)!.values, rank, scale),
        ]),
      );
    },
  });
}

function targetOf(
  weight: Parameter,
  uses: readonly { readonly node: NodeProto; readonly index: number }[],
): Target | undefined {
  const orientations = new Set(
    uses.map(({ node, index }) => {
      if (index !== 1) return undefined;
      if (node.opType === 'MatMul') return false;
      const isGemm = node.opType === 'Gemm' && attributeOf(node, 'transA')?.i !== 1n;
      return isGemm ? attributeOf(node, 'transB')?.i === 1n : undefined;
    }),
  );
  const [transposed] = orientations;
  if (weight.shape.length !== 2 || orientations.size !== 1 || transposed === undefined) return undefined;
  const [inputs, outputs] = transposed ? [weight.shape[1]!, weight.shape[0]!] : [weight.shape[0]!, weight.shape[1]!];
  return { weight, a: `lora.${weight.name}.a`, b: `lora.${weight.name}.b`, transposed, inputs, outputs };
}

/** y = x W becomes y = x W + s (x A) B, which needs no second W. */
function insert(graph: GraphProto, { weight, a, b }: Target, scale: number): void {
  graph.node = graph.node.flatMap((product) => {
    if (product.input[1] !== weight.name) return [product];
    const factor = product.opType === 'Gemm' ? (attributeOf(product, 'alpha')?.f ?? 1) : 1;
    const result = product.output[0]!;
    const name = (part: string) => `${result}.lora.${part}`;
    graph.initializer.push(floats(name('scale'), [scale * factor], []));
    product.output = [name('base')];
    return [
      product,
      node('MatMul', [product.input[0]!, a], [name('down')]),
      node('MatMul', [name('down'), b], [name('up')]),
      node('Mul', [name('up'), name('scale')], [name('change')]),
      node('Add', [name('base'), name('change')], [result]),
    ];
  });
}

/** W + s A B, summed in float64. */
function sum(
  { weight, transposed, inputs, outputs }: Target,
  a: Float32Array,
  b: Float32Array,
  rank: number,
  scale: number,
): Float32Array {
  const base = weight.values;
  const merged = new Float32Array(base.length);
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) {
      let change = 0;
      for (let r = 0; r < rank; r++) change += a[i * rank + r]! * b[r * outputs + o]!;
      const place = transposed ? o * inputs + i : i * outputs + o;
      merged[place] = base[place]! + scale * change;
    }
  }
  return merged;
}
