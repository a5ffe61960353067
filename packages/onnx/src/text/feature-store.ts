/** The axes of a feature after the first, which counts texts: a size, or as long as the text. */
export type FeatureAxes = readonly (number | 'length')[];

/** A value kept for every text, each with the length of its own. */
export interface Feature {
  readonly name: string;
  readonly axes: FeatureAxes;
  /** Where each text begins in `data`, and the end. */
  readonly offsets: Float64Array;
  readonly data: Float32Array;
}

export function sizesOf(axes: FeatureAxes, length: number): readonly number[] {
  return axes.map((size) => (size === 'length' ? length : size));
}

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);

/** Room for a feature of texts of these lengths. */
export function createFeature(name: string, axes: FeatureAxes, lengths: readonly number[]): Feature {
  const offsets = new Float64Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    offsets[i + 1] = offsets[i]! + product(sizesOf(axes, length));
  });
  return { name, axes, offsets, data: new Float32Array(offsets[lengths.length]!) };
}

/** Takes one text's part out of a batch that is padded to `paddedLength`. */
export function storeRow(
  feature: Feature,
  index: number,
  length: number,
  batch: Float32Array,
  row: number,
  paddedLength: number,
): void {
  const padded = sizesOf(feature.axes, paddedLength);
  const from = batch.subarray(row * product(padded), (row + 1) * product(padded));
  const to = feature.data.subarray(feature.offsets[index]!, feature.offsets[index + 1]!);
  const own = sizesOf(feature.axes, length);
  copyBlock(from, padded, to, own, own);
}

/** Puts one text's part into a batch that is padded to `paddedLength` and zero before. */
export function loadRow(
  feature: Feature,
  index: number,
  length: number,
  batch: Float32Array,
  row: number,
  paddedLength: number,
): void {
  const padded = sizesOf(feature.axes, paddedLength);
  const from = feature.data.subarray(feature.offsets[index]!, feature.offsets[index + 1]!);
  const to = batch.subarray(row * product(padded), (row + 1) * product(padded));
  const own = sizesOf(feature.axes, length);
  copyBlock(from, own, to, padded, own);
}

/** Copies the leading block of the given sizes from one row-major array to another. */
function copyBlock(
  from: Float32Array,
  fromSizes: readonly number[],
  to: Float32Array,
  toSizes: readonly number[],
  sizes: readonly number[],
): void {
  // The axes after the last one that differs lie together.
  const differing = sizes.findLastIndex((size, axis) => size !== fromSizes[axis] || size !== toSizes[axis]);
  const together = product(sizes.slice(Math.max(0, differing)));
  const outer = sizes.slice(0, Math.max(0, differing));
  const [fromStrides, toStrides] = [fromSizes, toSizes].map((all) =>
    outer.map((_, axis) => product(all.slice(axis + 1))),
  );
  const count = product(outer);
  for (let block = 0; block < count; block++) {
    let rest = block;
    let fromOffset = 0;
    let toOffset = 0;
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const position = rest % outer[axis]!;
      rest = Math.floor(rest / outer[axis]!);
      fromOffset += position * fromStrides![axis]!;
      toOffset += position * toStrides![axis]!;
    }
    to.set(from.subarray(fromOffset, fromOffset + together), toOffset);
  }
}
