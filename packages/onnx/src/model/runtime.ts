import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-node';
import { ZerothError } from 'zeroth';
import { reasonOf } from './runtime-errors.js';
import type { Tensor } from './types.js';

/** Where models run: native code in Node, WebAssembly in browsers. */
export type Backend = 'node' | 'web';

/** The part of ONNX Runtime that is used; both of its packages have it. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}
export type Session = InferenceSession;
export type RuntimeTensor = OrtTensor;

/** Node's native runtime where there is Node, else the one for browsers. */
export function defaultBackend(): Backend {
  return typeof process === 'object' && process.versions?.node ? 'node' : 'web';
}

/**
 * Loads ONNX Runtime, an optional peer.
 * @throws ZerothError `missing-package`, saying what to install; `package-unusable`
 */
export async function loadRuntime(backend: Backend): Promise<Runtime> {
  return await optionalPeer(
    () => (backend === 'node' ? import('onnxruntime-node') : import('onnxruntime-web')),
    `onnxruntime-${backend}`,
    'which runs models',
  );
}

/**
 * Loads a package that users install themselves.
 * @throws ZerothError `missing-package` when it is not there, `package-unusable` when it does not load
 */
export async function optionalPeer<Package>(load: () => Promise<Package>, name: string, use: string): Promise<Package> {
  try {
    return await load();
  } catch (cause) {
    const reason = reasonOf(cause);
    const isMissing = cause instanceof Error && 'code' in cause && /MODULE_NOT_FOUND/.test(String(cause.code));
    // A package that is there may lack a file of its own, such as the binary for this machine.
    if (isMissing && reason.includes(`'${name}`)) {
      const flag = name === 'onnxruntime-node' ? ' --ignore-scripts' : '';
      const message = `The package ${name}, ${use}, is not installed: run "npm install${flag} ${name}".`;
      throw new ZerothError('missing-package', message, name, { cause });
    }
    throw new ZerothError('package-unusable', `The package ${name}, ${use}, does not load here: ${reason}`, name, {
      cause,
    });
  }
}

export function sessionOptions(backend: Backend, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: backend === 'node' ? ['cpu'] : ['wasm'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // One block planned for each shape of the inputs is dear where every batch has another length: without it 16
    // texts of 128 tokens take 162 MB of resident memory instead of 200, in the same time.
    enableMemPattern: false,
    enableCpuMemArena: true,
    interOpNumThreads: 1,
    intraOpNumThreads: threads,
    // Only fatal messages: what is wrong with a model is told once, by the error.
    logSeverityLevel: 4,
    // Threads that spin while they wait slow everything else on a small machine (three times, measured).
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

/** Wraps an array for the runtime; the data is not copied. */
export function toRuntime({ Tensor }: Runtime, tensor: Tensor): RuntimeTensor {
  switch (tensor.type) {
    case 'float32':
      return new Tensor('float32', tensor.data, tensor.shape);
    case 'int64':
      return new Tensor('int64', tensor.data, tensor.shape);
    case 'int32':
      return new Tensor('int32', tensor.data, tensor.shape);
    case 'bool':
      return new Tensor('bool', tensor.data, tensor.shape);
  }
}

/** @throws ZerothError `output-type` for types that training has no use for */
export function fromRuntime(name: string, { type, data, dims: shape }: RuntimeTensor): Tensor {
  if (type === 'float32' && data instanceof Float32Array) return { type, shape, data };
  if (type === 'int64' && data instanceof BigInt64Array) return { type, shape, data };
  if (type === 'int32' && data instanceof Int32Array) return { type, shape, data };
  if (type === 'bool' && data instanceof Uint8Array) return { type, shape, data };
  throw new ZerothError(
    'output-type',
    `The output ${name} is ${type}, which is not supported: ask for other outputs.`,
    name,
  );
}
