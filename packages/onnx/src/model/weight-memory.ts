import { ZerothError } from 'zeroth';
import type { Parameter, ParameterSpecification, Place } from './types.js';

const pageBytes = 65_536;
/** A WebAssembly memory ends at 4 GiB. */
const memoryBytes = 65_536 * pageBytes;
/** One cache line, and enough for every SIMD kernel. */
const alignment = 64;
/** Kernels that import the memory keep their constants in its first page. */
const kernelBytes = pageBytes;
/** Seeded streams are filled in shards of this many elements. */
const shard = 512;

/** Hands out room in as many WebAssembly memories as it takes. */
export interface WeightMemory {
  readonly memories: readonly WebAssembly.Memory[];
  /** Room for `bytes` zero bytes, 64-aligned. */
  allocate(bytes: number): Place;
}

export function createWeightMemory(): WeightMemory {
  const memories: WebAssembly.Memory[] = [];
  const ends: number[] = [];
  return {
    memories,
    allocate(bytes) {
      if (!(Number.isSafeInteger(bytes) && bytes >= 0 && bytes <= memoryBytes - kernelBytes)) {
        throw new ZerothError('reserve-size', `A memory has room for 0 to 4294901760 bytes, not ${bytes}.`, bytes);
      }
      let memory = memories.length - 1;
      if (memory < 0 || ends[memory]! + bytes > memoryBytes) {
        // The pages that nobody touches cost nothing.
        memories.push(new WebAssembly.Memory({ initial: Math.ceil((kernelBytes + bytes) / pageBytes) }));
        ends.push(kernelBytes);
        memory++;
      }
      const pointer = ends[memory]!;
      const end = pointer + Math.ceil(bytes / alignment) * alignment;
      const missing = Math.ceil((Math.min(end, memoryBytes) - memories[memory]!.buffer.byteLength) / pageBytes);
      if (missing > 0) memories[memory]!.grow(missing);
      ends[memory] = end;
      return { memory, pointer };
    },
  };
}

/** Gives parameters a place, one after another from element `start` of the parameter vector on. */
export function placeParameters(
  specifications: readonly ParameterSpecification[],
  start: number,
  { memories, allocate }: WeightMemory,
): readonly Parameter[] {
  let next = start;
  return specifications.map(({ name, shape, kind, group }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const place = allocate(length * Float32Array.BYTES_PER_ELEMENT);
    const memory = memories[place.memory]!;
    const first = next;
    next += Math.ceil(length / shard) * shard;
    let view = new Float32Array(memory.buffer, place.pointer, length);
    return {
      name,
      shape,
      length,
      ...place,
      start: first,
      kind,
      group,
      get values() {
        // Growing a memory detaches the views of it.
        if (view.buffer !== memory.buffer) view = new Float32Array(memory.buffer, place.pointer, length);
        return view;
      },
    };
  });
}

/** The element after the last one, where an extension's parameters begin. */
export function endOfParameters(parameters: readonly Parameter[]): number {
  const last = parameters.at(-1);
  return last ? last.start + Math.ceil(last.length / shard) * shard : 0;
}
