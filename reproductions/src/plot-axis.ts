import { niceAxis } from '@zeroth/train';

export type AxisScale = 'linear' | 'logarithmic';

/** The ends of an axis and what is written along it. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** Equal differences of this are equal lengths on the axis. */
  position(value: number): number;
}

/**
 * An axis for some values.
 *
 * @param values at least one; positive for a logarithmic axis
 * @param count about how many ticks
 */
export function axisOf(values: readonly number[], scale: AxisScale, count: number): Axis {
  const [least, most] = values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  if (scale === 'logarithmic') return logarithmicAxis(least, most, count);
  const { low, high, ticks, digits } = niceAxis(least, most, count);
  return {
    low,
    high,
    ticks: ticks.map((value) => ({ value, label: value.toFixed(digits) })),
    position: (value) => value,
  };
}

/** Ticks at powers of ten, at equal distances; at 1, 2 and 5 times them where the values span at most two. */
function logarithmicAxis(least: number, most: number, count: number): Axis {
  const [from, to] = [
    Math.floor(Math.log10(least)),
    Math.max(Math.ceil(Math.log10(most)), Math.floor(Math.log10(least)) + 1),
  ];
  const step = Math.ceil((to - from) / count);
  const multiples = Math.log10(most / least) <= 2 ? [1, 2, 5] : [1];
  const exponents = Array.from({ length: Math.ceil((to - from) / step) + 1 }, (_, i) => from + i * step);
  const all = exponents.flatMap((exponent) => multiples.map((multiple) => ({ multiple, exponent })));
  const sizeOf = ({ multiple, exponent }: Mark) => multiple * 10 ** exponent;
  const low = all.findLast((mark) => sizeOf(mark) <= least) ?? all[0]!;
  const high = all.find((mark) => sizeOf(mark) >= most && sizeOf(mark) > sizeOf(low)) ?? all.at(-1)!;
  const marks = all.filter((mark) => sizeOf(mark) >= sizeOf(low) && sizeOf(mark) <= sizeOf(high));
  const plain = sizeOf(low) >= 1e-3 && sizeOf(high) <= 1e4;
  return {
    low: sizeOf(low),
    high: sizeOf(high),
    ticks: marks.map((mark) => ({ value: sizeOf(mark), label: plain ? plainLabel(mark) : powerLabel(mark) })),
    position: Math.log10,
  };
}

interface Mark {
  readonly multiple: number;
  readonly exponent: number;
}

function plainLabel({ multiple, exponent }: Mark): string {
  return (multiple * 10 ** exponent).toFixed(Math.max(0, -exponent));
}

function powerLabel({ multiple, exponent }: Mark): string {
  const power = `10${[...String(exponent)].map((digit) => superscripts[digit] ?? digit).join('')}`;
  return multiple === 1 ? power : `${multiple}·${power}`;
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};
