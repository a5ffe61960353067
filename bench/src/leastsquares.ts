import { curveFit } from 'zeroth';
import { random } from 'zeroth/random';
import { certifiedRegressions } from 'zeroth/testing';
import { type Measurement, median, processorTime } from './measure.js';
import { type PythonPeer, withPython } from './python-peer.js';

interface Curve {
  readonly model: string;
  readonly at: (x: number, p: Float64Array) => number;
  readonly truth: readonly number[];
  readonly starts: readonly (readonly number[])[];
}

const { exp, sin } = Math;

/** Ten curves, each from two starts: 20 fits. The models are written out in scipy-curve-fit.py as well. */
const curves: readonly Curve[] = [
  {
    model: 'rise',
    at: (x, [a, b]) => a! * (1 - exp(-b! * x)),
    truth: [3, 0.7],
    starts: [
      [1, 1],
      [10, 0.1],
    ],
  },
  {
    model: 'decay',
    at: (x, [a, b, c]) => a! * exp(-b! * x) + c!,
    truth: [2.5, 1.3, 0.5],
    starts: [
      [1, 1, 1],
      [5, 0.3, 0],
    ],
  },
  {
    model: 'logistic',
    at: (x, [a, b, c]) => a! / (1 + exp(-b! * (x - c!))),
    truth: [4, 1.5, 3],
    starts: [
      [1, 1, 1],
      [6, 0.7, 4],
    ],
  },
  {
    model: 'gauss',
    at: (x, [a, b, c]) => a! * exp(-0.5 * ((x - b!) / c!) ** 2),
    truth: [2, 2.5, 0.8],
    starts: [
      [1, 2, 1],
      [3, 3.5, 0.5],
    ],
  },
  {
    model: 'michaelis',
    at: (x, [a, b]) => (a! * x) / (b! + x),
    truth: [5, 1.5],
    starts: [
      [1, 1],
      [10, 5],
    ],
  },
  {
    model: 'power',
    at: (x, [a, b]) => a! * (x + 1) ** b!,
    truth: [1.5, 0.6],
    starts: [
      [1, 1],
      [3, 0.1],
    ],
  },
  {
    model: 'two',
    at: (x, [a, b, c, d]) => a! * exp(-b! * x) + c! * exp(-d! * x),
    truth: [3, 0.3, 2, 2.5],
    starts: [
      [1, 0.1, 1, 1],
      [4, 0.5, 1, 4],
    ],
  },
  {
    model: 'lorentz',
    at: (x, [a, b, c]) => a! / (1 + ((x - b!) / c!) ** 2),
    truth: [2, 2, 0.6],
    starts: [
      [1, 2.5, 1],
      [3, 1.5, 0.4],
    ],
  },
  {
    model: 'wave',
    at: (x, [a, b, c]) => a! * sin(b! * x + c!),
    truth: [1.7, 2, 0.4],
    starts: [
      [1, 2.1, 0],
      [2, 1.9, 0.8],
    ],
  },
  {
    model: 'rational',
    at: (x, [a, b, c]) => (a! + b! * x) / (1 + c! * x),
    truth: [1, 2, 0.5],
    starts: [
      [0, 1, 1],
      [2, 1, 0.2],
    ],
  },
];

/** Rounds that count, those before them that warm up, and fits of all curves in each. */
const ROUNDS = 15;
const WARMING = 60;
const REPEATS = 3;

interface Fit {
  readonly model: string;
  readonly at: (x: number, p: Float64Array) => number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly p0: readonly number[];
}

interface PeerAnswer {
  readonly seconds: number;
  readonly fits: readonly { readonly calls: number; readonly value: number | null }[];
}

/**
 * Fits 20 curves of 50 noisy observations against SciPy's `curve_fit`: the processor's time of all, in turns, and calls of
 * the model on all x as a geometric mean. A fit that ends in another minimum than the peer's is reported, and what the
 * first pass takes, and the calls of the model alone.
 *
 * @param python interpreter that has scipy; Debian's package is python3-scipy
 */
export async function benchLeastSquares(
  say: (line: string) => void,
  python = '/usr/bin/python3',
): Promise<Measurement[]> {
  try {
    sayCertified(say);
    return await withPython('scipy-curve-fit.py', (peer) => fitCurves(peer, say), python);
  } catch (error) {
    say(`no comparison of curve fits: ${String(error)}`);
    return [];
  }
}

async function fitCurves(peer: PythonPeer, say: (line: string) => void): Promise<Measurement[]> {
  const peerVersion = `SciPy ${await peer.next()} curve_fit`;
  const fits = allFits();
  const ask = async (count: boolean): Promise<PeerAnswer> => {
    peer.send(
      JSON.stringify({ fits: fits.map(({ model, x, y, p0 }) => ({ model, x: [...x], y: [...y], p0 })), count }),
    );
    return JSON.parse(await peer.next());
  };
  const first = { ours: timeOf(() => fitAll(fits)), theirs: 1000 * (await ask(false)).seconds };
  say(`the first pass: ${first.ours.toFixed(1)} ms here, ${first.theirs.toFixed(1)} there`);
  const theirs = await ask(true);
  const counts = fits.map(countedFit);
  fits.forEach(({ model, p0 }, i) => {
    const [here, there] = [counts[i]!.value, theirs.fits[i]!.value];
    if (there === null || Math.abs(here / there - 1) > 1e-6)
      say(`${model} from ${p0.join(', ')}: ${here} here, ${there} there`);
  });
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = -WARMING; round < ROUNDS; round++) {
    const here = timeOf(() => {
      for (let k = 0; k < REPEATS; k++) fitAll(fits);
    });
    const { seconds } = await ask(false);
    if (round < 0) continue;
    times.ours.push(here / REPEATS);
    times.theirs.push(1000 * seconds);
  }
  const alone = Array.from({ length: ROUNDS }, () => timeOf(() => callAlone(fits, counts)));
  say(`the calls of the model alone: ${median(alone).toFixed(2)} ms`);
  const logs = counts.map(({ calls }, i) => Math.log(calls / theirs.fits[i]!.calls));
  const ratio = exp(logs.reduce((sum, v) => sum + v, 0) / logs.length);
  const peerCalls = theirs.fits.reduce((sum, { calls }) => sum + calls, 0);
  return [
    {
      name: '20 curve fits, time',
      ours: median(times.ours),
      peer: median(times.theirs),
      peerVersion,
      limit: 0.1,
      unit: 'ms',
    },
    { name: '20 curve fits, calls', ours: ratio * peerCalls, peer: peerCalls, peerVersion, limit: 1, unit: 'calls' },
  ];
}

/** What the certified regressions take from both of their starts, and the digits that are right. */
function sayCertified(say: (line: string) => void): void {
  const logs: number[] = [];
  let digits = Infinity;
  for (const { model, x, y, starts, certified } of certifiedRegressions)
    for (const p0 of starts) {
      const fit = curveFit(model, x, y, [...p0]);
      logs.push(Math.log(fit.queries.residuals ?? 0));
      certified.forEach((value, i) => {
        digits = Math.min(digits, -Math.log10(Math.abs(fit.x[i]! / value - 1)));
      });
    }
  const mean = exp(logs.reduce((sum, v) => sum + v, 0) / logs.length);
  say(`${logs.length} certified fits: ${mean.toFixed(1)} evaluations as a geometric mean, ${digits.toFixed(1)} digits`);
}

function allFits(): readonly Fit[] {
  const draws = random(7);
  return curves.flatMap(({ model, at, truth, starts }) => {
    const x = Float64Array.from({ length: 50 }, (_, i) => 0.1 * i);
    const y = x.map((t) => at(t, Float64Array.from(truth)) + 0.05 * draws.normal());
    return starts.map((p0) => ({ model, at, x, y, p0 }));
  });
}

function fitAll(fits: readonly Fit[]): void {
  for (const { at, x, y, p0 } of fits) curveFit(at, x, y, p0);
}

function countedFit({ at, x, y, p0 }: Fit): { readonly calls: number; readonly value: number } {
  let calls = 0;
  const { value } = curveFit(
    (t: number, p: Float64Array) => {
      calls++;
      return at(t, p);
    },
    x,
    y,
    p0,
  );
  return { calls: calls / x.length, value };
}

/** As many calls of the models as fits take, and nothing else. */
function callAlone(fits: readonly Fit[], counts: readonly { readonly calls: number }[]): void {
  fits.forEach(({ at, x, p0 }, i) => {
    const p = Float64Array.from(p0);
    const values = new Float64Array(x.length);
    for (let call = 0; call < counts[i]!.calls; call++) for (let k = 0; k < x.length; k++) values[k] = at(x[k]!, p);
  });
}

function timeOf(work: () => void): number {
  const begun = processorTime();
  work();
  return processorTime() - begun;
}
