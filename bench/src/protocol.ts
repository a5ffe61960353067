import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Measurement, median } from './measure.js';

const cases = fileURLToPath(new URL('./protocol-cases.js', import.meta.url));

/** Nanoseconds an iteration of one case, in a process of its own. */
function nanoseconds(name: string, n: number, steps: number): number {
  return Number(execFileSync(process.execPath, [cases, name, String(n), String(steps)], { encoding: 'utf8' }));
}

/** What the protocol costs, against the same loop by hand and against the goals. */
export function benchProtocol(rounds = 5): readonly Measurement[] {
  const small = (name: string) => nanoseconds(name, 2, 300_000);
  const large = (name: string) => nanoseconds(name, 1000, 20_000);
  const samples = Array.from({ length: rounds }, () => {
    const bare = small('bare');
    return {
      handLarge: large('hand'),
      stoppingLarge: large('stopping'),
      bare,
      full: small('full'),
      answering: small('answering') - bare,
      passing: small('passing') - bare,
    };
  });
  const middle = (field: keyof (typeof samples)[number]) => median(samples.map((sample) => sample[field]));
  const goal = 'goal, no peer';
  return [
    {
      name: 'gradient descent, n = 1000, with a stop rule',
      ours: middle('stoppingLarge'),
      peer: middle('handLarge'),
      peerVersion: 'the same loop by hand',
      limit: 1.15,
      unit: 'ns an iteration',
    },
    {
      name: 'gradient descent, n = 2, bare',
      ours: middle('bare'),
      peer: 200,
      peerVersion: goal,
      limit: 1,
      unit: 'ns an iteration',
    },
    {
      name: 'the same with three rules, progress and the best kept',
      ours: middle('full'),
      peer: 600,
      peerVersion: goal,
      limit: 1,
      unit: 'ns an iteration',
    },
    {
      name: 'an estimator level that answers',
      ours: middle('answering'),
      peer: 170,
      peerVersion: goal,
      limit: 1,
      unit: 'ns a question',
    },
    {
      name: 'an estimator level that passes',
      ours: middle('passing'),
      peer: 25,
      peerVersion: goal,
      limit: 1,
      unit: 'ns a question',
    },
  ];
}
