import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A folder in `runs/` that is not there yet, or empty, named after what the run is of. */
export function newRunFolder(
  model: string,
  data: string,
  seed: number,
  taken: (path: string) => boolean = holdsFiles,
): string {
  // Both separators, since a path may have come from another system.
  const name = (path: string): string => {
    const last =
      path
        .replace(/[\\/]+$/, '')
        .split(/[\\/]/)
        .pop() ?? '';
    return last.replace(/\.[a-z]+$/i, '').replace(/[^\w.-]+/g, '-') || 'run';
  };
  const base = join('runs', `${name(model)}-${name(data)}-${seed}`);
  for (let attempt = 1; ; attempt++) {
    const path = attempt === 1 ? base : `${base}-${attempt}`;
    if (!taken(path)) return path;
  }
}

/** A run that failed before its first step leaves an empty folder at most. */
function holdsFiles(path: string): boolean {
  return existsSync(path) && readdirSync(path).length > 0;
}
