import { ZerothError } from 'zeroth';
import { random } from 'zeroth/random';
import { integers, node, untyped } from '../format/graph.js';
import type { Model, ParameterSpecification } from '../model/types.js';
import { attentionNames, blockCount } from './encoder.js';

/** Token ids that stand for text. */
const firstToken = 6;
const tokenCount = 8000 - firstToken;
/** The model's positions end here. */
const longest = 128;

/** Options of {@link withPrefix}. */
export interface PrefixOptions {
  /** How many key and value pairs each block gets, 1 to 128. */
  readonly length: number;
  /** Seed of the tokens they begin as. Default 0. */
  readonly seed?: number;
}

/**
 * Adds learned keys and values that every token attends to, `prefix.<block>.keys` and `.values`
 * [1, heads, length, width of a head], group `prefix`. They begin as the keys and values of random tokens, which is a
 * better start than random numbers. An exported file has them too.
 *
 * @throws ZerothError `prefix-length`; `prefix-unsupported` for another model than use-lite
 * @source Li, Liang: Prefix-tuning (2021)
 */
export async function withPrefix(model: Model, { length, seed = 0 }: PrefixOptions): Promise<Model> {
  if (!(Number.isInteger(length) && length >= 1 && length <= longest)) {
    const message = `A prefix has 1 to ${longest} key and value pairs, not ${length}.`;
    throw new ZerothError('prefix-length', message, length);
  }
  const made = new Set(model.graph.node.flatMap(({ output }) => output));
  if (!made.has(attentionNames(0).keys)) {
    const message = 'A prefix can be tuned for use-lite only; use lora, or choose parameters of this model.';
    throw new ZerothError('prefix-unsupported', message);
  }
  const blocks = Array.from({ length: blockCount }, (_, i) => ({ ...attentionNames(i), name: `prefix.${i}` }));
  const initial = await activations(
    model,
    blocks.flatMap(({ keys, values }) => [keys, values]),
    length,
    seed,
  );
  const parameter = (name: string, from: string, heads: number, headWidth: number): ParameterSpecification => ({
    name,
    shape: [1, heads, length, headWidth],
    kind: 'other',
    group: 'prefix',
    fill: (target) => target.set(initial.get(from)!),
  });
  return model.extend({
    parameters: blocks.flatMap(({ name, keys, values, heads, headWidth }) => [
      parameter(`${name}.keys`, keys, heads, headWidth),
      parameter(`${name}.values`, values, heads, headWidth),
    ]),
    edit({ graph }) {
      if (!graph) return;
      graph.initializer.push(
        integers('prefix.ones', [1, 1, 1]),
        // Columns before the first, where the penalty of padding is zero.
        integers('prefix.pads', [0, 0, 0, length, 0, 0, 0, 0]),
      );
      const replaced = new Map<string, string>([['padding', 'prefix.padding']]);
      for (const { keys, values } of blocks) {
        replaced.set(keys, `${keys}.prefixed`);
        replaced.set(values, `${values}.prefixed`);
      }
      for (const { keys, values, name } of blocks) {
        for (const [kind, from] of [
          ['keys', keys],
          ['values', values],
        ] as const) {
          insertAfter(graph.node, from, [
            node('Expand', [`${name}.${kind}`, 'prefix.shape'], [`${name}.${kind}.expanded`]),
            node('Concat', [`${name}.${kind}.expanded`, from], [`${from}.prefixed`], { axis: 2 }),
          ]);
        }
      }
      insertAfter(graph.node, 'padding', [
        node('Shape', ['input_ids'], ['prefix.batch'], { start: 0, end: 1 }),
        node('Concat', ['prefix.batch', 'prefix.ones'], ['prefix.shape'], { axis: 0 }),
        node('Pad', ['padding', 'prefix.pads'], ['prefix.padding']),
      ]);
      const added = new Set(replaced.values());
      for (const user of graph.node) {
        if (user.output.some((name) => added.has(name))) continue;
        user.input = user.input.map((name) => replaced.get(name) ?? name);
      }
    },
  });
}

function insertAfter<Node extends { readonly output: readonly string[] }>(
  nodes: Node[],
  value: string,
  added: readonly Node[],
): void {
  const place = nodes.findIndex(({ output }) => output.includes(value));
  nodes.splice(place + 1, 0, ...added);
}

/** The values of these names in a run over random tokens. */
async function activations(
  model: Model,
  names: readonly string[],
  length: number,
  seed: number,
): Promise<ReadonlyMap<string, Float32Array>> {
  const open = await model.extend({
    edit: ({ graph }) => void graph?.output.push(...names.map(untyped)),
  });
  const draws = random(seed);
  const ids = BigInt64Array.from({ length }, () => BigInt(firstToken + draws.integer(tokenCount)));
  const shape = [1, length];
  const results = await open.run(
    {
      input_ids: { type: 'int64', shape, data: ids },
      attention_mask: { type: 'int64', shape, data: new BigInt64Array(length).fill(1n) },
    },
    names,
  );
  await open.close();
  return new Map(
    Object.entries(results).flatMap(([name, { data }]) =>
      data instanceof Float32Array ? [[name, data] as const] : [],
    ),
  );
}
