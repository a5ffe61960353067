import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Child, scratchFolder, startChild, startNode } from '../fixtures/children.js';
import { lockFolder } from './lock-folder.js';
import { isRunning, thisProcess } from './owner.js';

const locked = expect.objectContaining({ name: 'ZerothError', code: 'locked' });
const filesOf = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('.lock'));

/** A folder whose lock a killed process left behind. */
async function abandoned(): Promise<string> {
  const folder = scratchFolder();
  const child = startNode('holder', folder);
  expect(await child.line()).toBe('held');
  child.process.kill('SIGKILL');
  await child.end;
  expect(filesOf(folder)).toEqual(['.lock']);
  return folder;
}

async function letGo(child: Child): Promise<void> {
  child.process.stdin.end();
  expect(await child.end).toBe(0);
}

describe('the lock of a run folder', () => {
  it('is refused while a process holds it, which the error names, and free once it is given back', async () => {
    const folder = scratchFolder();
    const child = startNode('holder', folder);
    expect(await child.line()).toBe('held');
    const message = new RegExp(
      `^run folder ${folder} is used by process ${child.process.pid} \\(started \\S+Z\\): wait for it or choose another folder$`,
    );
    expect(() => lockFolder(folder)).toThrow(locked);
    expect(() => lockFolder(folder)).toThrow(message);
    await letGo(child);
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(locked);
    lock.release();
    lock.release();
    expect(filesOf(folder)).toEqual([]);
  });

  it('tells when its holder started, to a second', async () => {
    const before = Date.now();
    const folder = scratchFolder();
    const child = startNode('holder', folder);
    await child.line();
    const { started } = JSON.parse(readFileSync(join(folder, '.lock'), 'utf8'));
    expect(Date.parse(started)).toBeGreaterThan(before - 1000);
    expect(Date.parse(started)).toBeLessThan(Date.now() + 1000);
    await letGo(child);
  });

  it('is given back when the process exits without saying so', async () => {
    const folder = scratchFolder();
    const child = startNode('holder', folder, 'exit');
    expect(await child.end).toBe(0);
    expect(filesOf(folder)).toEqual([]);
  });

  it('is taken over from a process that was killed', async () => {
    const folder = await abandoned();
    const lock = lockFolder(folder);
    expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(filesOf(folder)).toEqual(['.lock']);
    lock.release();
  });

  it('is taken over from a process whose number another one has now', async () => {
    const folder = await abandoned();
    const path = join(folder, '.lock');
    const dead = JSON.parse(readFileSync(path, 'utf8'));
    // As if the system had given its number to this process.
    writeFileSync(path, JSON.stringify({ ...dead, pid: process.pid }));
    lockFolder(folder).release();
  });

  it('is taken over even if whoever began to take it over was killed on the way', async () => {
    const folder = await abandoned();
    const path = join(folder, '.lock');
    const dead = JSON.parse(readFileSync(path, 'utf8'));
    const heir = { ...dead, id: crypto.randomUUID() };
    writeFileSync(`${path}.${dead.id}`, JSON.stringify(heir));
    lockFolder(folder).release();
    expect(filesOf(folder)).toEqual([]);
    // Or right after the lock was replaced.
    writeFileSync(path, JSON.stringify(heir));
    writeFileSync(`${path}.${dead.id}`, JSON.stringify(heir));
    lockFolder(folder).release();
  });

  it('is never taken from a process of another host', () => {
    const folder = scratchFolder();
    const path = join(folder, '.lock');
    writeFileSync(path, JSON.stringify({ ...thisProcess(), pid: 2 ** 22 + 1, host: 'elsewhere' }));
    expect(() => lockFolder(folder)).toThrow(`of host elsewhere (started ${thisProcess().started.slice(0, 13)}`);
    expect(() => lockFolder(folder)).toThrow(`(if that process has ended, delete ${path})`);
  });

  it('that cannot be read is not taken, and the error says what to do', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '.lock'), '{"pid":');
    expect(() => lockFolder(folder)).toThrow(`delete ${join(folder, '.lock')}`);
  });

  it('needs a folder', () => {
    expect(() => lockFolder(join(scratchFolder(), 'none'))).toThrow(expect.objectContaining({ code: 'lock-write' }));
  });

  it('does not warn of a leak where many are held', () => {
    const before = [process.getMaxListeners(), process.listenerCount('exit')];
    const locks = Array.from({ length: 30 }, () => lockFolder(scratchFolder()));
    expect(process.listenerCount('exit')).toBeLessThanOrEqual(process.getMaxListeners());
    for (const lock of locks) lock.release();
    expect([process.getMaxListeners(), process.listenerCount('exit')]).toEqual(before);
  });

  it.each([
    ['free', false],
    ['left by a dead process', true],
  ])('goes to just one of two processes that want it in the same instant, where it is %s', async (_, stale) => {
    const left = readFileSync(join(await abandoned(), '.lock'));
    const folders = Array.from({ length: 30 }, scratchFolder);
    if (stale) for (const folder of folders) writeFileSync(join(folder, '.lock'), left);
    const children = ['0', '1'].map((number) => startNode('contender', number, '2', ...folders));
    const said = await Promise.all(children.map(async (child) => JSON.parse((await child.line()) ?? '')));
    for (const [i, folder] of folders.entries()) {
      expect(said.map((results) => results[i]).sort()).toEqual(['held', 'locked']);
      expect(filesOf(folder)).toEqual([]);
    }
  });
});

describe('whether an owner runs', () => {
  it('is told by its number and the start of its process', () => {
    const me = thisProcess();
    expect(isRunning(me)).toBe(true);
    expect(isRunning({ ...me, mark: 'another start' })).toBe(process.platform === 'win32');
    expect(isRunning({ ...me, mark: undefined })).toBe(true);
    expect(isRunning({ ...me, pid: 2 ** 22 + 1 })).toBe(false); // above the largest number that Linux gives
    expect(isRunning({ ...me, pid: 1, mark: undefined })).toBe(true);
    expect(me.host).toBe(hostname());
  });

  it.runIf(existsSync('/proc/self/stat'))('counts a process that nobody has buried yet as dead', async () => {
    // The shell becomes `sleep`, which does not bury the child that it inherits.
    const child = startChild('sh', '-c', 'sleep 0.2 & echo $!; exec sleep 60');
    const pid = Number(await child.line());
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), { timeout: 10_000 }).toContain(') Z ');
    expect(isRunning({ ...thisProcess(), pid, mark: undefined })).toBe(false);
    child.process.kill();
  });
});
