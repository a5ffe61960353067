import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = dirname(fileURLToPath(import.meta.url));

/** What a file imports when it is loaded; types, and imports that are called, are not among it. */
function importsOf(file: string): readonly string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gms)].map(
    ([, specifier]) => specifier!,
  );
}

it('loads no module of Node before a path or a name is opened, so browsers can load the package', () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const pending = [join(folder, 'index.ts')];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) pending.push(join(dirname(file), specifier.replace(/\.js$/, '.ts')));
      else packages.add(specifier);
    }
  }
  expect(seen.size).toBeGreaterThan(20);
  const parts = ['array', 'autodiff', 'graph', 'random', 'special'].map((part) => `zeroth/${part}`);
  expect([...packages].sort()).toEqual(['@bufbuild/protobuf', 'onnx-buf', 'zeroth', ...parts]);
});
