import { expect, test } from 'vitest';
import { checksum } from './checksum.js';
import { type Random, random } from './index.js';

// Saved journals and seeds mean these numbers. A change here breaks every one of them.
test('the numbers of a seed never change', () => {
  const draw = (one: (stream: Random) => number) => {
    const stream = random(20261124, 3).split(5);
    return checksum(new Uint8Array(Float64Array.from({ length: 1000 }, () => one(stream)).buffer));
  };
  expect({
    uniform: draw((stream) => stream.uniform()),
    normal: draw((stream) => stream.normal()),
    rademacher: draw((stream) => stream.rademacher()),
    integer: draw((stream) => stream.integer(1000) + stream.integer(3 * 2 ** 50)),
    exponential: draw((stream) => stream.exponential()),
    gamma: draw((stream) => stream.gamma(2.5) + stream.gamma(0.2)),
    studentT: draw((stream) => stream.studentT(3)),
    stable: draw((stream) => stream.stable(1.5, 0.3) + stream.stable(1, 0.3)),
    sphere: draw((stream) => stream.sphere(3)[2]!),
    signs: draw((stream) => stream.fillRademacher(new Float64Array(200))[199]!),
    choice: draw((stream) => stream.choice(1000, 3)[2]! + stream.permutation(10)[7]!),
  }).toEqual({
    uniform: '9695e452',
    normal: '1dba9075',
    rademacher: '7a01a345',
    integer: '8b086a4f',
    exponential: '766b05a2',
    gamma: '8d367ba2',
    studentT: 'bbc91dc6',
    stable: '3c5bcaeb',
    sphere: '35f2ab60',
    signs: '5de9fcc5',
    choice: 'ab03faae',
  });
});
