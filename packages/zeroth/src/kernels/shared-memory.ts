/** Where the one import of the kernels, `env.memory`, has the flags of its limits, from the start of its section's contents. */
const FLAGS_AT = 1 + 1 + 'env'.length + 1 + 'memory'.length + 1;
const IMPORT_SECTION = 2;
/** The header of a module: its magic number and version. */
const HEADER = 8;
const SHARED_WITH_MAXIMUM = 3;

/**
 * The bytes of a module that imports one memory, for a memory that threads share. The instructions are the same; the
 * import must say that it is shared, and its largest size.
 *
 * @param bytes a module that imports its memory without a largest size, and nothing else
 * @param pages the largest size
 * @source WebAssembly Core Specification, section 5.5.5; Threads and atomics proposal, "Limits"
 */
export function forSharedMemory(bytes: Uint8Array<ArrayBuffer>, pages: number): Uint8Array<ArrayBuffer> {
  let start = HEADER;
  for (;;) {
    const { value: length, next } = readNumber(bytes, start + 1);
    if (bytes[start] === IMPORT_SECTION) {
      const names = bytes.subarray(next, next + FLAGS_AT);
      const smallest = bytes.subarray(next + FLAGS_AT + 1, next + length);
      const contents = [...names, SHARED_WITH_MAXIMUM, ...smallest, ...numberBytes(pages)];
      return Uint8Array.from([
        ...bytes.subarray(0, start + 1),
        ...numberBytes(contents.length),
        ...contents,
        ...bytes.subarray(next + length),
      ]);
    }
    start = next + length;
  }
}

/** An unsigned LEB128 number and where the next byte is. */
function readNumber(bytes: Uint8Array, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = start, shift = 0; ; at++, shift += 7) {
    value |= (bytes[at]! & 127) << shift;
    if (bytes[at]! < 128) return { value, next: at + 1 };
  }
}

function numberBytes(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...numberBytes(value >>> 7)];
}
