import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import house from './house.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '..');

/** The TypeScript files below a folder that are part of a package: tests may import what they like. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => name.endsWith('.ts') && !/\.(test|test-d)\.ts$/.test(name) && !/(^|\/)(fixtures|subjects)\b/.test(name),
    )
    .map((name) => join(folder, name));
}

/** What a file imports or hands on, as written. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** The room of a file: its folder directly below `base`, or its own name. */
function roomOf(file: string, base: string): string {
  return (relative(base, file).split(sep)[0] ?? '').replace(/\.(js|ts)$/, '');
}

describe.each(Object.entries(house).filter(([base]) => base !== 'packages'))(
  '%s',
  (base, rooms: Record<string, string[]>) => {
    it.each(Object.entries(rooms))('%s imports only what lies below it', (room, allowed) => {
      for (const file of sources(base).filter((name) => roomOf(name, base) === room)) {
        for (const target of imports(file).filter((name) => name.startsWith('.'))) {
          const there = roomOf(join(dirname(file), target), base);
          if (there !== room) expect(allowed, `${file} imports ${target}`).toContain(there);
        }
      }
    });
  },
);

describe('packages', () => {
  const names = (specifier: string) => /^(?:@zeroth\/)?([a-z]+)(?:\/|$)/.exec(specifier)?.[1] ?? '';

  it.each(Object.entries(house.packages))('%s imports only packages below it', (name, allowed) => {
    for (const file of sources(`packages/${name}/src`)) {
      for (const target of imports(file).filter((specifier) => /^(zeroth|@zeroth)(\/|$)/.test(specifier)))
        expect(allowed, `${file} imports ${target}`).toContain(names(target));
    }
  });

  it('zeroth has no runtime dependencies and imports nothing of Node', () => {
    const manifest: { dependencies?: object } = JSON.parse(
      readFileSync(join(root, 'packages/zeroth/package.json'), 'utf8'),
    );
    expect(manifest.dependencies ?? {}).toEqual({});
    for (const file of sources('packages/zeroth/src')) {
      for (const target of imports(file)) expect(target, file).toMatch(/^\./);
      expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(/\b(process|Buffer|require)\b[.(]/);
    }
  });

  it('nothing calls Math.random', () => {
    for (const name of Object.keys(house.packages)) {
      for (const file of sources(`packages/${name}/src`))
        expect(readFileSync(join(root, file), 'utf8'), file).not.toContain('Math.random(');
    }
  });
});
