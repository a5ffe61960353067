import { ZerothError } from '../errors.js';
import type { Joined, Spawn } from '../query/control.js';
import { close, type Fibre, type FibrePool } from './fibre.js';

/** The methods that run beside the main one. */
export class Pools {
  private readonly pools: FibrePool[] = [];

  /** Opens a pool and gives its number. */
  open(): number {
    return this.pools.push({ running: new Set(), finished: [], waiter: undefined, started: 0 }) - 1;
  }

  /** A spawned method in its pool; the caller advances it. */
  start(spawn: Spawn): Fibre {
    const pool = this.at(spawn.pool);
    const fibre: Fibre = { ticket: pool.started++, method: spawn.method, pool, done: false };
    pool.running.add(fibre);
    return fibre;
  }

  /** What ended first in a pool; undefined when nothing has, and then `fibre` is its waiter. */
  join(number: number, fibre: Fibre): Joined | undefined {
    const pool = this.at(number);
    const joined = pool.finished.shift();
    if (joined === undefined) pool.waiter = fibre;
    return joined;
  }

  /** Takes a method that ended out of its pool; gives the method that waits for it, or keeps what it ended with. */
  ended(fibre: Fibre, joined: Joined): Fibre | undefined {
    const { pool } = fibre;
    if (pool === undefined) return undefined;
    pool.running.delete(fibre);
    const { waiter } = pool;
    if (waiter === undefined) pool.finished.push(joined);
    pool.waiter = undefined;
    return waiter;
  }

  /** Closes all that runs in a pool. */
  cancel(number: number): void {
    const pool = this.at(number);
    for (const running of pool.running) close(running);
    pool.running.clear();
    pool.finished.length = 0;
  }

  /** All that runs. */
  running(): readonly Fibre[] {
    return this.pools.flatMap((pool) => [...pool.running]);
  }

  /** Whether a pool holds methods that run, or ended and were not waited for. */
  areBusy(): boolean {
    return this.pools.some((pool) => pool.running.size > 0 || pool.finished.length > 0);
  }

  private at(number: number): FibrePool {
    const pool = this.pools[number];
    if (pool === undefined)
      throw new ZerothError('no-pool', `there is no pool ${number}: open one with pool()`, number);
    return pool;
  }
}
