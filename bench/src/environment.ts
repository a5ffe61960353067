import { spawnSync } from 'node:child_process';

/**
 * One thread for each side, and memory that is freed stays with the process: glibc gives large buffers back to the
 * kernel, and in a virtual machine fresh pages take longer than what is timed. The same for ours and for the peers.
 */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MALLOC_MMAP_THRESHOLD_: '1000000000',
  MALLOC_TRIM_THRESHOLD_: '2000000000',
  MALLOC_TOP_PAD_: '100000000',
};

/* Settings that some machines carry for old versions slow a present OpenBLAS: the peer gets its own choice of kernels. */
delete environment.OPENBLAS_CORETYPE;
delete environment.OPENBLAS_L2_SIZE;

/**
 * Runs this program once more in that environment, which is read when a process begins, unless it has it already.
 *
 * @returns the exit code of that run, or undefined where this process is the one that measures
 */
export function runInEnvironment(): number | undefined {
  const changed = Object.entries(environment).some(([name, value]) => process.env[name] !== value);
  if (!changed) return undefined;
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env: environment,
    stdio: 'inherit',
  });
  return status ?? 1;
}
