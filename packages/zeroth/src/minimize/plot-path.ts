import { ZerothError } from '../errors.js';
import { levelLines } from './level-lines.js';
import type { PlotOptions } from './plot.js';
import { colours, frameOf, padded, polyline, round } from './plot-frame.js';
import type { MinimizeResult } from './result.js';

/** Values on a side of the grid that level lines are drawn from. */
const side = 81;
/** Levels lie by this factor above each other, down from the largest value. */
const levelCount = 11;
const levelRatio = 2;

/**
 * The path of a run in two variables on the level lines of its function, as SVG text. The levels lie above the least value
 * that was seen, each twice as far as the one below. f is called 81 x 81 times.
 *
 * @param f the function, of a vector of two; where it gives no finite number, no line is drawn
 * @param result of a call with `trace: true`
 * @throws ZerothError `no-trace`; `shape-mismatch` unless there are two variables
 */
export function plotPath(
  f: (x: Float64Array) => number,
  { trace, method, value }: Pick<MinimizeResult<unknown>, 'trace' | 'method' | 'value'>,
  { width = 560, height = 480 }: PlotOptions = {},
): string {
  if (trace === undefined || trace.length === 0)
    throw new ZerothError('no-trace', 'There is no path to plot: call minimize with { trace: true }.', trace);
  const n = trace[0]!.x.length;
  if (n !== 2) throw new ZerothError('shape-mismatch', `A path is drawn in two variables, not ${n}.`, n);
  const points = trace.map(({ x }) => [x[0]!, x[1]!] as const);
  const [left, right] = padded(
    points.map(([x]) => x),
    0.25,
  );
  const [low, high] = padded(
    points.map(([, y]) => y),
    0.25,
  );
  const { across, down, picture } = frameOf([left, right], [low, high], width, height);
  const placeX = (i: number): number => left + ((right - left) * i) / (side - 1);
  const placeY = (j: number): number => low + ((high - low) * j) / (side - 1);
  const values = Float64Array.from({ length: side * side }, (_, k) =>
    f(Float64Array.of(placeX(k % side), placeY(Math.floor(k / side)))),
  );
  const finite = values.filter(Number.isFinite);
  const least = finite.reduce((a, b) => Math.min(a, b), value);
  const range = finite.reduce((a, b) => Math.max(a, b), least) - least;
  const lines = Array.from({ length: levelCount }, (_, k) => {
    const d = levelLines(values, side, least + range / levelRatio ** (k + 1))
      .map(([a, b, c, e]) =>
        polyline([
          [across(placeX(a)), down(placeY(b))],
          [across(placeX(c)), down(placeY(e))],
        ]),
      )
      .join('');
    return `<path class="level" fill="none" stroke="${colours.level}" d="${d}"/>`;
  });
  const path = points.map(([x, y]) => [across(x), down(y)] as const);
  const [endX, endY] = path[path.length - 1]!;
  return picture(
    method,
    ['x[0]', 'x[1]'],
    [
      ...(range > 0 ? lines : []),
      `<path class="path" fill="none" stroke="${colours.gradient}" stroke-width="1.5" d="${polyline(path)}"/>`,
      ...path.map(([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="2" fill="${colours.gradient}"/>`),
      `<circle cx="${round(endX)}" cy="${round(endY)}" r="5" fill="none" stroke="${colours.value}" stroke-width="2"/>`,
    ],
  );
}
