import { allocate, type DType } from '../dtype.js';
import { definePrimitive } from '../primitive.js';
import { sizeOf } from '../shape.js';
import { contiguousData, copyElements, wrap } from '../storage.js';

/** Conversion to another dtype: towards int32 fractions are dropped; towards bool, whether an element is not 0. */
export const astypePrimitive = definePrimitive<{ readonly dtype: DType }>({
  name: 'astype',
  shapes: ([x], { dtype }) => [{ shape: x!.shape, dtype }],
  compute([x], { dtype }) {
    if (x!.dtype === dtype) return [x!];
    const out = allocate(dtype, sizeOf(x!.shape));
    if (dtype === 'bool') {
      const data = contiguousData(x!);
      for (let i = 0; i < out.length; i++) out[i] = data[i] !== 0 ? 1 : 0;
    } else copyElements(x!, out, 0);
    return [wrap(out, x!.shape, dtype)];
  },
});
