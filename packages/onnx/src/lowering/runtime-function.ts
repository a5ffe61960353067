import { toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import type { DType, NDArray, Shape, TypedArray } from 'zeroth/array';
import { trace } from 'zeroth/graph';
import {
  type Backend,
  defaultBackend,
  loadRuntime,
  type Runtime,
  type RuntimeTensor,
  sessionOptions,
} from '../model/runtime.js';
import { reasonOf, sessionError } from '../model/runtime-errors.js';
import { lowerGraph } from './lower-graph.js';

/** What an input of a function is. */
export interface InputType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Options of {@link runtimeFunction}. */
export interface RuntimeFunctionOptions {
  /** Threads of one run. Default 1. */
  readonly threads?: number;
  /** Default: by the platform. */
  readonly backend?: Backend;
}

/** A function that ONNX Runtime runs. */
export interface RuntimeFunction {
  /** What each result is. */
  readonly outputs: readonly InputType[];
  /**
   * The results for these elements, row-major. Memory is read in place, and written in place where `into` gives it.
   *
   * @throws ZerothError `run-failed`
   */
  run(inputs: readonly TypedArray[], into?: readonly (TypedArray | undefined)[]): Promise<readonly TypedArray[]>;
  close(): Promise<void>;
}

/**
 * Traces a function of arrays, gradients in it included, and makes an ONNX model of it that ONNX Runtime runs: for
 * functions of big products of matrices in float32, several times as fast as generated code.
 *
 * @param f composed of functions of zeroth/array, zeroth/autodiff and erf; its arguments are traced arrays
 * @throws ZerothError `cannot-lower`, `missing-package`, and whatever f throws
 */
export async function runtimeFunction(
  f: (...inputs: readonly NDArray[]) => readonly NDArray[],
  types: readonly InputType[],
  options: RuntimeFunctionOptions = {},
): Promise<RuntimeFunction> {
  const { threads = 1, backend = defaultBackend() } = options;
  const graph = trace((inputs) => f(...inputs), types);
  const names = { inputs: types.map((_, i) => `x${i}`), outputs: graph.outputs.map((_, i) => `y${i}`) };
  const model = lowerGraph(graph, names);
  const runtime = await loadRuntime(backend);
  const session = await createSession(runtime, toBinary(ModelProtoSchema, model), backend, threads);
  const outputs = graph.outputs.map((output) => {
    const { shape, dtype } = output.kind === 'variable' ? output : output.value;
    return { shape, dtype };
  });
  const known = new Set(session.inputNames);
  return {
    outputs,
    async run(inputs, into = []) {
      const feeds: Record<string, RuntimeTensor> = {};
      types.forEach((type, i) => {
        const name = names.inputs[i]!;
        // The runtime leaves out inputs that nothing depends on.
        if (known.has(name)) feeds[name] = tensorOf(runtime, type, inputs[i], `input ${i}`);
      });
      const isInPlace = backend === 'node';
      const wanted = Object.fromEntries(
        names.outputs.map((name, i) => {
          const given = into[i];
          return [
            name,
            given === undefined || !isInPlace ? null : tensorOf(runtime, outputs[i]!, given, `output ${i}`),
          ];
        }),
      );
      try {
        const results = await session.run(feeds, wanted);
        return names.outputs.map((name, i) => {
          const given = into[i];
          // The runtime writes a given tensor, and hands out a copy of it.
          return given !== undefined && isInPlace ? given : resultOf(results[name]!, given);
        });
      } catch (cause) {
        throw new ZerothError('run-failed', `The function cannot run: ${reasonOf(cause)}`, undefined, { cause });
      }
    },
    close: () => session.release(),
  };
}

async function createSession(runtime: Runtime, bytes: Uint8Array, backend: Backend, threads: number) {
  try {
    return await runtime.InferenceSession.create(bytes, {
      ...sessionOptions(backend, threads),
      enableMemPattern: true,
    });
  } catch (cause) {
    throw sessionError('the function', cause);
  }
}

function tensorOf(
  { Tensor }: Runtime,
  { shape, dtype }: InputType,
  data: TypedArray | undefined,
  which: string,
): RuntimeTensor {
  const length = shape.reduce((total, size) => total * size, 1);
  if (data?.length === length) {
    if (dtype === 'float32' && data instanceof Float32Array) return new Tensor('float32', data, shape);
    if (dtype === 'float64' && data instanceof Float64Array) return new Tensor('float64', data, shape);
    if (dtype === 'int32' && data instanceof Int32Array) return new Tensor('int32', data, shape);
    if (dtype === 'bool' && data instanceof Uint8Array) return new Tensor('bool', data, shape);
  }
  throw new ZerothError(
    'shape-mismatch',
    `The ${which} must hold ${length} elements of ${dtype}, shape [${shape.join(', ')}], not ${data === undefined ? 'nothing' : `${data.length} of another kind or number`}.`,
  );
}

function resultOf({ data }: RuntimeTensor, into: TypedArray | undefined): TypedArray {
  if (
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof Uint8Array
  ) {
    if (into === undefined) return data;
    into.set(data);
    return into;
  }
  throw new ZerothError('output-type', 'The function has a result of a type that arrays here do not hold.');
}
