import { join } from 'node:path';
import { type Lock, lockFile } from './lock-file.js';

/**
 * Takes a run folder for this process, so that no other one writes to it: by a file `.lock` in it. The lock of a
 * process that has died, even by SIGKILL, is taken over.
 *
 * @param path the folder; it exists
 * @throws ZerothError `locked` where a running process, this one included, uses the folder; `lock-write`
 */
export function lockFolder(path: string): Lock {
  return lockFile(join(path, '.lock'), `run folder ${path}`, 'folder');
}
