import type { GraphProto, ModelProto } from 'onnx-buf';

/** A dense array in row-major order, as models take and give it. */
export type Tensor =
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly type: 'bool'; readonly shape: readonly number[]; readonly data: Uint8Array };

/** What a parameter does in its model, read from the operators that use it. */
export type ParameterKind = 'embedding' | 'norm' | 'bias' | 'matrix' | 'other';

/** One tensor of weights, float32, at a fixed place in a WebAssembly memory. */
export interface Parameter {
  /** Its name in the ONNX file. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The number of elements. */
  readonly length: number;
  /** Byte offset in its memory, a multiple of 64. */
  readonly pointer: number;
  /** Index into {@link Model.memories}. */
  readonly memory: number;
  /** Index of its first element in the parameter vector, a multiple of 512, so that seeded streams split into shards. */
  readonly start: number;
  readonly kind: ParameterKind;
  /** The part of the model it belongs to: `embedding`, `blocks.1`, `head`, … */
  readonly group: string;
  /**
   * The weights themselves: writing here changes the model. The view is made again when its memory grows
   * ({@link Model.reserve}), so read this property anew instead of keeping the array.
   */
  readonly values: Float32Array;
}

/** A place in one of a model's memories. */
export interface Place {
  /** Index into {@link Model.memories}. */
  readonly memory: number;
  /** Byte offset, a multiple of 64. */
  readonly pointer: number;
}

/** A parameter that an {@link Extension} adds. */
export interface ParameterSpecification {
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: ParameterKind;
  readonly group: string;
  /** Writes the initial values; it is called again by {@link Model.reset}. The values are zero before. */
  readonly fill?: (values: Float32Array) => void;
}

/** A change of a model's graph, for {@link Model.extend}. */
export interface Extension {
  /** The parameters that the change adds, as inputs of the graph. They come after the model's own. */
  readonly parameters?: readonly ParameterSpecification[];
  /** Edits the graph in place. Weights are inputs of the graph; inputs for the added parameters are there already. */
  readonly edit: (model: ModelProto) => void;
  /**
   * What an exported file holds instead of this change: values for the weights named by the keys. The exported graph
   * is then not edited; without this it has the change as well.
   *
   * @param parameters the extended model's
   */
  readonly merged?: (parameters: readonly Parameter[]) => ReadonlyMap<string, () => Float32Array>;
}

/** An open model: a graph that runs, and its weights, which may be changed between runs. */
export interface Model {
  /** The weights, in the order of the parameter vector. */
  readonly parameters: readonly Parameter[];
  /** The memories that hold the weights. They are not shared with other threads. */
  readonly memories: readonly WebAssembly.Memory[];
  /** The names of the inputs, weights not among them. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The graph that runs, with the weights as inputs. For reading only: {@link extend} makes changed ones. */
  readonly graph: GraphProto;
  /** The version of ONNX's operators that the graph was written for. */
  readonly opset: number;
  /**
   * Runs the graph with the weights as they are now.
   *
   * @param feeds a tensor for every input
   * @param outputs the names of the outputs wanted, by default all; or tensors that are written in place, which
   *   spares their allocation (their shapes must be those of the results)
   * @throws ZerothError `unknown-input`, `missing-input`, `unknown-output`; `run-failed` when a shape does not fit
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs?: readonly string[] | Readonly<Record<string, Tensor>>,
  ): Promise<Readonly<Record<string, Tensor>>>;
  /**
   * Restores the weights the model was opened with, by reading its file again.
   * @throws ZerothError `model-changed` when the file holds other weights now
   */
  reset(): Promise<void>;
  /**
   * SHA-256, in hexadecimal, of all weights: their names, shapes and bits, in order. Two models with the same
   * hash have the same weights.
   */
  hash(): Promise<string>;
  /** The hash that {@link hash} gives after {@link reset}. */
  readonly baseHash: string;
  /** A standard ONNX file with the present weights, which any runtime opens. */
  export(): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Sets room aside in a memory that holds weights, for an optimiser's buffers; it is zero.
   * Views made before are detached when the memory has to grow.
   */
  reserve(bytes: number): Place;
  /**
   * A second model on the same memories, with a changed graph: the two share the weights they have in common.
   * Each of them is closed on its own.
   */
  extend(extension: Extension): Promise<Model>;
  /** Frees the session; the model cannot run any more. */
  close(): Promise<void>;
}
