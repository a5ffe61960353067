import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  add,
  type CsrMatrix,
  fromDiagonals,
  identity,
  kronecker,
  ldl,
  multiplyInto,
  prepareProducts,
} from 'zeroth/sparse';
import { environment } from './environment.js';
import { type Measurement, median } from './measure.js';

const ROUNDS = 3;
const PYTHON = '/usr/bin/python3';

/** The sparse product and LDLᵀ of the 5-point Laplacian against SciPy, in turns, one thread each. */
export function benchSparse(): readonly Measurement[] {
  const large = laplacian(1000);
  const x = new Float64Array(large.columns).fill(0.5);
  // Into a vector that is there: new ones of 8 MB measure the page faults of the machine. SciPy's malloc keeps its own.
  const out = new Float64Array(large.rows);
  const prepared = prepareProducts(large);
  const small = laplacian(316);
  return [
    compare('sparse product, 5-point Laplacian, 10^6 unknowns', 1.2, 'product', 1000, 15, () =>
      multiplyInto(out, large, x),
    ),
    compare('the same, of a prepared matrix', 1.2, 'product', 1000, 15, () => prepared.applyInto(out, x)),
    compare('sparse LDL, 5-point Laplacian, 10^5 unknowns', 2, 'factor', 316, 1, () => ldl(small)),
  ];
}

function compare(
  name: string,
  limit: number,
  what: 'product' | 'factor',
  side: number,
  repeats: number,
  work: () => unknown,
): Measurement {
  const ours: number[] = [];
  const theirs: number[] = [];
  let version = '';
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const begin = performance.now();
      work();
      times.push(performance.now() - begin);
    }
    ours.push(median(times));
    const peer = scipy(what, side);
    theirs.push(1000 * peer.seconds);
    version = peer.version;
  }
  const peerVersion = `SciPy ${version}, one thread`;
  return { name, ours: median(ours), peer: median(theirs), peerVersion, limit, unit: 'ms' };
}

function scipy(what: string, side: number): { readonly seconds: number; readonly version: string } {
  const script = fileURLToPath(new URL('../src/sparse.py', import.meta.url));
  // Our own script wrote it.
  return JSON.parse(execFileSync(PYTHON, [script, what, String(side)], { env: environment, encoding: 'utf8' })) as {
    seconds: number;
    version: string;
  };
}

function laplacian(side: number): CsrMatrix {
  const line = fromDiagonals(side, side, [
    [-1, -1],
    [0, 2],
    [1, -1],
  ]);
  return add(kronecker(line, identity(side)), kronecker(identity(side), line));
}
