// Draws the pictures of the documentation: node scripts/pictures.mjs, after npm run build.
import { writeFileSync } from 'node:fs';
import { curveFit, minimize, plotFit, plotPath } from 'zeroth';

const draw = (name, svg) => writeFileSync(new URL(`../docs/pictures/${name}.svg`, import.meta.url), `${svg}\n`);

const rosenbrock = (x) => 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2;
draw('path', plotPath(rosenbrock, minimize(rosenbrock, [-1.2, 1], { trace: true })));

const decay = (t, p) => p.height * Math.exp(-p.rate * t);
const times = [0, 0.5, 1, 1.5, 2, 3, 4, 5];
const counts = [4.1, 3.0, 2.5, 1.8, 1.52, 0.85, 0.6, 0.3];
draw('fit', plotFit(curveFit(decay, times, counts, { height: 1, rate: 1 }), times, counts));
