import type { NodeProto } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { float32, untyped, valueInfo } from '../format/graph.js';
import { ancestors, type Frontier, frontier, keepOnly } from '../model/frontier.js';
import type { Model, Parameter, Tensor } from '../model/types.js';
import { type Batch, batchesOf, tokenFeeds } from './batches.js';
import { createFeature, type Feature, type FeatureAxes, loadRow, sizesOf, storeRow } from './feature-store.js';
import type { ClassifierModel } from './head.js';

/** What a cut model keeps of each text. It is good as long as the weights that are not tuned do not change. */
export interface Prepared {
  /** The number of texts. */
  readonly count: number;
  readonly tokens: readonly Int32Array[];
  readonly features: readonly Feature[];
  /** Size of the features. */
  readonly bytes: number;
}

/** A classifier without the part before its tuned weights. */
export interface CutModel {
  /** The part that is left. Its weights are those of the classifier. */
  readonly model: Model;
  readonly classes: number;
  /** The values kept for each text, and their axes. */
  readonly features: readonly { readonly name: string; readonly axes: FeatureAxes }[];
  /** Runs the part before the tuned weights. */
  prepare(tokens: readonly Int32Array[]): Promise<Prepared>;
  /** The logits of some of the texts, with the weights as they are now: n x classes, row-major. */
  logits(prepared: Prepared, indices: ArrayLike<number>): Promise<Float32Array>;
  /** Frees both parts; the classifier stays open. */
  close(): Promise<void>;
}

const output = 'logits';
/** Texts of one run when no feature is as long as its text. */
const rowsPerRun = 4096;

/**
 * Cuts a classifier in two before the first weight that is tuned, so that the part before runs once a text, and a
 * step costs what the tuned part costs. The results equal the classifier's but for rounding.
 *
 * What is kept of a text depends on where the cut is: from the head on, `width` numbers; from inside the encoder, all
 * its tokens' activations there.
 *
 * @param tuned the parameters that will change, from `classifier.model.parameters`
 * @throws ZerothError `nothing-tuned`
 */
export async function cut(classifier: ClassifierModel, tuned: readonly Parameter[]): Promise<CutModel> {
  if (tuned.length === 0) {
    throw new ZerothError('nothing-tuned', 'Say which parameters are tuned: the cut is before the first of them.');
  }
  const { model, maxTokens, classes } = classifier;
  const { parts, before, axes } = await findCut(model, tuned);
  const after = await afterModel(model, parts, axes);
  const isAsLongAsText = [...axes.values()].some((sizes) => sizes.includes('length'));
  const needsTokens = after.inputs.some((name) => !axes.has(name));
  const lengthOf = (text: Int32Array) => Math.max(1, Math.min(text.length, maxTokens));

  return {
    model: after,
    classes,
    features: [...axes].map(([name, sizes]) => ({ name, axes: sizes })),
    async prepare(tokens) {
      const lengths = tokens.map(lengthOf);
      const features = [...axes].map(([name, sizes]) => createFeature(name, sizes, lengths));
      if (before && features.length > 0) {
        for (const batch of batchesOf(lengths)) {
          const results = await before.run(tokenFeeds(before.inputs, tokens, batch));
          for (const feature of features) {
            const { data } = results[feature.name]!;
            if (!(data instanceof Float32Array)) continue;
            for (const [row, index] of batch.indices.entries()) {
              storeRow(feature, index, lengths[index]!, data, row, batch.length);
            }
          }
        }
      }
      const bytes = features.reduce((sum, { data }) => sum + data.byteLength, 0);
      return { count: tokens.length, tokens, features, bytes };
    },
    async logits({ tokens, features }, indices) {
      const chosen = Array.from(indices);
      const results = new Float32Array(chosen.length * classes);
      const perText = isAsLongAsText || needsTokens;
      const lengths = chosen.map((index) => (perText ? lengthOf(tokens[index]!) : 1));
      for (const { indices: places, length } of batchesOf(lengths, perText ? undefined : rowsPerRun)) {
        const batch: Batch = { indices: places.map((place) => chosen[place]!), length };
        const feeds = needsTokens ? tokenFeeds(after.inputs, tokens, batch) : {};
        for (const feature of features) feeds[feature.name] = gather(feature, batch, tokens, lengthOf);
        const rows = new Float32Array(places.length * classes);
        await after.run(feeds, { [output]: { type: 'float32', shape: [places.length, classes], data: rows } });
        for (const [row, place] of places.entries()) {
          results.set(rows.subarray(row * classes, (row + 1) * classes), place * classes);
        }
      }
      return results;
    },
    async close() {
      await after.close();
      await before?.close();
    },
  };
}

function gather(
  feature: Feature,
  { indices, length }: Batch,
  tokens: readonly Int32Array[],
  lengthOf: (text: Int32Array) => number,
): Tensor {
  const shape = [indices.length, ...sizesOf(feature.axes, length)];
  const data = new Float32Array(shape.reduce((total, size) => total * size, 1));
  for (const [row, index] of indices.entries()) loadRow(feature, index, lengthOf(tokens[index]!), data, row, length);
  return { type: 'float32', shape, data };
}

interface Cut {
  readonly parts: Frontier;
  /** The part before, if anything is left of it. */
  readonly before: Model | undefined;
  readonly axes: ReadonlyMap<string, FeatureAxes>;
}

/** Finds values at which to cut whose shapes are understood; others are computed again from values before them. */
async function findCut(model: Model, tuned: readonly Parameter[]): Promise<Cut> {
  const recomputed = new Set<string>();
  const names = (parameters: readonly Parameter[]) => parameters.map(({ name }) => name);
  for (;;) {
    const parts = frontier(model.graph, output, names(model.parameters), names(tuned), recomputed);
    if (parts.features.length === 0) return { parts, before: undefined, axes: new Map() };
    const before = await beforeModel(model, parts.features);
    const axes = await probeAxes(before, parts.features);
    const odd = parts.features.filter((name) => !axes.has(name));
    if (odd.length === 0) return { parts, before, axes };
    for (const name of odd) recomputed.add(name);
    await before.close();
  }
}

const outputsOf = (nodes: ReadonlySet<NodeProto>) => new Set([...nodes].flatMap((node) => node.output));

function beforeModel(model: Model, features: readonly string[]): Promise<Model> {
  return model.extend({
    edit({ graph }) {
      if (!graph) return;
      graph.output = features.map(untyped);
      keepOnly(graph, outputsOf(ancestors(graph, features)));
    },
  });
}

function afterModel(model: Model, { after }: Frontier, axes: ReadonlyMap<string, FeatureAxes>): Promise<Model> {
  return model.extend({
    edit({ graph }) {
      if (!graph) return;
      graph.output = graph.output.filter(({ name }) => name === output);
      graph.input.push(...[...axes].map(([name, sizes]) => valueInfo(name, float32, ['batch', ...sizes])));
      keepOnly(graph, outputsOf(after));
    },
  });
}

/** Two probes whose sizes tell which axis is which. */
const probes = [
  { texts: 2, length: 5 },
  { texts: 3, length: 7 },
];

/** The axes of those features that are float32, have the texts first and are otherwise of fixed size or as long as a text. */
async function probeAxes(before: Model, features: readonly string[]): Promise<ReadonlyMap<string, FeatureAxes>> {
  const results = await Promise.all(
    probes.map(({ texts, length }) => {
      const tokens = Array.from({ length: texts }, () => new Int32Array(length));
      return before.run(tokenFeeds(before.inputs, tokens, { indices: [...tokens.keys()], length }));
    }),
  );
  const found = new Map<string, FeatureAxes>();
  for (const name of features) {
    const [first, second] = results.map((result) => result[name]!);
    const axes = first!.shape.map((size, axis) => {
      const other = second!.shape[axis]!;
      if (size === other) return size;
      if (size === probes[0]!.texts && other === probes[1]!.texts) return 'text' as const;
      return size === probes[0]!.length && other === probes[1]!.length ? ('length' as const) : undefined;
    });
    const rest = axes.slice(1).filter((size) => size !== undefined && size !== 'text');
    if (first!.type === 'float32' && axes[0] === 'text' && rest.length === axes.length - 1) found.set(name, rest);
  }
  return found;
}
