import { availableParallelism } from 'node:os';
import { threads } from '@zeroth/node';
import { fromData, matmul, matrixTranspose, type NDArray } from 'zeroth/array';
import { cholesky, lu, qr } from 'zeroth/linalg';
import { type Measurement, median } from './measure.js';

const ROUNDS = 9;

/** Large matrices by two threads against one, in turns and by the clock: both cores must be free. */
export async function benchThreads(say: (line: string) => void): Promise<readonly Measurement[]> {
  if (availableParallelism() < 2) say('one core only: two threads cannot be faster');
  const wave = (m: number, n: number): NDArray =>
    fromData(
      Float64Array.from({ length: m * n }, (_, i) => Math.sin(i * i)),
      [m, n],
    );
  const square = wave(1000, 1000);
  const definite = matmul(square, matrixTranspose(square));
  const tall = wave(1000, 500);
  const cases = [
    { name: 'product, 1000', work: () => matmul(square, square), alone: [] as number[], together: [] as number[] },
    { name: 'Cholesky, 1000', work: () => cholesky(definite), alone: [] as number[], together: [] as number[] },
    { name: 'LU, 1000', work: () => lu(square), alone: [] as number[], together: [] as number[] },
    { name: 'QR, 1000 x 500', work: () => qr(tall), alone: [] as number[], together: [] as number[] },
  ];
  for (let round = -2; round < ROUNDS; round++) {
    for (const { work, alone } of cases) record(alone, round, work);
    const team = await threads({ count: 2 });
    // Each team has an instance of the kernels, which the engine compiles well only once it has run.
    for (const { work, together } of cases) {
      work();
      record(together, round, work);
    }
    await team.close();
  }
  return cases.map(({ name, alone, together }) => ({
    name: `${name}, two threads`,
    ours: median(together),
    peer: median(alone),
    peerVersion: 'one thread',
    limit: 1,
    unit: 'ms',
  }));
}

function record(times: number[], round: number, work: () => unknown): void {
  const begin = performance.now();
  work();
  if (round >= 0) times.push(performance.now() - begin);
}
