import { ZerothError } from '../../errors.js';
import { allocate } from '../dtype.js';
import { definePrimitive } from '../primitive.js';
import { sameShape, showShape, sizeOf } from '../shape.js';
import { contiguousData, wrap } from '../storage.js';

/** Elements of the second operand where the first, of dtype bool, is true, and of the third elsewhere. */
export const selectPrimitive = definePrimitive<undefined>({
  name: 'select',
  shapes([condition, x, y]) {
    if (!sameShape(condition!.shape, x!.shape) || !sameShape(x!.shape, y!.shape) || x!.dtype !== y!.dtype)
      throw new ZerothError(
        'shape-mismatch',
        `select needs operands of one shape and dtype, not ${showShape(condition!.shape)}, ${x!.dtype} ${showShape(x!.shape)} and ${y!.dtype} ${showShape(y!.shape)}.`,
        [condition!.shape, x!.shape, y!.shape],
      );
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  compute([condition, x, y], _, [type]) {
    const n = sizeOf(type!.shape);
    const out = allocate(type!.dtype, n);
    const chosen = contiguousData(condition!);
    const a = contiguousData(x!);
    const b = contiguousData(y!);
    for (let i = 0; i < n; i++) out[i] = chosen[i] !== 0 ? a[i]! : b[i]!;
    return [wrap(out, type!.shape, type!.dtype)];
  },
});
