import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileJournal } from '../../packages/node/src/index.js';
import * as core from './core-proof.js';
import { serveCore } from './served-core.js';

/* The library's core in a browser gives the bits that it gives in Node. Needs Debian's Chromium. */

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

const folder = mkdtempSync(join(tmpdir(), 'zeroth-browser-'));
let server: Awaited<ReturnType<typeof serveCore>>;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  if (!existsSync(executablePath))
    throw new Error(`there is no ${executablePath}: run "apt-get install chromium", or set CHROMIUM to its path`);
  server = await serveCore(join(import.meta.dirname, 'core-proof.ts'));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] });
  page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(server.url);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls one of the proof's functions in the page. */
function inPage<Name extends keyof typeof core>(name: Name, ...words: string[]) {
  type Result = Awaited<ReturnType<(typeof core)[Name]>>;
  const script = `import('/proof.js').then((core) => core[${JSON.stringify(name)}](...${JSON.stringify(words)}))`;
  return page.evaluate<Result>(script);
}

describe('in a page', () => {
  it('kernels give the same bits as in Node', async () => {
    expect(await inPage('kernelSums')).toEqual(await core.kernelSums());
  });

  it('random streams are those of Node', async () => {
    expect(await inPage('drawSums')).toEqual(core.drawSums());
  });

  it('natural evolution ends with the same outcome and journal, and replays a journal of Node', async () => {
    const here = core.evolve();
    expect(await inPage('evolve')).toEqual(here);
    expect(here.asked).toBeGreaterThan(100);
    expect(await inPage('evolve', here.journal)).toEqual({ ...here, asked: 0 });
  });

  it('asynchronous evolution replays a journal that Node wrote to a file, whole or in part', async () => {
    const path = join(folder, 'journal.jsonl');
    const journal = fileJournal(path);
    const here = await core.evolveSideBySide(journal);
    journal.close();
    const written = readFileSync(path, 'utf8');
    const lines = written.split('\n');

    expect(await inPage('goOn', '')).toEqual(here);
    expect(await inPage('goOn', written)).toEqual({ ...here, asked: 0 });
    const half = `${lines.slice(0, lines.length / 2).join('\n')}\n`;
    const continued = await inPage('goOn', half);
    // The same questions, here and there: what Node does with half of its journal.
    expect(continued).toEqual(await core.goOn(half));
    expect(continued.asked).toBeLessThan(here.asked);
  });

  it('nothing is printed, and nothing fails', () => {
    expect(complaints).toEqual([]);
  });
});
