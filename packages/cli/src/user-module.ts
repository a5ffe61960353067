import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ZerothError } from 'zeroth';
import { oneLine } from './format.js';

/**
 * What a module of the user's exports.
 *
 * @param needed what it is to export, in words
 * @throws ZerothError `usage` for a file that is not there; `problem-invalid` for one that cannot be loaded
 */
export async function importModule(file: string, needed: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new ZerothError(
      'usage',
      `${file} cannot be read, since it is not there: name the module that exports ${needed}.`,
      file,
    );
  if (found.isDirectory()) throw new ZerothError('usage', `${file} is a folder: name a module in it.`, file);
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const message =
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? /\.[cm]?ts$/.test(file)
          ? `${file} is TypeScript, which Node ${process.versions.node} does not load: use Node 22.18 or later, or compile it to .mjs.`
          : `${file} is no module: its name must end in .mjs, .js or .ts.`
        : `${file} cannot be loaded: ${oneLine(error instanceof Error ? error.message : String(error))}`;
    throw new ZerothError('problem-invalid', message, file, { cause: error });
  }
}
