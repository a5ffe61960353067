import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.js';
import { type Measurement, median } from './measure.js';

const ours = fileURLToPath(new URL('./model-gradient-child.js', import.meta.url));
const theirs = fileURLToPath(new URL('../src/torch-model-gradient.py', import.meta.url));

interface Times {
  /** median seconds of a step */
  readonly seconds: number;
  readonly version?: string;
}

function run(command: string, args: readonly string[]): Times {
  return JSON.parse(
    execFileSync(command, args, { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'ignore'] }),
  );
}

/** Gradients of models through ONNX Runtime, against PyTorch in turns, one thread each. */
export function benchModelGradient(say: (line: string) => void, rounds = 3): readonly Measurement[] {
  const cases = [
    { what: 'use-lite', sizes: ['16', '32', '15'], name: 'gradient of use-lite, batch 16 x 32', limit: 3 },
    {
      what: 'perceptron',
      sizes: ['128', '0', '200'],
      name: 'step of a perceptron 784-256-10, batch 128, float32',
      limit: 2,
    },
  ];
  return cases.flatMap(({ what, sizes, name, limit }) => {
    const own: Times[] = [];
    const peer: Times[] = [];
    for (let round = 0; round < rounds; round++) {
      own.push(run(process.execPath, [ours, what, ...sizes]));
      try {
        peer.push(run('/usr/bin/python3', [theirs, what, ...sizes]));
      } catch {
        say('PyTorch is not there: apt-get install python3-torch libopenblas0-pthread');
        return [];
      }
    }
    const milliseconds = (times: readonly Times[]) => 1000 * median(times.map(({ seconds }) => seconds));
    return [
      {
        name: `${name}, one thread`,
        ours: milliseconds(own),
        peer: milliseconds(peer),
        peerVersion: `PyTorch ${peer[0]?.version}`,
        limit,
        unit: 'ms',
      },
    ];
  });
}
