import { type FftKernels, instantiate } from './kernels.js';

const PAGE = 65536;
const ALIGNMENT = 64;
/** Tables beyond this are dropped before more are brought in, unless a single plan needs more. */
const TABLE_BYTES = 2 ** 26;

/** Constants of a plan that live in the workspace while it is in use. */
export interface Table {
  readonly values: Float64Array;
  /** Byte address; valid in this generation of the workspace. */
  address: number;
  generation: number;
}

/** Makes a table of constants that is not in the workspace yet. */
export function makeTable(values: Float64Array): Table {
  return { values, address: 0, generation: -1 };
}

/**
 * The memory that all transforms compute in: buffers from address 0 on, behind them the tables of plans that were used
 * lately. Tables are copies; the plans keep the originals, so that forgetting all of them costs time only and
 * garbage collection decides how long a plan lives.
 */
export interface Workspace {
  readonly kernels: FftKernels;
  /** The whole memory; another array after it grows. */
  numbers(): Float64Array;
  /** Makes room for buffers of so many bytes; their contents may be lost. Comes before {@link Workspace.place}. */
  reserve(bytes: number): void;
  /** Brings tables in; they stay until buffers or tables of others need the room. */
  place(tables: readonly Table[]): void;
}

/** An empty workspace, with kernels compiled for it. */
export function createWorkspace(): Workspace {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const kernels = instantiate(memory);
  let view = new Float64Array(memory.buffer);
  let bufferEnd = 4 * PAGE;
  let tableEnd = bufferEnd;
  let generation = 0;

  const grow = (bytes: number) => {
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE));
    view = new Float64Array(memory.buffer);
  };
  const forget = () => {
    generation++;
    tableEnd = bufferEnd;
  };
  const bytesOf = ({ values }: Table) => Math.ceil(values.byteLength / ALIGNMENT) * ALIGNMENT;
  return {
    kernels,
    numbers: () => view,
    reserve(bytes) {
      if (bytes <= bufferEnd) return;
      bufferEnd = Math.ceil(Math.max(bytes, Math.min(2 * bufferEnd, 2 ** 28)) / PAGE) * PAGE;
      forget();
      grow(bufferEnd);
    },
    place(tables) {
      let missing = 0;
      for (let i = 0; i < tables.length; i++) if (tables[i]!.generation !== generation) missing += bytesOf(tables[i]!);
      if (missing === 0) return;
      if (tableEnd + missing > bufferEnd + TABLE_BYTES) forget();
      for (const table of tables) {
        if (table.generation === generation) continue;
        grow(tableEnd + bytesOf(table));
        view.set(table.values, tableEnd / 8);
        table.address = tableEnd;
        table.generation = generation;
        tableEnd += bytesOf(table);
      }
    },
  };
}
