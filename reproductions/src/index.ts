import { ZerothError } from 'zeroth';
import type { Reproduction, Scale, Script } from './reproduction.js';
import { row1 } from './row-1-smoothed.js';
import { row4 } from './row-4-mezo.js';
import { row9 } from './row-9-zo-adamu.js';
import { row15 } from './row-15-zo-rank-sgd.js';
import { row17 } from './row-17-sparse-mezo.js';
import { row19 } from './row-19-zo-frank-wolfe.js';
import { row27 } from './row-27-norms.js';
import { row35 } from './row-35-damped-newton.js';
import { row37 } from './row-37-reinmax.js';
import { row39 } from './row-39-polynomial-preconditioning.js';
import { row41 } from './row-41-consensus.js';
import { row44 } from './row-44-optex.js';
import { row46 } from './row-46-functionals.js';
import { row47 } from './row-47-square-root.js';
import { row48 } from './row-48-model-building.js';
import { row50 } from './row-50-taylor-estimator.js';
import { row52 } from './row-52-lazy-newton.js';
import { row56 } from './row-56-accelerated-tensor.js';
import { row66 } from './row-66-fosi.js';
import { row68 } from './row-68-jets.js';
import { row69 } from './row-69-continuations.js';
import { row74 } from './row-74-sdbv.js';
import { row78 } from './row-78-powers.js';
import { row82 } from './row-82-pure-reverse.js';
import { row94 } from './row-94-lipschitz.js';
import { row138 } from './row-138-normalised-descent.js';
import { row145 } from './row-145-schedule-free.js';
import { row151 } from './row-151-momentum-polyak.js';
import { row162 } from './row-162-implicit.js';
import { row171 } from './row-171-a-coder.js';
import { row175 } from './row-175-theorems.js';
import { row183 } from './row-183-refined-schedules.js';
import { row186 } from './row-186-ada-hessian.js';
import { row192 } from './row-192-fractional.js';
import { row195 } from './row-195-meta-factorization.js';

export type { Check, Reproduction, Scale } from './reproduction.js';

const scripts: readonly Script[] = [
  row1,
  row4,
  row9,
  row15,
  row17,
  row19,
  row27,
  row35,
  row37,
  row39,
  row41,
  row44,
  row46,
  row47,
  row48,
  row50,
  row52,
  row56,
  row66,
  row68,
  row69,
  row74,
  row78,
  row82,
  row94,
  row138,
  row145,
  row151,
  row162,
  row171,
  row175,
  row183,
  row186,
  row192,
  row195,
];

/** The rows of the catalogue that can be reproduced, in order. */
export function listReproductions(): readonly { readonly row: number; readonly title: string }[] {
  return scripts.map(({ row, title }) => ({ row, title }));
}

/**
 * Checks the claims of a row's paper by running its method at the scale of a laptop.
 *
 * @throws ZerothError `no-such-row`, and what loading tasks and models throws
 */
export async function reproduce(row: number, { seed = 0, full = false }: Partial<Scale> = {}): Promise<Reproduction> {
  const script = scripts.find((candidate) => candidate.row === row);
  if (script === undefined) {
    const rows = scripts.map((candidate) => candidate.row).join(', ');
    throw new ZerothError('no-such-row', `There is no reproduction of row ${row}: choose one of ${rows}.`, row);
  }
  const begun = performance.now();
  const findings = await script.run({ seed, full });
  return {
    row,
    title: script.title,
    seed,
    pass: findings.checks.every(({ pass }) => pass),
    seconds: (performance.now() - begun) / 1000,
    ...findings,
  };
}
