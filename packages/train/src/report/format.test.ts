import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatNumber, formatScore } from './format.js';

describe('formats', () => {
  it('carries into the next unit where rounding would reach it', () => {
    expect([59.94, 59.95, 61, 3599.4, 3599.6, 7620].map(formatDuration)).toEqual([
      '59.9 s',
      '1 min 00 s',
      '1 min 01 s',
      '59 min 59 s',
      '1 h 00 min',
      '2 h 07 min',
    ]);
    expect([0, 999, 999.4, 999.5, 48310, 999_499, 999_500, 4.123e8].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '999 B',
      '1 KB',
      '48.3 KB',
      '999 KB',
      '1 MB',
      '412 MB',
    ]);
  });

  it('shows three significant digits', () => {
    expect([63.512, 0.0012345, 1234.4, 0].map(formatNumber)).toEqual(['63.5', '0.00123', '1,234', '0']);
  });

  it('marks what is not a number', () => {
    expect(formatScore(Number.NaN)).toBe('–');
    expect(formatBytes(Number.POSITIVE_INFINITY)).toBe('–');
  });
});
