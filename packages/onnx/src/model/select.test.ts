import { describe, expect, it } from 'vitest';
import { caught } from '../testing/caught.js';
import { select } from './select.js';
import type { Parameter, ParameterKind } from './types.js';

const parameter = (name: string, kind: ParameterKind, group: string): Parameter => ({
  name,
  kind,
  group,
  shape: [2],
  length: 2,
  pointer: 0,
  memory: 0,
  start: 0,
  values: new Float32Array(2),
});

const parameters = [
  parameter('embedding', 'embedding', 'embedding'),
  parameter('blocks.1.norm.scale', 'norm', 'blocks.1'),
  parameter('blocks.1.query.weight', 'matrix', 'blocks.1'),
  parameter('blocks.1.query.bias', 'bias', 'blocks.1'),
  parameter('blocks.10.query.weight', 'matrix', 'blocks.10'),
  parameter('head.weight', 'matrix', 'head'),
  parameter('head.bias', 'bias', 'head'),
];

describe('select', () => {
  it.each([
    [['all'], [0, 1, 2, 3, 4, 5, 6]],
    [['norms'], [1]],
    [['biases'], [3, 6]],
    [['matrices'], [2, 4, 5]],
    [['embeddings'], [0]],
    [['embedding'], [0]],
    [['blocks.1'], [1, 2, 3]],
    [['blocks'], [1, 2, 3, 4]],
    [['head'], [5, 6]],
    [['*.query.*'], [2, 3, 4]],
    [['blocks.1*.weight'], [2, 4]],
    [
      ['head', 'norms'],
      [1, 5, 6],
    ],
    [
      ['all', '!embedding'],
      [1, 2, 3, 4, 5, 6],
    ],
    [['!biases', 'head'], [5]],
    [['!blocks'], [0, 5, 6]],
  ])('%j', (patterns, expected) => {
    expect(select(parameters, patterns).map((each) => parameters.indexOf(each))).toEqual(expected);
  });

  it('names what there is when a pattern names nothing', async () => {
    for (const patterns of [['blocks.2'], ['head', 'x+'], ['head', '!nothing'], ['head', '!head'], ['(']]) {
      const error = await caught(() => select(parameters, patterns));
      expect(error.code).toBe('no-such-parameters');
    }
    const { message } = await caught(() => select(parameters, ['layers']));
    expect(message).toContain('embedding, blocks.1, blocks.10, head');
  });
});
