import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZerothError } from '../errors.js';
import { anyArray, counting, flat } from './fixtures.js';
import { fromNpy, toNpy } from './index.js';

/** The bytes of a file with any header. */
function file(header: string, data: readonly number[] = [], version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length, ...text, ...data);
}

describe('.npy files', () => {
  it('hold every array exactly', () => {
    fc.assert(
      fc.property(anyArray, fc.constantFrom('float64', 'float32', 'int32', 'bool'), (x, dtype) => {
        const given = x.astype(dtype);
        const bytes = toNpy(given);
        const back = fromNpy(bytes);
        expect([back.shape, back.dtype, flat(back)]).toEqual([given.shape, dtype, flat(given)]);
        // Elements begin at a multiple of 64 bytes, as the format asks.
        expect((bytes.length - given.size * { float64: 8, float32: 4, int32: 4, bool: 1 }[dtype]) % 64).toBe(0);
      }),
    );
  });

  it('are what NumPy 1.24 writes', () => {
    // numpy.save(f, numpy.array([[1.5, -2.0]], dtype='<f4'))
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".padEnd(117);
    const written = file(`${header}\n`, [0, 0, 192, 63, 0, 0, 0, 192]);
    expect(Array.from(toNpy(fromNpy(written)))).toEqual(Array.from(written));
    expect(fromNpy(written).toArray()).toEqual([[1.5, -2]]);
  });

  it('are read in Fortran order, in versions 2 and 3, with any spacing, and from inside a buffer', () => {
    const bytes = [...Int32Array.of(1, 2, 3, 4, 5, 6)].flatMap((v) => [v, 0, 0, 0]);
    for (const version of [1, 2, 3]) {
      const fortran = fromNpy(file('{"shape":(2,3),"fortran_order":True,"descr":"<i4"}\n', bytes, version));
      expect(fortran.toArray()).toEqual([
        [1, 3, 5],
        [2, 4, 6],
      ]);
    }
    const inside = new Uint8Array([9, 9, 9, ...toNpy(counting([2]))]).subarray(3);
    expect(fromNpy(inside).toArray()).toEqual([0, 1]);
    expect(fromNpy(file("{'descr': '|b1', 'fortran_order': False, 'shape': (), }\n", [7])).toArray()).toBe(true);
  });

  it.each([
    ['no magic word', new TextEncoder().encode('not an npy file'), 'does not begin as one'],
    ['nothing', new Uint8Array(), 'does not begin as one'],
    ['a version of the future', file('{}', [], 4), 'its version is 4'],
    ['a header cut short', file("{'descr': '<f8'").subarray(0, 14), 'ends inside its header'],
    ['a header that is no dictionary', file('import os\n'), 'no dictionary'],
    ['code in the header', file("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,), }\n"), 'damaged'],
    ['a missing entry', file("{'descr': '<f8', 'shape': (1,), }\n"), 'must name descr, fortran_order and shape'],
    ['an entry twice', file("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n"), 'damaged'],
    ['another type', file("{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }\n"), "of type '>f8'"],
    ['objects', file("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"), "of type '|O'"],
    ['a negative length', file("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n"), 'damaged'],
    [
      'a damaged shape',
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (1,,2), }\n"),
      'its shape (1,,2) is damaged',
    ],
    [
      'too many elements',
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 9), }\n"),
      'at most 2^31',
    ],
    [
      'elements missing',
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,), }\n", [1]),
      'needs 16000000',
    ],
    ['bytes left over', Uint8Array.of(...toNpy(counting([1])), 0), 'needs 136 bytes, but there are 137'],
  ])('with %s are refused', (_, bytes, message) => {
    expect(() => fromNpy(bytes)).toThrow(message);
    expect(() => fromNpy(bytes)).toThrow(ZerothError);
  });

  it('that are damaged anywhere are refused or read, never crash', () => {
    const good = toNpy(counting([2, 3]));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
        const damaged = good.slice(0, Math.max(length, at + 1));
        damaged[at] = byte;
        try {
          fromNpy(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(ZerothError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
