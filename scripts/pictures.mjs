// Draws the pictures of the documentation: node scripts/pictures.mjs, after npm run build.
import { writeFileSync } from 'node:fs';
import {
  bayesian,
  cmaEs,
  curveFit,
  evaluations,
  gradientDescent,
  minimize,
  nelderMead,
  plot,
  plotFit,
  plotPath,
  trustRegionNewton,
} from 'zeroth';
import { multiply, pow, slice, subtract } from 'zeroth/array';
import { differentiable } from 'zeroth/autodiff';

const draw = (name, svg) => writeFileSync(new URL(`../docs/pictures/${name}.svg`, import.meta.url), `${svg}\n`);

const rosenbrock = (x) => 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2;
draw('path', plotPath(rosenbrock, minimize(rosenbrock, [-1.2, 1], { trace: true })));

// What each order of information makes of the same valley.
const traced = (x) =>
  multiply(100, pow(subtract(slice(x, 1), pow(slice(x, 0), 2)), 2)).add(pow(subtract(1, slice(x, 0)), 2));
const methods = { nelderMead: nelderMead(), cmaEs: cmaEs(), trustRegionNewton: trustRegionNewton() };
for (const [name, method] of Object.entries(methods))
  draw(`path-${name}`, plotPath(rosenbrock, minimize(differentiable(traced), [-1.2, 1], { method, trace: true })));
const slow = { method: gradientDescent(), trace: true, stop: evaluations(2000) };
draw('gradient-descent', plot(minimize(differentiable(traced), [-1.2, 1], slow)));
draw('newton', plot(minimize(differentiable(traced), [-1.2, 1], { trace: true })));

const branin = ([x, y]) =>
  (y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10;
const few = { method: bayesian(), bounds: { lower: [-5, 0], upper: [10, 15] }, stop: evaluations(35), trace: true };
draw('bayesian', plotPath(branin, minimize(branin, [2.5, 7.5], few)));

const decay = (t, p) => p.height * Math.exp(-p.rate * t);
const times = [0, 0.5, 1, 1.5, 2, 3, 4, 5];
const counts = [4.1, 3.0, 2.5, 1.8, 1.52, 0.85, 0.6, 0.3];
draw('fit', plotFit(curveFit(decay, times, counts, { height: 1, rate: 1 }), times, counts));
