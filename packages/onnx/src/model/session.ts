import { toBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { type Backend, fromRuntime, type Runtime, type RuntimeTensor, sessionOptions, toRuntime } from './runtime.js';
import { reasonOf, sessionError } from './runtime-errors.js';
import type { Model, Parameter, Tensor } from './types.js';

/** What a session is made of. */
export interface SessionParts {
  readonly runtime: Runtime;
  readonly backend: Backend;
  readonly threads: number;
  /** What messages call the model. */
  readonly name: string;
  readonly graph: ModelProto;
  readonly parameters: readonly Parameter[];
}

/** A graph that is ready to run on the weights. */
export type WeightedSession = Pick<Model, 'close' | 'inputs' | 'outputs' | 'run'>;

type Named<Value> = Readonly<Record<string, Value>>;

/** @throws ZerothError `unknown-operator`, `model-rejected` */
export async function openSession(parts: SessionParts): Promise<WeightedSession> {
  const { runtime, backend, parameters } = parts;
  const session = await createSession(parts);
  const isInput = new Set(session.inputNames);
  const isWeight = new Set(parameters.map(({ name }) => name));
  const used = parameters.filter(({ name }) => isInput.has(name));
  const inputs = session.inputNames.filter((name) => !isWeight.has(name));
  const outputs = session.outputNames;
  let weights = weightTensors();
  let isOpen = true;

  function weightTensors(): Named<RuntimeTensor> {
    return Object.fromEntries(
      used.map(({ name, shape, values }) => [name, toRuntime(runtime, { type: 'float32', shape, data: values })]),
    );
  }

  function feedsOf(feeds: Named<Tensor>): Record<string, RuntimeTensor> {
    // Views are detached when a memory grows; then the tensors made of them are made again.
    if (used.some(({ name, values }) => weights[name]!.data !== values)) weights = weightTensors();
    const all: Record<string, RuntimeTensor> = { ...weights };
    for (const [name, tensor] of Object.entries(feeds)) {
      // The runtime ignores a fed name that it does not know, without a word.
      if (!inputs.includes(name)) {
        throw new ZerothError('unknown-input', `The model has no input ${name}; it has ${inputs.join(', ')}.`, name);
      }
      all[name] = toRuntime(runtime, tensor);
    }
    const missing = inputs.find((name) => !(name in feeds));
    if (missing !== undefined) throw new ZerothError('missing-input', `Give the input ${missing} too.`, missing);
    return all;
  }

  async function fetch(
    feeds: Named<Tensor>,
    names: readonly string[],
    targets: Named<RuntimeTensor>,
  ): Promise<Named<RuntimeTensor>> {
    if (!isOpen) throw new ZerothError('model-closed', `${parts.name} has been closed: open it again.`, parts.name);
    const unknown = names.find((name) => !outputs.includes(name));
    if (unknown !== undefined) {
      const message = `The model has no output ${unknown}; it has ${outputs.join(', ')}.`;
      throw new ZerothError('unknown-output', message, unknown);
    }
    const all = feedsOf(feeds);
    try {
      return await session.run(all, Object.fromEntries(names.map((name) => [name, targets[name] ?? null])));
    } catch (cause) {
      const message = `The model cannot run on these inputs: ${reasonOf(cause)}`;
      throw new ZerothError('run-failed', message, undefined, { cause });
    }
  }

  async function runInto(feeds: Named<Tensor>, wanted: Named<Tensor>): Promise<Named<Tensor>> {
    const names = Object.keys(wanted);
    if (backend === 'node') {
      const targets = Object.fromEntries(names.map((name) => [name, toRuntime(runtime, wanted[name]!)]));
      await fetch(feeds, names, targets);
      return wanted;
    }
    // The runtime for browsers has a memory of its own, and does not copy back into tensors it is given.
    const results = await fetch(feeds, names, {});
    for (const name of names) copyInto(name, fromRuntime(name, results[name]!), wanted[name]!);
    return wanted;
  }

  return {
    inputs,
    outputs,
    async run(feeds, wanted = outputs) {
      if (!isNames(wanted)) return runInto(feeds, wanted);
      const results = await fetch(feeds, wanted, {});
      return Object.fromEntries(wanted.map((name) => [name, fromRuntime(name, results[name]!)]));
    },
    async close() {
      if (isOpen) await session.release();
      isOpen = false;
    },
  };
}

function isNames(wanted: readonly string[] | Named<Tensor>): wanted is readonly string[] {
  return Array.isArray(wanted);
}

function copyInto(name: string, from: Tensor, to: Tensor): void {
  if (from.data.length !== to.data.length || from.type !== to.type) {
    const message = `The output ${name} is ${from.type} [${from.shape.join(', ')}], not what was given to write it in.`;
    throw new ZerothError('run-failed', message, name);
  }
  if (from.type === 'int64') {
    if (to.type === 'int64') to.data.set(from.data);
  } else if (to.type !== 'int64') {
    to.data.set(from.data);
  }
}

async function createSession({ runtime, backend, threads, name, graph }: SessionParts) {
  try {
    return await runtime.InferenceSession.create(toBinary(ModelProtoSchema, graph), sessionOptions(backend, threads));
  } catch (cause) {
    throw sessionError(name, cause);
  }
}
