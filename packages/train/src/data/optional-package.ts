import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ZerothError } from 'zeroth';

/**
 * Folder of an installed npm package, found from here or from the working directory.
 *
 * @throws ZerothError `package-missing`, which says what to install
 */
export function packageDirectory(name: string, purpose: string): string {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), 'any.js'))]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // Not installed as seen from there; the other place may have it.
    }
  }
  throw new ZerothError('package-missing', `${purpose} needs the package ${name}: run "npm install ${name}".`, name);
}
