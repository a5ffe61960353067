#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('zeroth is not built yet: run `npm run build` in the workspace first\n');
  process.exit(2);
}
await import(main.href);
