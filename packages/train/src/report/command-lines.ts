import type { Report } from './report.js';

/** What the command line takes as arguments or what no run can be started with again. */
const notFlags = new Set(['version', 'model', 'data', 'seed', 'folder', 'resume', 'signal', 'onEvent']);

/** The command that does this run again. */
export function finetuneCommand({ model, options, seed }: Report): string {
  // A task knows its name only, the options the whole path that was given.
  const data = typeof options.data === 'string' ? options.data : undefined;
  const words = ['zeroth', 'finetune', quote(model), quote(data ?? 'DATA'), '--seed', String(seed)];
  for (const [name, value] of Object.entries(options)) {
    if (notFlags.has(name)) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) words.push(flag);
    else if (typeof value === 'string' || typeof value === 'number') words.push(flag, quote(String(value)));
    else if (Array.isArray(value)) words.push(flag, quote(value.join(',')));
  }
  return words.join(' ');
}

/** The word as a POSIX shell reads it. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
