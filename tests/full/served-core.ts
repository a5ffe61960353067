import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import ts from 'typescript';

const library = resolve(import.meta.dirname, '..', '..', 'packages', 'zeroth');

/** The library's entries as a page's import map, from its own list of them. */
function importMap(): string {
  const { exports }: { exports: Record<string, string> } = JSON.parse(
    readFileSync(join(library, 'package.json'), 'utf8'),
  );
  const imports = Object.entries(exports).map(([name, path]) => [join('zeroth', name), path.replace('./', '/')]);
  return JSON.stringify({ imports: Object.fromEntries(imports) });
}

/** Serves the built library as it is, one TypeScript file as JavaScript, and an empty page. */
export async function serveCore(proof: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { outputText } = ts.transpileModule(readFileSync(proof, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
  });
  const page = `<!doctype html><title>zeroth</title><link rel="icon" href="data:,"><script type="importmap">${importMap()}</script>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const send = (type: string, body: string | Buffer) =>
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
    if (pathname === '/') return void send('text/html', page);
    if (pathname === '/proof.js') return void send('text/javascript', outputText);
    const path = join(library, pathname);
    if (!path.startsWith(join(library, 'dist') + sep) || extname(path) !== '.js')
      return void response.writeHead(404).end();
    try {
      send('text/javascript', readFileSync(path));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
