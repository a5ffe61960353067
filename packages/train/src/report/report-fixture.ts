import { random } from 'zeroth/random';
import type { ChangedExample, CurvePoint, Report, Scores, StageReport } from './report.js';

/** A report of the usual size with made-up numbers, for tests. */
export function reportFixture(changes: Partial<Report> = {}): Report {
  const classMean = { accuracy: 0.877, f1: 0.863, crossEntropy: 0.277 };
  const head = { accuracy: 0.9589, f1: 0.9531, crossEntropy: 0.1223 };
  const all = { accuracy: 0.8994, f1: 0.8876, crossEntropy: 0.2497 };
  return {
    version: 1,
    model: 'use-lite',
    data: { name: 'spam-assassin', train: 1648, validation: 402, test: 875, classes: ['ham', 'spam'] },
    seed: 0,
    results: {
      baselines: {
        majority: { accuracy: 0.56, f1: 0, crossEntropy: 0.6859 },
        classMean,
        gradientHead: { accuracy: 0.96, f1: 0.9542, crossEntropy: 0.1249 },
      },
      stages: [
        stageFixture({ name: 'head', parameters: 513, steps: 6000, before: classMean, after: head, seconds: 19.4 }),
        stageFixture({
          name: 'all',
          parameters: 6_982_144,
          steps: 2600,
          before: classMean,
          after: all,
          seconds: 165.2,
        }),
      ],
      chosen: 0,
    },
    seconds: 204.7,
    options: {
      version: 1,
      data: 'spam-assassin',
      folder: 'runs/use-lite-spam-assassin-0',
      stages: ['head', 'all'],
      method: 'mezo',
      maxTokens: 128,
      learningRate: 0.004,
    },
    examples: examplesFixture(),
    machine: { node: 'v20.20.2', platform: 'linux x64', threads: 2 },
    ...changes,
  };
}

type StageFixture = Pick<StageReport, 'name' | 'parameters' | 'steps' | 'before' | 'after' | 'seconds'>;

function stageFixture(stage: StageFixture): StageReport {
  const curve = curveFixture(stage.steps, stage.before, stage.after);
  return {
    tuned: stage.name,
    method: 'MeZO with Adam, Rademacher, one direction',
    validation: curve.findLast(({ validation }) => validation)?.validation ?? stage.after,
    stepMilliseconds: (1000 * stage.seconds) / stage.steps,
    peakBytes: 412_300_000,
    inferenceBytes: 404_100_000,
    deltaBytes: 8 * stage.steps + 310,
    weightsHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    curve,
    confusion: [
      [473, 17],
      [19, 366],
    ],
    ...stage,
  };
}

/** Losses of noisy batches around an exponential fall, with a validation every fiftieth of the steps. */
function curveFixture(steps: number, before: Scores, after: Scores): CurvePoint[] {
  const draws = random(0);
  const between = (from: number, to: number, progress: number): number => to + (from - to) * Math.exp(-4 * progress);
  return Array.from({ length: steps }, (_, i) => {
    const progress = (i + 1) / steps;
    const crossEntropy = between(before.crossEntropy, after.crossEntropy, progress);
    const point = { step: i + 1, loss: crossEntropy * Math.exp(0.45 * draws.normal()) };
    if ((i + 1) % Math.floor(steps / 50) !== 0) return point;
    const validation = {
      accuracy: between(before.accuracy, after.accuracy, progress) + 0.004 * draws.normal(),
      f1: between(before.f1, after.f1, progress),
      crossEntropy: crossEntropy + 0.004 * draws.normal(),
    };
    return { ...point, validation };
  });
}

function examplesFixture(): ChangedExample[] {
  return [
    {
      text: 'Re: [ILUG] kernel build dies with SIGSEGV\n\nHas anybody on the list seen gcc 3.2 fall over at the same file? '.repeat(
        6,
      ),
      label: 'ham',
      before: 'spam',
      after: 'ham',
      probability: 0.971,
    },
    {
      text: 'LOWEST RATES in 40 years!!! <b>Click</b> <a href="http://example.invalid/?a=1&b=2">here</a> & save $$$ <script>alert(1)</script>',
      label: 'spam',
      before: 'ham',
      after: 'spam',
      probability: 0.998,
    },
    {
      text: 'Your weekly newsletter: special offers for members of the book club. To unsubscribe, answer this mail.',
      label: 'ham',
      before: 'ham',
      after: 'spam',
      probability: 0.614,
    },
  ];
}
