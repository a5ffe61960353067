import { curveFit } from 'zeroth';
import { random } from 'zeroth/random';
import { type Measurement, median } from './measure.js';
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

const ROUNDS = 9;

/**
 * Fits 20 curves of 50 noisy observations against SciPy's `curve_fit`: time, and calls of the model on all x, both as
 * geometric means. A fit that ends in another minimum than the peer's is reported.
 *
 * @param python interpreter that has scipy; Debian's package is python3-scipy
 */
export async function benchLeastSquares(
  say: (line: string) => void,
  python = '/usr/bin/python3',
): Promise<Measurement[]> {
  try {
    return await withPython('scipy-curve-fit.py', (peer) => fitCurves(peer, say), python);
  } catch (error) {
    say(`no comparison of curve fits: ${String(error)}`);
    return [];
  }
}

async function fitCurves(peer: PythonPeer, say: (line: string) => void): Promise<Measurement[]> {
  const version = await peer.next();
  const logs = { time: [] as number[], calls: [] as number[] };
  const sums = { peer: 0, peerCalls: 0 };
  const draws = random(7);
  for (const { model, at, truth, starts } of curves) {
    const x = Float64Array.from({ length: 50 }, (_, i) => 0.1 * i);
    const y = x.map((t) => at(t, Float64Array.from(truth)) + 0.05 * draws.normal());
    for (const start of starts) {
      const request = JSON.stringify({ model, x: [...x], y: [...y], p0: start });
      const ours: number[] = [];
      const theirs: number[] = [];
      let calls = 0;
      let fit = curveFit(at, x, y, Float64Array.from(start));
      let answer = { calls: 0, seconds: 0, value: 0 };
      for (let round = -40; round < ROUNDS; round++) {
        peer.send(request);
        answer = JSON.parse(await peer.next());
        calls = 0;
        const begun = performance.now();
        fit = curveFit(
          (t: number, p: Float64Array) => {
            calls++;
            return at(t, p);
          },
          x,
          y,
          Float64Array.from(start),
        );
        if (round < 0) continue;
        ours.push((performance.now() - begun) / 1000);
        theirs.push(answer.seconds);
      }
      if (answer.value === null || Math.abs(fit.value / answer.value - 1) > 1e-6)
        say(`${model} from ${start.join(', ')}: ${fit.value} here, ${answer.value} there`);
      sums.peer += median(theirs);
      sums.peerCalls += answer.calls;
      logs.time.push(Math.log(median(ours) / median(theirs)));
      logs.calls.push(Math.log(calls / x.length / answer.calls));
    }
  }
  const mean = (values: readonly number[]) => exp(values.reduce((sum, v) => sum + v, 0) / values.length);
  const peerVersion = `SciPy ${version} curve_fit`;
  const [time, calls] = [mean(logs.time), mean(logs.calls)];
  return [
    {
      name: '20 curve fits, time',
      ours: time * sums.peer * 1000,
      peer: sums.peer * 1000,
      peerVersion,
      limit: 0.1,
      unit: 'ms',
    },
    {
      name: '20 curve fits, calls',
      ours: calls * sums.peerCalls,
      peer: sums.peerCalls,
      peerVersion,
      limit: 1,
      unit: 'calls',
    },
  ];
}
