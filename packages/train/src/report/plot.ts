import { formatCount } from './format.js';
import { html, type Markup } from './markup.js';
import { type Point, thinOut } from './smooth.js';
import { type Axis, niceAxis } from './ticks.js';

/** A line of a {@link linePlot}. */
export interface Line {
  /** Name of the line's style: `raw` is faint, `smooth` and `validation` stand out, `series-0` to `series-5` are told apart. */
  readonly kind: 'raw' | 'smooth' | 'validation' | `series-${number}`;
  /** In ascending x, all finite. */
  readonly points: readonly Point[];
}

/** What a {@link linePlot} shows. */
export interface LinePlot {
  /** Above the frame. */
  readonly title: string;
  /** Read out in place of the picture. */
  readonly description: string;
  readonly xLabel: string;
  readonly lines: readonly Line[];
  /** A point to single out. */
  readonly mark?: Point & { readonly label: string };
  /** The y values that must be in the frame; what lies outside is cut off. */
  readonly range: { readonly low: number; readonly high: number };
}

// In units of the view box, which a phone shows at about its own pixels.
const width = 360;
const height = 230;
const frame = { left: 46, right: 12, top: 28, bottom: 40 };
const intervals = 4;

/** A line plot as an SVG element, styled by the page's style sheet. */
export function linePlot({ title, description, xLabel, lines, mark, range }: LinePlot): Markup {
  const xs = lines.flatMap(({ points }) => (points.length > 0 ? [points[0]!.x, points[points.length - 1]!.x] : []));
  const x = exactAxis(Math.min(0, ...xs), Math.max(1, ...xs));
  const y = niceAxis(range.low, range.high, intervals);
  const place = ({ x: px, y: py }: Point): Point => ({
    x: frame.left + ((px - x.low) / (x.high - x.low)) * (width - frame.left - frame.right),
    y: height - frame.bottom - ((py - y.low) / (y.high - y.low)) * (height - frame.top - frame.bottom),
  });
  // Points far outside would only make the file longer: a frame's height beyond is as good.
  const bounded = ({ x: px, y: py }: Point): Point => ({
    x: px,
    y: Math.min(2 * y.high - y.low, Math.max(2 * y.low - y.high, py)),
  });
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">
<text class="plot-title" x="${frame.left}" y="16">${title}</text>
${y.ticks.map((tick) => horizontalMark(place({ x: x.low, y: tick }).y, tick.toFixed(y.digits)))}
${x.ticks.map((tick) => verticalMark(place({ x: tick, y: y.low }).x, formatCount(tick)))}
<text class="axis" x="${(frame.left + width - frame.right) / 2}" y="${height - 6}" text-anchor="middle">${xLabel}</text>
<svg x="${frame.left}" y="${frame.top}" width="${width - frame.left - frame.right}" height="${height - frame.top - frame.bottom}" viewBox="${frame.left} ${frame.top} ${width - frame.left - frame.right} ${height - frame.top - frame.bottom}">
${lines.map(({ kind, points }) => drawLine(kind, points.map(bounded).map(place)))}
</svg>
${mark && drawMark(place(bounded(mark)), mark.label)}
</svg>`;
}

/** The range as it is, with the marks that lie in it: steps end where they end. */
function exactAxis(low: number, high: number): Axis {
  const nice = niceAxis(low, high, intervals);
  return {
    ...nice,
    low,
    high,
    ticks: nice.ticks.filter((tick) => tick >= low && tick <= high && Number.isInteger(tick)),
  };
}

function horizontalMark(y: number, label: string): Markup {
  return html`<line class="grid" x1="${frame.left}" x2="${width - frame.right}" y1="${short(y)}" y2="${short(y)}"/><text class="axis" x="${frame.left - 6}" y="${short(y + 4)}" text-anchor="end">${label}</text>`;
}

function verticalMark(x: number, label: string): Markup {
  const bottom = height - frame.bottom;
  // A long label under the last mark would leave the picture.
  const room = width - x - 3.5 * label.length;
  return html`<line class="grid" x1="${short(x)}" x2="${short(x)}" y1="${bottom}" y2="${bottom + 4}"/><text class="axis" x="${short(Math.min(x, x + room))}" y="${bottom + 16}" text-anchor="middle">${label}</text>`;
}

function drawLine(kind: Line['kind'], points: readonly Point[]): Markup {
  if (points.length === 1)
    return html`<circle class="dot-${kind}" cx="${short(points[0]!.x)}" cy="${short(points[0]!.y)}" r="3"/>`;
  const drawn = thinOut(points, width - frame.left - frame.right);
  return html`<polyline class="line-${kind}" points="${drawn.map(({ x, y }) => `${short(x)},${short(y)}`).join(' ')}"/>`;
}

function drawMark({ x, y }: Point, label: string): Markup {
  // On the side of the frame's middle there is room for the words.
  const atRight = x > (frame.left + width - frame.right) / 2;
  const above = y > frame.top + 24;
  return html`<circle class="mark" cx="${short(x)}" cy="${short(y)}" r="4"/><text class="mark-label" x="${short(x + (atRight ? -7 : 7))}" y="${short(above ? y - 7 : y + 16)}" text-anchor="${atRight ? 'end' : 'start'}">${label}</text>`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
