import type { NDArray } from './ndarray.js';
import { rowMajorStrides, showShape, sizeOf } from './shape.js';
import { contiguousData } from './storage.js';

/** Above this many elements, long axes are abridged. */
const abridgedSize = 1000;
/** Elements shown at each end of an abridged axis. */
const edge = 3;
/** Significant digits shown. */
const digits = 6;

/** `float64 [2, 2]` and the elements, in columns of one width. */
export function formatArray(x: NDArray): string {
  const { shape, dtype } = x;
  const head = `${dtype} ${showShape(shape)}`;
  const data = contiguousData(x);
  if (shape.length === 0) return `${head} ${showElement(data[0]!, dtype)}`;
  if (data.length === 0) return head;
  const abridge = sizeOf(shape) > abridgedSize;
  const strides = rowMajorStrides(shape);
  /** Indices shown along an axis; −1 stands for those left out. */
  const shown = (length: number) =>
    abridge && length > 2 * edge
      ? Array.from({ length: 2 * edge + 1 }, (_, i) => (i < edge ? i : i === edge ? -1 : length - 2 * edge - 1 + i))
      : Array.from({ length }, (_, i) => i);
  const texts = new Map<number, string>();
  const collect = (axis: number, start: number): void => {
    if (axis === shape.length) texts.set(start, showElement(data[start]!, dtype));
    else for (const i of shown(shape[axis]!)) if (i >= 0) collect(axis + 1, start + i * strides[axis]!);
  };
  collect(0, 0);
  const width = Math.max(...[...texts.values()].map((text) => text.length));
  const build = (axis: number, start: number): string => {
    if (axis === shape.length) return (texts.get(start) ?? '').padStart(width);
    const last = axis === shape.length - 1;
    const separator = last ? ', ' : `,${'\n'.repeat(shape.length - 1 - axis)}${' '.repeat(axis + 1)}`;
    const parts = shown(shape[axis]!).map((i) => (i < 0 ? '…' : build(axis + 1, start + i * strides[axis]!)));
    return `[${parts.join(separator)}]`;
  };
  return `${head}\n${build(0, 0)}`;
}

function showElement(value: number, dtype: NDArray['dtype']): string {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true';
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const rounded = Number(value.toPrecision(digits));
  return Math.abs(rounded) >= 1e15 ? rounded.toExponential() : String(rounded);
}
