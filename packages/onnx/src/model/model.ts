import { clone, create } from '@bufbuild/protobuf';
import { GraphProtoSchema, type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { type ByteSource, bytesSource } from '../format/byte-source.js';
import { float32, valueInfo } from '../format/graph.js';
import { modelFile } from '../format/model-file.js';
import { join } from '../format/skeleton.js';
import { combineDigests, digestParameter } from './hash.js';
import { hoist } from './hoist.js';
import { type Backend, defaultBackend, loadRuntime } from './runtime.js';
import { openSession, type SessionParts } from './session.js';
import type { Extension, Model, Parameter } from './types.js';
import { createWeightMemory, endOfParameters, placeParameters, type WeightMemory } from './weight-memory.js';

/** Options of {@link openModel}. */
export interface ModelOptions {
  /** Threads of one run. Default: the processors there are, at most 4. */
  readonly threads?: number;
  /** `node` (native code, package onnxruntime-node) or `web` (WebAssembly, onnxruntime-web). Default: by the platform. */
  readonly backend?: Backend;
  /** Name patterns (`*` for any characters) of float32 tensors that are constants, not weights. */
  readonly constants?: readonly string[];
}

/** All that a model and its extensions have in common, and what differs. */
interface Parts extends SessionParts {
  readonly memory: WeightMemory;
  /** Writes the base values of each parameter. */
  readonly fills: readonly ((values: Float32Array) => void)[];
  readonly baseDigests: readonly string[];
  /** The graph that is exported, and the values that it holds instead of a parameter's own. */
  readonly exported: ModelProto;
  readonly merged: ReadonlyMap<string, () => Float32Array>;
}

/**
 * Opens an ONNX model for tuning. Its float32 weights move into WebAssembly memory, where the runtime reads them in
 * place: what is written there changes the next run, and no second copy of them is held.
 *
 * @param source the path of an ONNX file, or its bytes (which `reset` reads again, so keep them unchanged)
 * @throws ZerothError `model-not-found`, `model-not-onnx`, `model-truncated`, `model-corrupt`, `float16-weights`,
 *   `external-data-missing`, `external-data-outside`, `unknown-operator`, `model-rejected` (by the runtime),
 *   `missing-package`
 */
export async function openModel(source: string | Uint8Array, options: ModelOptions = {}): Promise<Model> {
  return openSource(typeof source === 'string' ? await fileAt(source) : bytesSource(source), options);
}

async function fileAt(path: string): Promise<ByteSource> {
  // Loaded only for paths: browsers open bytes.
  const { fileSource } = await import('../format/file-source.js');
  return fileSource(path);
}

async function openSource(source: ByteSource, options: ModelOptions): Promise<Model> {
  const { backend = defaultBackend(), threads = defaultThreads(), constants = [] } = options;
  const { model, weights } = hoist(source, constants);
  const runtime = await loadRuntime(backend);
  const memory = createWeightMemory();
  const parameters = placeParameters(weights, 0, memory);
  const fills = weights.map(({ fill }) => fill);
  for (const [i, fill] of fills.entries()) fill(parameters[i]!.values);
  const baseDigests = await digestAll(parameters);
  const graphs = { graph: model, exported: model, merged: new Map() };
  return createModel({
    runtime,
    backend,
    threads,
    name: source.name,
    memory,
    parameters,
    fills,
    baseDigests,
    ...graphs,
  });
}

function defaultThreads(): number {
  return Math.min(4, globalThis.navigator?.hardwareConcurrency ?? 2);
}

async function digestAll(parameters: readonly Parameter[]): Promise<readonly string[]> {
  const digests: string[] = [];
  for (const parameter of parameters) digests.push(await digestParameter(parameter));
  return digests;
}

async function createModel(parts: Parts): Promise<Model> {
  const { parameters, memory, graph, fills } = parts;
  const session = await openSession(parts);
  const baseHash = await combineDigests(parts.baseDigests);
  const hash = async () => combineDigests(await digestAll(parameters));
  return {
    ...session,
    parameters,
    memories: memory.memories,
    graph: graph.graph ?? create(GraphProtoSchema),
    opset: Number(graph.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0),
    baseHash,
    async reset() {
      for (const [i, { values }] of parameters.entries()) {
        values.fill(0);
        fills[i]!(values);
      }
      if ((await hash()) !== baseHash) {
        const message = `${parts.name} holds other weights than when it was opened: open it again.`;
        throw new ZerothError('model-changed', message, parts.name);
      }
    },
    hash,
    async export() {
      const exportedInputs = new Set(parts.exported.graph?.input.map(({ name }) => name));
      const written = parameters
        .filter(({ name }) => exportedInputs.has(name))
        .map((parameter) => ({
          ...parameter,
          values: parts.merged.get(parameter.name) ?? (() => parameter.values),
        }));
      const { length, pieces } = modelFile(parts.exported, written);
      return join(pieces, length);
    },
    reserve: (bytes) => memory.allocate(bytes),
    extend: (extension) => extend(parts, extension),
  };
}

async function extend(parts: Parts, { parameters: added = [], edit, merged }: Extension): Promise<Model> {
  const clash = added.find(({ name }) => parts.parameters.some((parameter) => parameter.name === name));
  if (clash) throw new ZerothError('parameter-exists', `The model has a parameter ${clash.name} already.`, clash.name);
  const parameters = placeParameters(added, endOfParameters(parts.parameters), parts.memory);
  const fills = added.map(({ fill = () => undefined }) => fill);
  for (const [i, fill] of fills.entries()) fill(parameters[i]!.values);
  const edited = (model: ModelProto) => {
    const copy = clone(ModelProtoSchema, model);
    copy.graph?.input.push(...added.map(({ name, shape }) => valueInfo(name, float32, shape)));
    edit(copy);
    return copy;
  };
  const all = [...parts.parameters, ...parameters];
  return createModel({
    ...parts,
    parameters: all,
    fills: [...parts.fills, ...fills],
    baseDigests: [...parts.baseDigests, ...(await digestAll(parameters))],
    graph: edited(parts.graph),
    exported: merged ? parts.exported : edited(parts.exported),
    merged: new Map([...parts.merged, ...(merged?.(all) ?? [])]),
  });
}
