import { describe, expect, it } from 'vitest';
import { type Journal, memoryJournal, parseJournal, run, toLine } from '../index.js';
import { descend, gradients, rosenbrock, rosenbrockGradient, start } from '../subjects.js';
import { checksum, decode, encode, hash, type JournalError, wholeLength } from './index.js';

const recorded = () => {
  const journal = memoryJournal();
  run(descend(start(), 5), gradients, { journal });
  return journal.text();
};

describe('encoding', () => {
  it.each([-0, Number.NaN, Infinity, -Infinity, 5e-324, 0.1, 1e300])('keeps the number %d', (value) => {
    expect(Object.is(decode(encode(value)), value)).toBe(true);
  });

  it('keeps typed arrays, big integers, undefined and keys that begin with a dollar', () => {
    const value = {
      f64: Float64Array.of(0.1, -0, Number.NaN),
      f32: Float32Array.of(0.1),
      i32: Int32Array.of(-1),
      u8: Uint8Array.of(1, 2, 3, 4, 5),
      i64: BigInt64Array.of(-(2n ** 60n)),
      big: 10n ** 30n,
      nothing: undefined,
      list: [undefined, null, 'ünï'],
      ['__proto__']: { kept: 1 },
      $n: '5',
      $$: { $f64: 'text' },
    };
    expect(decode(encode(value))).toStrictEqual(value);
  });

  it.each(['{"$f64":"AAA"}', '{"$f64":"!!"}', '{"$f64":5}', '{"$mystery":"x"}'])('refuses %s', (text) => {
    expect(() => decode(text)).toThrow(SyntaxError);
  });

  it('does not let a hostile key reach a prototype', () => {
    const value = decode('{"__proto__":{"polluted":1}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('refuses what is not plain data', () => {
    expect(() => encode({ f: () => 1 })).toThrow('not plain data');
    expect(() => hash({ f: () => 1 })).toThrow('not plain data');
  });
});

describe('fingerprints', () => {
  it('tell apart what plain JSON confuses', () => {
    const different = [
      0,
      -0,
      Number.NaN,
      null,
      '',
      [],
      {},
      Float64Array.of(0),
      Float64Array.of(-0),
      Float32Array.of(0, 0),
      [0],
      'NaN',
      0n,
    ];
    expect(new Set(different.map(hash)).size).toBe(different.length);
  });

  it('see every bit of a vector, at any length and alignment', () => {
    for (const length of [1, 2, 3, 5]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i);
      const before = hash(bytes);
      for (let bit = 0; bit < 8 * length; bit++) {
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect(hash(bytes)).not.toBe(before);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
      }
    }
    const shifted = new Uint8Array([9, 1, 2, 3, 4, 5, 6, 7, 8]).subarray(1);
    expect(hash(shifted)).toBe(hash(shifted.slice()));
  });

  it('pass over the buffers that a question brings', () => {
    expect(hash({ kind: 'gradients', into: [new Float64Array(2)] })).toBe(hash({ kind: 'gradients' }));
  });
});

describe('text', () => {
  it('drops a torn last record, wherever the crash cut it', () => {
    const text = recorded();
    for (let cut = 0; cut <= text.length; cut++) {
      const part = text.slice(0, cut);
      const entries = parseJournal(part);
      expect(entries.map(toLine).join('')).toBe(text.slice(0, wholeLength(part)));
      expect(text.slice(0, wholeLength(part)).split('\n').length - 1).toBe(entries.length);
    }
  });

  it('reports a damaged record with its number, whichever character changed', () => {
    const lines = recorded().split('\n');
    const line = lines[2]!;
    for (let i = 0; i < line.length; i++) {
      const changed = line.slice(0, i) + (line[i] === '7' ? '8' : '7') + line.slice(i + 1);
      const text = lines.with(2, changed).join('\n');
      expect(() => parseJournal(text)).toThrow(expect.objectContaining({ code: 'damaged', record: 3 }) as JournalError);
    }
  });

  it('reports a record whose checksum fits and whose content does not', () => {
    const body = '[0,"ab","answer",{"$f64":"AAA"}';
    expect(() => parseJournal(`${body},"${checksum(body)}"]\n${recorded()}`)).toThrow(
      'record 1 of the journal is damaged',
    );
  });

  it('is JSON lines', () => {
    for (const line of recorded().trimEnd().split('\n')) expect(JSON.parse(line)).toHaveLength(5);
  });
});

describe('replay', () => {
  it('from every prefix equals the uninterrupted run, and asks nothing that is recorded', () => {
    const text = recorded();
    const outcome = run(descend(start(), 5), gradients);
    for (let k = 0; k <= 5; k++) {
      const journal = memoryJournal(parseJournal(text).slice(0, k));
      let asked = 0;
      const counting = {
        gradients: (query: Parameters<typeof gradients.gradients>[0]) => {
          asked++;
          return gradients.gradients(query);
        },
      };
      expect(run(descend(start(), 5), counting, { journal })).toEqual(outcome);
      expect(asked).toBe(5 - k);
      expect(journal.text()).toBe(text);
    }
  });

  it('stops at a mismatch and says which record', () => {
    const outcome = run(descend(start(), 5, 2e-3), gradients, { journal: memoryJournal(recorded()) });
    expect(outcome).toMatchObject({ status: 'failed', cause: 'journal', error: { code: 'mismatch', record: 2 } });
  });

  it('keeps the fingerprint of a large answer and asks again', () => {
    const journal = memoryJournal([], { keepBytes: 8 });
    const outcome = run(descend(start(), 9), gradients, { journal });
    for (let k = 0; k <= 9; k++) {
      const part = memoryJournal(parseJournal(journal.text()).slice(0, k), { keepBytes: 8 });
      expect(run(descend(start(), 9), gradients, { journal: part })).toEqual(outcome);
      expect(part.text()).toBe(journal.text());
    }
    const other = {
      gradients: (query: Parameters<typeof gradients.gradients>[0]) =>
        query.points.map((x) => ({ value: rosenbrock(x) + 1e-9, gradient: rosenbrockGradient(x) })),
    };
    const again: Journal = memoryJournal(journal.text(), { keepBytes: 8 });
    expect(run(descend(start(), 9), other, { journal: again })).toMatchObject({
      cause: 'journal',
      error: { record: 1 },
    });
  });
});
