import type { Random } from 'zeroth/random';

/* A pole on a cart, pushed left or right: Barto, Sutton, Anderson: Neuronlike adaptive elements that can solve difficult
   learning control problems (1983), by Euler's method with their constants. */

const gravity = 9.8;
const cartMass = 1;
const poleMass = 0.1;
const halfLength = 0.5;
const force = 10;
const timeStep = 0.02;
const limits = { position: 2.4, angle: (12 * Math.PI) / 180 };

/** How many steps of an episode a linear policy w·(x, x′, θ, θ′) > 0 keeps the pole up, at most `longest`. */
export function balancedSteps(policy: Float64Array, draws: Random, longest: number): number {
  return episode(policy, draws, longest).steps;
}

/** What an episode costs: the steps that are missing, and the mean size of the state, which tells good policies apart. */
export function episodeCost(policy: Float64Array, draws: Random, longest: number): number {
  const { steps, size } = episode(policy, draws, longest);
  return longest - steps + size / steps;
}

function episode(
  policy: Float64Array,
  draws: Random,
  longest: number,
): { readonly steps: number; readonly size: number } {
  const state = Float64Array.from({ length: 4 }, () => 0.1 * (draws.uniform() - 0.5));
  let size = 0;
  for (let step = 1; step <= longest; step++) {
    advance(state, state.reduce((sum, v, i) => sum + v * policy[i]!, 0) > 0 ? force : -force);
    const [position, angle] = [Math.abs(state[0]!) / limits.position, Math.abs(state[2]!) / limits.angle];
    size += position ** 2 + angle ** 2;
    if (position > 1 || angle > 1) return { steps: step, size };
  }
  return { steps: longest, size };
}

function advance(state: Float64Array, push: number): void {
  const [position, speed, angle, turning] = [state[0]!, state[1]!, state[2]!, state[3]!];
  const mass = cartMass + poleMass;
  const pull = (push + poleMass * halfLength * turning ** 2 * Math.sin(angle)) / mass;
  const angular =
    (gravity * Math.sin(angle) - Math.cos(angle) * pull) /
    (halfLength * (4 / 3 - (poleMass * Math.cos(angle) ** 2) / mass));
  const linear = pull - (poleMass * halfLength * angular * Math.cos(angle)) / mass;
  state.set([
    position + timeStep * speed,
    speed + timeStep * linear,
    angle + timeStep * turning,
    turning + timeStep * angular,
  ]);
}
