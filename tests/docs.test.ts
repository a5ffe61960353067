import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';

/*
 * Every TypeScript block of the README and of the pages in docs/ compiles, strictly, and runs. A block marked `ts types`
 * only has to compile. Where a block prints, the comment `// → text` on a line says what that line prints.
 */

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'tests', '.docs');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

interface Block {
  readonly name: string;
  readonly code: string;
  readonly runs: boolean;
}

const blocks: Block[] = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts( types)?\n([\s\S]*?)^```$/gm)].map((match, i) => ({
    name: `${basename(page, '.md')}-${i + 1}`,
    code: match[2] ?? '',
    runs: match[1] === undefined,
  }));
});

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ['node'],
};

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of blocks) writeFileSync(join(folder, `${name}.mts`), `${code}\nexport {};\n`);
});

describe('documentation', () => {
  it('compiles', () => {
    const program = ts.createProgram(
      blocks.map(({ name }) => join(folder, `${name}.mts`)),
      options,
    );
    program.emit();
    const errors = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
      const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
      const { file, start } = diagnostic;
      if (file === undefined || start === undefined) return text;
      return `${basename(file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1} ${text}`;
    });
    expect(errors).toEqual([]);
  });

  it.each(blocks.filter(({ runs }) => runs))('$name runs and prints what it says', async ({ name, code }) => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, `${name}.mjs`)], { cwd: root });
    const said = [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);
    if (said.length > 0) expect(stdout.trimEnd().split('\n')).toEqual(said);
  });
});
