import { type ComplexPlan, planComplex } from './complex-plan.js';
import { planReal, type RealPlan } from './real-plan.js';
import { planTrigonometric, type TrigonometricPlan } from './trigonometric-plan.js';
import { createWorkspace, type Workspace } from './workspace.js';

/** Lengths of the plans that are kept for the next call, in all. */
const KEPT_LENGTHS = 2 ** 22;

/** The workspace of this thread and the plans that its functions used last. */
export interface Engine {
  readonly space: Workspace;
  complex(n: number): ComplexPlan;
  real(n: number): RealPlan;
  trigonometric(type: 1 | 2 | 3 | 4, n: number): TrigonometricPlan;
}

/** Keeps what `make` made for the lengths asked for last. */
function keeping<Plan>(make: (n: number) => Plan): (n: number) => Plan {
  const plans = new Map<number, Plan>();
  let total = 0;
  return (n) => {
    const known = plans.get(n);
    if (known !== undefined) {
      // A Map lists its keys in the order in which they were set: the one used longest ago comes first.
      plans.delete(n);
      plans.set(n, known);
      return known;
    }
    const plan = make(n);
    plans.set(n, plan);
    total += n;
    for (const oldest of plans.keys()) {
      if (total <= KEPT_LENGTHS || oldest === n) break;
      plans.delete(oldest);
      total -= oldest;
    }
    return plan;
  };
}

function createEngine(): Engine {
  const space = createWorkspace();
  const complex = keeping((n) => planComplex(space, n));
  const real = keeping((n) => planReal(n, complex));
  const types = ([1, 2, 3, 4] as const).map((type) => keeping((n) => planTrigonometric(type, n, { complex, real })));
  return { space, complex, real, trigonometric: (type, n) => types[type - 1]!(n) };
}

let shared: Engine | undefined;

/** The one engine of this thread, made when first asked for. */
export function engine(): Engine {
  shared ??= createEngine();
  return shared;
}
