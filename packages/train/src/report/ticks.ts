/** Where an axis begins and ends, and the values at which it has marks. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Digits after the point that tell every tick from its neighbours. */
  readonly digits: number;
}

/** The shortest range, relative to its values or to 1, whose marks still differ in what a label has room for. */
const shortestRange = 1e-9;

/**
 * An axis whose marks are multiples of 1, 2 or 5 times a power of ten and that covers [low, high], about `count`
 * intervals long. A range that is empty, or too short for its marks to be written, is widened.
 *
 * @source Heckbert: Nice numbers for graph labels, Graphics Gems (1990)
 */
export function niceAxis(low: number, high: number, count: number): Axis {
  if (!(high - low > shortestRange * Math.max(Math.abs(low), Math.abs(high), 1))) {
    const room = Math.max(Math.abs(low), 1) / 2;
    return niceAxis(low - room, low + room, count);
  }
  const rough = (high - low) / count;
  const exponent = Math.floor(Math.log10(rough));
  const mantissa = rough / 10 ** exponent;
  // The geometric means of neighbouring steps are where the nearer one changes.
  const step = mantissa < Math.SQRT2 ? 1 : mantissa < Math.sqrt(10) ? 2 : mantissa < Math.sqrt(50) ? 5 : 10;
  const digits = Math.max(0, -(exponent + (step === 10 ? 1 : 0)));
  // A negative power of ten is not a binary fraction: dividing by its inverse rounds once, multiplying by it twice.
  const multiple = (k: number): number => (exponent < 0 ? (k * step) / 10 ** -exponent : k * step * 10 ** exponent);
  const size = multiple(1);
  // Rounding may not make the axis an interval longer than the data.
  const first = Math.floor(low / size + 1e-9);
  const last = Math.ceil(high / size - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => multiple(first + i));
  return { low: ticks[0]!, high: ticks[ticks.length - 1]!, ticks, digits };
}
