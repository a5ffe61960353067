import { describe, expect, it } from 'vitest';
import { eye, fromData, matmul, type NDArray, tensordot } from '../../array/index.js';
import { nothingHeld } from '../staged.js';
import { trace } from '../trace.js';
import { programOf } from './index.js';

const tensor = fromData(
  Float64Array.from({ length: 24 }, (_, i) => Math.sin(i + 1)),
  [2, 3, 4],
);

describe('products with an identity matrix', () => {
  const products: Readonly<Record<string, (x: NDArray) => NDArray>> = {
    'on the right': (x) => matmul(x, eye(4)),
    'on the left': (x) => tensordot(eye(3), x, { axes: [[1], [1]] }),
    'from the middle': (x) => tensordot(x, eye(3), { axes: [[1], [0]] }),
  };
  for (const [name, product] of Object.entries(products))
    it(`are the other operand: ${name}`, () => {
      const { graph, run } = programOf(
        trace(([x]) => [product(x!)], [tensor]),
        { held: nothingHeld },
      );
      expect(graph.equations.map(({ primitive }) => primitive.name)).not.toContain('dotGeneral');
      expect(run([tensor])[0]!.toArray()).toEqual(product(tensor).toArray());
    });

  it('are made where the matrix may change, or is another one', () => {
    const matrix = eye(4);
    const graph = trace(([x]) => [matmul(x!, matrix)], [tensor]);
    const names = programOf(graph).graph.equations.map(({ primitive }) => primitive.name);
    expect(names).toContain('dotGeneral');
    const other = programOf(
      trace(([x]) => [matmul(x!, eye(4, 4, { diagonal: 1 }))], [tensor]),
      { held: nothingHeld },
    );
    expect(other.run([tensor])[0]!.toArray()).toEqual(matmul(tensor, eye(4, 4, { diagonal: 1 })).toArray());
  });
});
