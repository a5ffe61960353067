import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.js';
import { type Measurement, median } from './measure.js';

/** Texts a batch, and tokens a text. */
const batch = 16;
const tokens = 32;
const steps = 25;

interface StepTimes {
  /** median seconds of a step */
  readonly seconds: number;
  /** median seconds of its two forward passes */
  readonly forward: number;
}

const ours = fileURLToPath(new URL('./mezo-child.js', import.meta.url));
const theirs = fileURLToPath(new URL('../src/torch-mezo-step.py', import.meta.url));

/** Debian's PyTorch calls whatever BLAS is installed; with the reference one it is twenty times slower. */
function blas(): string {
  try {
    return basename(dirname(realpathSync('/etc/alternatives/libblas.so.3-x86_64-linux-gnu')));
  } catch {
    return 'unknown BLAS';
  }
}

function run<T>(command: string, args: readonly string[]): T {
  const text = execFileSync(command, args, { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(text);
}

/** A MeZO step on use-lite, against PyTorch in turns, and its parts. `missing` says what the peer lacks. */
export function benchMezoStep(rounds = 3): {
  readonly measurements: readonly Measurement[];
  readonly missing?: string;
} {
  const measurements: Measurement[] = [];
  let missing: string | undefined;
  for (const law of ['rademacher', 'gaussian'] as const) {
    const own: StepTimes[] = [];
    const peer: (StepTimes & { readonly version: string })[] = [];
    const sizes = [String(batch), String(tokens), String(steps), law];
    for (let round = 0; round < rounds; round++) {
      own.push(run<StepTimes>(process.execPath, [ours, 'step', ...sizes]));
      if (missing !== undefined) continue;
      try {
        peer.push(run('/usr/bin/python3', [theirs, ...sizes]));
      } catch {
        missing = 'PyTorch is not there: apt-get install python3-torch libopenblas0-pthread';
      }
    }
    const seconds = median(own.map((times) => times.seconds));
    const forward = median(own.map((times) => times.forward));
    if (law === 'rademacher') {
      measurements.push({
        name: 'MeZO step, use-lite, batch 16 x 32: time outside the two forward passes',
        ours: 1000 * Math.max(0, seconds - forward),
        peer: 1000 * seconds,
        peerVersion: 'the whole step',
        limit: 0.15,
        unit: 'ms',
      });
    }
    if (peer.length === 0) continue;
    measurements.push({
      name: `MeZO step, use-lite, batch 16 x 32, ${law}, one thread`,
      ours: 1000 * seconds,
      peer: 1000 * median(peer.map((times) => times.seconds)),
      peerVersion: `PyTorch ${peer[0]?.version} with ${blas()}`,
      limit: 0.5,
      unit: 'ms',
    });
  }
  return { measurements, ...(missing === undefined ? undefined : { missing }) };
}

/** Peak resident memory of full fine-tuning against plain inference, each in a process of its own. */
export function benchMemory(rounds = 3): readonly Measurement[] {
  const peak = (what: string) =>
    run<{ readonly bytes: number }>(process.execPath, [ours, what, String(batch), String(tokens), '60', 'rademacher'])
      .bytes;
  const samples = Array.from({ length: rounds }, () => ({ tuning: peak('tuning'), inference: peak('inference') }));
  return [
    {
      name: 'peak resident memory, full fine-tuning of use-lite, batch 16 x 32',
      ours: median(samples.map(({ tuning }) => tuning)) / 2 ** 20,
      peer: median(samples.map(({ inference }) => inference)) / 2 ** 20,
      peerVersion: 'plain inference, same batch',
      limit: 1.05,
      unit: 'MiB',
    },
  ];
}
