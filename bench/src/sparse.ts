import { createKernels } from 'zeroth/kernels';
import {
  add,
  type CsrMatrix,
  fromDiagonals,
  identity,
  kronecker,
  ldl,
  multiplyInto,
  prepareProducts,
  storedEntries,
} from 'zeroth/sparse';
import { type Measurement, processorTime } from './measure.js';
import { againstSciPy, type PeerCase } from './scipy-peer.js';

const PRODUCTS = 10;

/**
 * The sparse product and LDLᵀ of the 5-point Laplacian against SciPy, in turns, one thread each. What a product must
 * read and write at least is said in shares of the speed at which memory is read.
 */
export async function benchSparse(say: (line: string) => void): Promise<Measurement[]> {
  const products = await againstSciPy('scipy-sparse.py', () => productCases(say), { counted: 9, warming: 2 }, say);
  const small = laplacian(316);
  const factor: PeerCase = {
    name: 'sparse LDL, 5-point Laplacian, 10^5 unknowns',
    limit: 2,
    ours: () => ldl(small),
    repeats: 1,
    request: 'factor 316 1',
  };
  return [...products, ...(await againstSciPy('scipy-sparse.py', () => [factor], { counted: 3, warming: 1 }, say))];
}

function productCases(say: (line: string) => void): readonly PeerCase[] {
  const a = laplacian(1000);
  const x = new Float64Array(a.columns).fill(0.5);
  // Into a vector that is there: new ones of 8 MB measure the page faults of the machine. SciPy's malloc keeps its own.
  const out = new Float64Array(a.rows);
  const prepared = prepareProducts(a);
  const bytes = 12 * storedEntries(a) + 4 * (a.rows + 1) + 8 * (a.rows + a.columns);
  const reading = readingSpeed();
  say(`memory is read at ${reading.toFixed(1)} GB/s; a product moves at least ${(bytes / 1e6).toFixed(0)} MB`);
  const caseOf = (name: string, ours: () => void): PeerCase => ({
    name,
    limit: 1.2,
    ours,
    repeats: PRODUCTS,
    request: `product 1000 ${PRODUCTS}`,
    done: (milliseconds) => {
      const speed = bytes / milliseconds / 1e6;
      say(`${name}: ${speed.toFixed(1)} GB/s, ${Math.round((100 * speed) / reading)}% of reading alone`);
    },
  });
  return [
    caseOf('sparse product, 5-point Laplacian, 10^6 unknowns', () => multiplyInto(out, a, x)),
    caseOf('the same, of a prepared matrix', () => prepared.applyInto(out, x)),
  ];
}

/** GB/s at which a vector that no cache holds is summed: the best of some. */
function readingSpeed(): number {
  const length = 2 ** 23;
  const { float64, memory } = createKernels();
  const start = memory.buffer.byteLength;
  memory.grow((8 * length) / 65536);
  new Float64Array(memory.buffer, start).fill(1);
  let best = Infinity;
  for (let i = 0; i < 15; i++) {
    const begin = processorTime();
    float64.sum(length, start);
    best = Math.min(best, processorTime() - begin);
  }
  return (8 * length) / best / 1e6;
}

function laplacian(side: number): CsrMatrix {
  const line = fromDiagonals(side, side, [
    [-1, -1],
    [0, 2],
    [1, -1],
  ]);
  return add(kronecker(line, identity(side)), kronecker(identity(side), line));
}
