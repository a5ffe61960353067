import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyArray, counting, elements, flat, indices, integersIn, naive } from '../fixtures.js';
import { array, einsum, eye, kron, matmul, type NDArray, outer, tensordot, vecdot, zeros } from '../index.js';

const length = fc.integer({ min: 0, max: 4 });
const plus = (values: readonly number[]) => values.map((v) => v + 0);

/** Σ over all labels of the product, by the definition of the notation: one loop for each label. */
function naiveEinsum(subscripts: string, ...operands: readonly NDArray[]): readonly number[] {
  const [left, output] = subscripts.split('->');
  const inputs = left!.split(',');
  const lengths = new Map(
    inputs.flatMap((labels, i) => [...labels].map((l, axis) => [l, operands[i]!.shape[axis]!] as const)),
  );
  const summed = [...lengths.keys()].filter((label) => !output!.includes(label));
  const shape = (labels: Iterable<string>) => [...labels].map((label) => lengths.get(label)!);
  return [...indices(shape(output!))].map((kept) => {
    let total = 0;
    for (const rest of indices(shape(summed))) {
      const at = (label: string) =>
        output!.includes(label) ? kept[output!.indexOf(label)]! : rest[summed.indexOf(label)]!;
      total += inputs.reduce((product, labels, i) => product * naive(operands[i]!).get([...labels].map(at)), 1);
    }
    return total;
  });
}

describe('einsum', () => {
  it.each([
    'ij,jk->ik',
    'ij,kj->ki',
    'ij,ij->',
    'ij->ji',
    'ii->i',
    'ii->',
    'iji->j',
    'i,j->ij',
    'bij,bjk->bik',
    'ij,jk,kl->il',
    'i,i,i->i',
    'ij,j->',
    'bi,bj,b->ij',
    'ij->',
    'iij,jkk->ik',
  ])('%s is the sum that the notation means', (subscripts) => {
    const inputs = subscripts.split('->')[0]!.split(',');
    const labels = [...new Set(inputs.join(''))];
    const operands = fc
      .array(length, { minLength: labels.length, maxLength: labels.length })
      .chain((lengths) =>
        fc.tuple(...inputs.map((text) => integersIn([...text].map((l) => lengths[labels.indexOf(l)]!)))),
      );
    fc.assert(
      fc.property(operands, (arrays) => {
        expect(plus(flat(einsum(subscripts, ...arrays)))).toEqual(plus(naiveEinsum(subscripts, ...arrays)));
      }),
      { numRuns: 12 },
    );
  });

  it('takes leading axes as an ellipsis, and guesses the output', () => {
    const a = counting([2, 3, 4]);
    const b = counting([4, 5]);
    expect(einsum('...ij,jk->...ik', a, b).toArray()).toEqual(matmul(a, b).toArray());
    expect(einsum('...i,...i', a, a).toArray()).toEqual(vecdot(a, a).toArray());
    expect(einsum('ij,jk', counting([2, 3]), counting([3, 2])).toArray()).toEqual(
      matmul(counting([2, 3]), counting([3, 2])).toArray(),
    );
    expect(einsum('ba', counting([2, 3])).toArray()).toEqual(counting([2, 3]).T.toArray());
    expect(einsum('...i,...i->...', counting([1, 3]), counting([2, 1, 3])).shape).toEqual([2, 1]);
    expect(einsum('i...->...', counting([2, 3])).toArray()).toEqual([3, 5, 7]);
  });

  it('says what is wrong with a text or with shapes', () => {
    const x = counting([2, 3]);
    expect(() => einsum('ij,jk->ik', x)).toThrow('names 2 operands, but 1 were given');
    expect(() => einsum('ijk->i', x)).toThrow('has shape [2, 3], but 3 labels');
    expect(() => einsum('ij,jk->ik', x, x)).toThrow('Label j of einsum(');
    expect(() => einsum('ij,jk->ik', x, x)).toThrow('shapes [2, 3] and [2, 3]');
    expect(() => einsum('ij->ik', x)).toThrow('Label k of the output');
    expect(() => einsum('ij->ii', x)).toThrow('once in the output');
    expect(() => einsum('i1->i', x)).toThrow('labels must be letters');
    expect(() => einsum('i->j->k', x)).toThrow('must look like');
  });
});

describe('products', () => {
  it('of matrices of any layout are those of the definition', () => {
    const matrices = fc.tuple(length, length, length, fc.boolean(), fc.boolean()).chain(([m, n, k, s, t]) =>
      fc.tuple(
        integersIn(s ? [k, m] : [m, k]).map((a) => (s ? a.T : a)),
        integersIn(t ? [n, k] : [k, n]).map((b) => (t ? b.T : b)),
      ),
    );
    fc.assert(
      fc.property(matrices, ([a, b]) => {
        expect(plus(flat(matmul(a, b)))).toEqual(plus(naiveEinsum('ij,jk->ik', a, b)));
        expect(plus(flat(matmul(a.flip(), b.flip(0))))).toEqual(plus(naiveEinsum('ij,jk->ik', a.flip(), b.flip(0))));
      }),
    );
  });

  it.each(['float64', 'float32', 'int32'] as const)(
    'of %s are exact on small integers through the kernels',
    (dtype) => {
      const [m, n, k] = [37, 29, 41];
      const a = counting([m, k]).remainder(7).astype(dtype);
      const b = counting([k, n]).remainder(5).astype(dtype);
      const expected = elements({
        shape: [m, n],
        get: ([i, j]) =>
          Array.from({ length: k }, (_, l) => ((i! * k + l) % 7) * ((l * n + j!) % 5)).reduce((p, q) => p + q),
      });
      expect(matmul(a, b).dtype).toBe(dtype);
      expect(flat(matmul(a, b))).toEqual(expected);
      expect(flat(matmul(b.T, a.T).T)).toEqual(expected);
      expect(flat(matmul(a.T.add(0).T, b.T.add(0).T))).toEqual(expected);
      expect(flat(matmul(a, b.slice([], 3)))).toEqual(expected.filter((_, i) => i % n === 3));
      expect(flat(matmul(a.at(2), b))).toEqual(expected.slice(2 * n, 3 * n));
      expect(flat(matmul(b.T, a.at(1)))).toEqual(expected.slice(n, 2 * n));
      const wide = matmul(a.slice([null, null, 2]), b.slice([], [null, null, 3]));
      expect(flat(wide)).toEqual(expected.filter((_, i) => Math.floor(i / n) % 2 === 0 && (i % n) % 3 === 0));
    },
  );

  it('of stacks and vectors have the shapes of the array API', () => {
    const shapes = (a: readonly number[], b: readonly number[]) => matmul(zeros(a), zeros(b)).shape;
    expect(shapes([3], [3])).toEqual([]);
    expect(shapes([3], [3, 2])).toEqual([2]);
    expect(shapes([2, 3], [3])).toEqual([2]);
    expect(shapes([5, 2, 3], [3])).toEqual([5, 2]);
    expect(shapes([3], [5, 3, 2])).toEqual([5, 2]);
    expect(shapes([4, 1, 2, 3], [5, 3, 2])).toEqual([4, 5, 2, 2]);
    expect(shapes([2, 0], [0, 3])).toEqual([2, 3]);
    expect(matmul(zeros([2, 0]), zeros([0, 3])).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(() => shapes([2, 3], [2, 3])).toThrow('Shapes [2, 3] and [2, 3] cannot be multiplied');
    expect(() => shapes([2, 2, 3], [3, 3, 2])).toThrow('Shapes [2] and [3] do not fit');
    expect(() => matmul(2, [1])).toThrow('Shapes [] and [1] cannot be multiplied');
    const a = counting([2, 1, 2, 3]);
    const b = counting([5, 3, 4]);
    expect(flat(matmul(a, b))).toEqual(
      elements({
        shape: [2, 5, 2, 4],
        get: ([s, t, i, j]) =>
          [0, 1, 2].reduce((sum, l) => sum + naive(a).get([s!, 0, i!, l]) * naive(b).get([t!, l, j!]), 0),
      }),
    );
  });

  it('over chosen axes are those of the definition', () => {
    fc.assert(
      fc.property(anyArray, (x) => {
        expect(plus(flat(outer(x, [1, -2])))).toEqual(plus(flat(x).flatMap((v) => [v, -2 * v])));
        const all = [...x.shape.keys()];
        const squares = flat(x).reduce((s, v) => s + v * v, 0);
        expect(tensordot(x, x, { axes: [all, all] }).item() + 0).toBe(squares);
        expect(tensordot(x, x, { axes: 0 }).shape).toEqual([...x.shape, ...x.shape]);
      }),
    );
    const a = counting([2, 3, 4]);
    expect(tensordot(a, counting([3, 4, 5])).toArray()).toEqual(matmul(a.reshape(2, 12), counting([12, 5])).toArray());
    expect(vecdot(a, counting([3, 1]), { axis: -2 }).shape).toEqual([2, 4]);
    expect(() => vecdot(a, [1, 2])).toThrow('the shapes are [2, 3, 4] and [2]');
    expect(() => tensordot(a, a)).toThrow('Arrays of shapes [2, 3, 4] and [2, 3, 4] cannot be multiplied');
    expect(() => tensordot(a, a, { axes: 4 })).toThrow('cannot sum over 4 axes');
    expect(kron(array([[1, 2]]), eye(2)).toArray()).toEqual([
      [1, 0, 2, 0],
      [0, 1, 0, 2],
    ]);
  });
});
