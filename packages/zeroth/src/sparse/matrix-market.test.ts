import { expect, it } from 'vitest';
import { toCsr, toDense } from './convert.js';
import { formatMatrixMarket, parseMatrixMarket } from './matrix-market.js';
import { randomSparse } from './subjects.js';

it('reads back exactly what it wrote', () => {
  for (const [m, n] of [
    [0, 0],
    [3, 0],
    [7, 4],
  ] as const) {
    const a = randomSparse(m, n, 0.5);
    expect(toCsr(parseMatrixMarket(formatMatrixMarket(a)))).toEqual(a);
  }
});

it('reads every layout, field and symmetry', () => {
  const dense = (text: string) => toDense(parseMatrixMarket(text)).toArray();
  const header = '%%MatrixMarket matrix';
  expect(dense(`${header} coordinate integer symmetric\n% a comment\n\n2 2 2\n1 1 3\n2 1 -1\n`)).toEqual([
    [3, -1],
    [-1, 0],
  ]);
  expect(dense(`${header} coordinate pattern general\r\n2 3 2\r\n1 3\r\n2 1\r\n`)).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ]);
  expect(dense(`${header} coordinate real skew-symmetric\n2 2 1\n2 1 1e-3\n`)).toEqual([
    [0, -0.001],
    [0.001, 0],
  ]);
  expect(dense(`${header} array real general\n2 2\n1\n2\n3\n4`)).toEqual([
    [1, 3],
    [2, 4],
  ]);
  expect(dense(`${header} array real symmetric\n2 2\n1\n2\n3`)).toEqual([
    [1, 2],
    [2, 3],
  ]);
});

it.each([
  ['', 'first line'],
  ['%%MatrixMarket matrix coordinate complex general\n1 1 1\n1 1 1 1', 'complex'],
  ['%%MatrixMarket matrix coordinate real hermitian\n1 1 0', 'hermitian'],
  ['%%MatrixMarket matrix coordinate real general\n1 1', 'sizes'],
  ['%%MatrixMarket matrix coordinate real general\n-1 1 0', 'sizes'],
  ['%%MatrixMarket matrix coordinate real general\n2 2 2000000000\n1 1 1\n', 'too short'],
  ['%%MatrixMarket matrix array real general\n2000000000 2000000000\n1\n', 'too short'],
  ['%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 1\n', 'not in a matrix'],
  ['%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 x\n', '3 numbers'],
  ['%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1\n', '3 numbers'],
  ['%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1\n2 2 2\n', 'more entries'],
  ['%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n1 2 1\n', 'lower triangle'],
  ['%%MatrixMarket matrix coordinate real symmetric\n2 3 0\n', 'square'],
])('refuses %j', (text, said) => {
  expect(() => parseMatrixMarket(text)).toThrow(
    expect.objectContaining({ code: 'matrix-market', message: expect.stringContaining(said) }),
  );
});
