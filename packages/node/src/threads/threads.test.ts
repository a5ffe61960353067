// The threads run the compiled package, so that is what is tested here.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Closable, threads } from '@zeroth/node';
import { afterEach, describe, expect, it } from 'vitest';
import { fromData, type NDArray } from 'zeroth/array';
import { createTeam, gemm } from 'zeroth/kernels';
import { cholesky, lu, qr, solve } from 'zeroth/linalg';
import { random } from 'zeroth/random';

// As threads() starts it, from the compiled package.
const helperProgram = new URL('../../dist/threads/helper.js', import.meta.url);

const open: Closable[] = [];
const withThreads = async (count: number) => {
  const team = await threads({ count });
  open.push(team);
  return team;
};
afterEach(async () => {
  for (const team of open.splice(0)) await team.close();
});

const normals = (length: number, seed: number) => random(seed).fillNormal(new Float64Array(length));

/** A A' + n I, which is positive definite. */
function definite(n: number): NDArray {
  const a = normals(n * n, n);
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) product[i * n + i] = n;
  gemm(n, n, n, 1, a, n, false, a, n, true, 1, product, n);
  return fromData(product, [n, n]);
}

describe('threads', () => {
  // Around the bounds of blocks (128, 256, 1024), of pieces (multiples of 16), and more or fewer rows than columns.
  const shapes = [
    [128, 1024, 256],
    [129, 1030, 257],
    [1025, 127, 255],
    [300, 300, 300],
    [2050, 5, 400],
    [3, 2049, 400],
    [16, 16, 9000],
  ] as const;

  it.each([2, 5])('%i give products the bits of one', async (count) => {
    const products = () =>
      shapes.flatMap(([m, n, k]) =>
        [false, true].flatMap((transposed) => {
          const [a, b, c] = [normals(m * k, 1), normals(k * n, 2), normals(m * n, 3)];
          const single = { a: Float32Array.from(a), b: Float32Array.from(b), c: new Float32Array(m * n) };
          const [lda, ldb] = transposed ? [m, k] : [k, n];
          gemm(m, n, k, -0.5, a, lda, transposed, b, ldb, transposed, 0.25, c, n);
          gemm(m, n, k, 1, single.a, lda, transposed, single.b, ldb, transposed, 0, single.c, n);
          return [c, single.c];
        }),
      );
    const alone = products();
    await withThreads(count);
    const together = products();
    expect(together.map((c, i) => differences(c, alone[i]!))).toEqual(alone.map(() => 0));
  });

  it('give LU, Cholesky, QR and solutions the bits of one', async () => {
    const factors = () =>
      [255, 400].flatMap((n) => {
        const a = fromData(normals(n * n, n), [n, n]);
        const tall = fromData(normals(2 * n * n, n), [2 * n, n]);
        const { q, r } = qr(tall);
        const { l, u, p } = lu(a);
        return [cholesky(definite(n)), q, r, l, u, p].map(({ data }) => data).concat(solve(a, normals(n, 1)));
      });
    const alone = factors();
    const team = await withThreads(3);
    const together = factors();
    await team.close();
    expect(together.map((x, i) => differences(x, alone[i]!))).toEqual(alone.map(() => 0));
    // Alone again, in memory of its own.
    expect(factors().map((x, i) => differences(x, alone[i]!))).toEqual(alone.map(() => 0));
  });

  it('can be opened again, and one team after another', async () => {
    const a = fromData(normals(200 * 200, 9), [200, 200]);
    const before = lu(a).u.data;
    for (const count of [1, 2, 4]) {
      const team = await withThreads(count);
      expect(differences(lu(a).u.data, before)).toBe(0);
      await team.close();
      await team.close();
    }
    const [first] = [await withThreads(2), await withThreads(3)];
    await first.close();
    expect(differences(lu(a).u.data, before)).toBe(0);
  });

  it('refuse a count that is no integer from 1', async () => {
    for (const count of [0, 1.5, Number.NaN])
      await expect(threads({ count })).rejects.toMatchObject({ code: 'threads-range' });
  });
});

describe('createTeam', () => {
  it('shares nothing before it begins', () => {
    const team = createTeam(2);
    expect(team.seats).toHaveLength(2);
    expect(differences(definite(130).data, definite(130).data)).toBe(0);
    team.close();
  });
});

describe('a helper that fails in a product', () => {
  it('makes it and later ones an error, until the team is closed', async () => {
    const team = createTeam(1);
    // A work space that the memory does not reach up to: the first piece that this helper takes is a trap.
    const seats = team.seats.map((seat) => ({ ...seat, work: 2 ** 32 - 2 ** 16 }));
    const helpers = seats.map((seat) => new Worker(helperProgram, { workerData: seat }));
    const failures = helpers.map((helper) => once(helper, 'error'));
    await Promise.all(helpers.map((helper) => once(helper, 'message')));
    team.begin();
    try {
      const work = () => definite(700);
      const failed = () => Array.from({ length: 50 }, work);
      expect(failed).toThrow(expect.objectContaining({ code: 'thread-lost' }));
      expect(work).toThrow(expect.objectContaining({ code: 'thread-lost' }));
    } finally {
      team.close();
    }
    await Promise.all(failures);
    expect(definite(130).shape).toEqual([130, 130]);
  });
});

/** How many numbers differ; far faster than toEqual. −0 is 0 here, which products of normal numbers do not give. */
function differences(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let count = Math.abs(actual.length - expected.length);
  for (let i = 0; i < expected.length; i++) if (actual[i] !== expected[i]) count++;
  return count;
}
