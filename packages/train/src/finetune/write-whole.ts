import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { ZerothError } from 'zeroth';

/** Writes a file whole or not at all. @throws ZerothError `file-write` */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, contents);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZerothError('file-write', `${path} cannot be written: ${reason}`, path, { cause: error });
  }
}
