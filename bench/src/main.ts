import { cpus, totalmem } from 'node:os';
import { benchArrays } from './arrays.js';
import { benchAutodiff } from './autodiff.js';
import { benchBayesian } from './bayesian.js';
import { benchBlackBox } from './black-box.js';
import { benchCurvature } from './curvature.js';
import { benchDelta } from './delta.js';
import { benchDerivativeFree } from './derivative-free.js';
import { runInEnvironment } from './environment.js';
import { benchFft } from './fft.js';
import { benchGradients } from './gradients.js';
import { benchJax } from './jax.js';
import { kernelTimings, torchPerturbation } from './kernels.js';
import { benchLargeLbfgs } from './large-lbfgs.js';
import { benchLeastSquares } from './leastsquares.js';
import { benchLinalg } from './linalg.js';
import type { Measurement } from './measure.js';
import { benchMemory, benchMezoStep } from './mezo-step.js';
import { benchModelGradient } from './model-gradient.js';
import { benchNpmPeers } from './npm-peers.js';
import { benchProtocol } from './protocol.js';
import { benchRankings } from './rankings.js';
import { benchSparse } from './sparse.js';
import { benchSpectral } from './spectral.js';
import { benchThreads } from './threads.js';
import { benchTraining } from './training.js';

/* npm run bench [-- --json] [WORD …]: words choose the groups protocol, kernels, memory, step, model-gradient, training,
   delta, sparse, rankings, arrays, autodiff, jax, fft, linalg, spectral, threads, npm, curvature, derivative-free, gradients,
   large-lbfgs, leastsquares; and when they are named black-box and bayesian, a quarter of an hour each. */

const status = runInEnvironment();
if (status !== undefined) process.exit(status);

const words = process.argv.slice(2).filter((word) => word !== '--json');
const json = process.argv.includes('--json');
const measurements: Measurement[] = [];

const groups: Readonly<Record<string, () => Promise<readonly Measurement[]> | readonly Measurement[]>> = {
  protocol: () => benchProtocol(),
  kernels: benchKernels,
  memory: () => benchMemory(),
  step: () => {
    const { measurements: rows, missing } = benchMezoStep();
    if (missing !== undefined) say(missing);
    return rows;
  },
  'model-gradient': () => benchModelGradient(say),
  training: () => benchTraining(say),
  delta: () => benchDelta(),
  sparse: () => benchSparse(say),
  rankings: () => benchRankings(),
  arrays: () => benchArrays(),
  autodiff: () => benchAutodiff(say),
  jax: () => benchJax(say),
  fft: () => benchFft(say),
  linalg: () => benchLinalg(say),
  spectral: () => benchSpectral(say),
  threads: () => benchThreads(say),
  npm: () => benchNpmPeers(),
  curvature: () => benchCurvature(),
  'derivative-free': () => benchDerivativeFree(say),
  gradients: () => benchGradients(say),
  'large-lbfgs': () => benchLargeLbfgs(say),
  leastsquares: () => benchLeastSquares(say),
  'black-box': () => benchBlackBox(say),
  bayesian: () => benchBayesian(say),
};
const onlyWhenNamed = ['black-box', 'bayesian'];

for (const [name, measure] of Object.entries(groups)) {
  if (words.length > 0 ? !words.includes(name) : onlyWhenNamed.includes(name)) continue;
  say(`measuring ${name} …`);
  for (const row of await measure()) {
    measurements.push(row);
    if (!json) print(row);
  }
}

const results = measurements.map(({ name, ours, peer, peerVersion, limit }) => {
  const ratio = ours / peer;
  return { name, ours, peer, peerVersion, ratio, limit, pass: ratio <= limit };
});
if (json) {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`);
}
process.exitCode = results.every(({ pass }) => pass) ? 0 : 1;

async function benchKernels(): Promise<readonly Measurement[]> {
  const times = kernelTimings();
  const torch = await torchPerturbation();
  const milliseconds = (seconds: number) => 1000 * seconds;
  const rows: Measurement[] = [
    {
      name: 'seeded Rademacher perturbation, 10^8 float32',
      ours: milliseconds(times.rademacher),
      peer: milliseconds(times.axpy),
      peerVersion: 'our axpy of the same size',
      limit: 1.25,
      unit: 'ms',
    },
  ];
  if (torch.found) {
    rows.push({
      name: 'seeded Gaussian perturbation, 10^8 float32',
      ours: milliseconds(times.gaussian),
      peer: milliseconds(torch.seconds),
      peerVersion: `PyTorch ${torch.version}, normal_ and add_, one thread`,
      limit: 1,
      unit: 'ms',
    });
  } else say(torch.missing);
  return rows;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function print({ name, ours, peer, peerVersion, limit, unit }: Measurement): void {
  const ratio = ours / peer;
  const verdict = ratio <= limit ? 'ok' : 'MISSED';
  const line = `${name}: ${ours.toPrecision(4)} against ${peer.toPrecision(4)} ${unit} (${peerVersion})`;
  process.stdout.write(`${verdict.padEnd(7)}${line}: ${ratio.toFixed(3)}, at most ${limit}\n`);
}
