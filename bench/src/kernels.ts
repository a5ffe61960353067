import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createKernels, type PerturbationLaw } from 'zeroth/kernels';

/** Elements of the measurements asked for. */
export const ELEMENTS = 100_000_000;
const REPEATS = 7;
const PAGE = 65536;

/** Median seconds of one pass over the vector. */
export interface KernelTimings {
  readonly elements: number;
  readonly axpy: number;
  readonly rademacher: number;
  readonly gaussian: number;
  readonly nearGaussian: number;
}

/**
 * Times the float32 axpy and the seeded perturbations, one thread, in turns within each repeat so that a change of
 * the machine's speed meets all of them.
 */
export function kernelTimings(elements = ELEMENTS, repeats = REPEATS): KernelTimings {
  const bytes = 4 * elements;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * bytes) / PAGE) });
  const kernels = createKernels(memory);
  const perturb = (law: PerturbationLaw) => (repeat: number) => kernels.perturb(law, 0, elements, 1, 1e-3, repeat, 0);
  const seconds = medians(
    [
      () => kernels.float32.axpy(elements, 1e-3, bytes, 0),
      perturb('rademacher'),
      perturb('gaussian'),
      perturb('nearGaussian'),
    ],
    repeats,
  );
  return {
    elements,
    axpy: seconds[0]!,
    rademacher: seconds[1]!,
    gaussian: seconds[2]!,
    nearGaussian: seconds[3]!,
  };
}

/** What the peer did, or one line that says what is missing. */
export type TorchTiming =
  | { readonly found: true; readonly elements: number; readonly seconds: number; readonly version: string }
  | { readonly found: false; readonly missing: string };

/**
 * Times `normal_` and `add_` of PyTorch over as many elements, one thread, in a child process.
 *
 * @param python interpreter that has torch; Debian's package is python3-torch
 */
export async function torchPerturbation(
  elements = ELEMENTS,
  repeats = REPEATS,
  python = '/usr/bin/python3',
): Promise<TorchTiming> {
  const script = fileURLToPath(new URL('../src/torch-perturbation.py', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(python, [script, String(elements), String(repeats)]);
    // Our own script wrote it.
    const { seconds, version } = JSON.parse(stdout) as { seconds: number; version: string };
    return { found: true, elements, seconds, version };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? error.name) : String(error);
    return { found: false, missing: `PyTorch (apt install python3-torch): ${reason}` };
  }
}

/** The median seconds of each pass, after one that is not counted. */
function medians(passes: readonly ((repeat: number) => void)[], repeats: number): Float64Array {
  const times = passes.map(() => new Float64Array(repeats));
  for (let repeat = -1; repeat < repeats; repeat++) {
    for (const [i, pass] of passes.entries()) {
      const begin = performance.now();
      pass(repeat);
      if (repeat >= 0) times[i]![repeat] = (performance.now() - begin) / 1000;
    }
  }
  return Float64Array.from(times, (seconds) => seconds.sort()[Math.floor(repeats / 2)]!);
}
