/** A curve of a chart, in the numbers of its axes. */
export interface Curve {
  /** Number of the method, which has one colour and dash in all charts. */
  readonly series: number;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A single run behind the curve that sums them up. */
  readonly faint?: boolean;
}

/** An axis from its least number to its largest; a logarithmic one has positive numbers. */
export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly logarithmic: boolean;
}

const size = { width: 640, height: 340 };
const frame = { left: 66, right: 16, top: 12, bottom: 46 };
const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4', '1 4', '6 2 1 2 1 2'];

/** How many colours there are; further methods begin again with another dash. */
export const colourCount = 6;

/** Class and dash of a method's curves. */
export function strokeOf(series: number): string {
  const dash = dashes[series % dashes.length]!;
  return `class="series-${series % colourCount}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
}

/** Curves of steps as SVG; colours come from the page's style, for light and dark alike. */
export function stepChart(title: string, across: Axis, down: Axis, curves: readonly Curve[]): string {
  const x = scaleOf(across, frame.left, size.width - frame.right);
  const y = scaleOf(down, size.height - frame.bottom, frame.top);
  const bottom = size.height - frame.bottom;
  const middle = (frame.top + bottom) / 2;
  return [
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}">`,
    ...ticksOf(down).map(
      (tick) =>
        `<path class="grid" d="M${frame.left} ${round(y(tick))}H${size.width - frame.right}"/>` +
        `<text x="${frame.left - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${tickText(tick, down)}</text>`,
    ),
    ...ticksOf(across).map(
      (tick) =>
        `<path class="grid" d="M${round(x(tick))} ${bottom}v5"/>` +
        `<text x="${round(x(tick))}" y="${bottom + 18}" text-anchor="middle">${tickText(tick, across)}</text>`,
    ),
    `<path class="axis" d="M${frame.left} ${frame.top}V${bottom}H${size.width - frame.right}"/>`,
    `<text x="${(frame.left + size.width - frame.right) / 2}" y="${size.height - 8}" text-anchor="middle">${across.label}</text>`,
    `<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${down.label}</text>`,
    ...curves.map(
      ({ series, points, faint }) =>
        `<path fill="none" ${strokeOf(series)} ${faint ? 'stroke-width="1" opacity="0.22"' : 'stroke-width="2"'} d="${steps(points, x, y)}"/>`,
    ),
    '</svg>',
  ].join('\n');
}

function steps(points: Curve['points'], x: Scale, y: Scale): string {
  return points
    .map(([px, py], i) => (i === 0 ? `M${round(x(px))} ${round(y(py))}` : `H${round(x(px))}V${round(y(py))}`))
    .join('');
}

type Scale = (value: number) => number;

function scaleOf({ from, to, logarithmic }: Axis, start: number, end: number): Scale {
  const place = (value: number): number => (logarithmic ? Math.log10(value) : value);
  const [low, high] = [place(from), place(to)];
  return (value) => start + ((place(Math.min(to, Math.max(from, value))) - low) / (high - low || 1)) * (end - start);
}

/** Whole powers of ten, with 2 and 5 times them where there are few; else about six round numbers. */
function ticksOf({ from, to, logarithmic }: Axis): readonly number[] {
  if (!logarithmic) return Array.from({ length: 6 }, (_, i) => from + ((to - from) * i) / 5);
  const [low, high] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  const stride = Math.max(1, Math.ceil((high - low) / 7));
  const multiples = high - low < 2 ? [1, 2, 5] : [1];
  return Array.from({ length: high - low + 2 }, (_, i) => low - 1 + i)
    .filter((exponent) => (exponent - low) % stride === 0 || multiples.length > 1)
    .flatMap((exponent) => multiples.map((multiple) => multiple * 10 ** exponent))
    .filter((tick) => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9));
}

function tickText(tick: number, { logarithmic }: Axis): string {
  if (logarithmic && (tick >= 1e5 || tick < 1e-2)) return tick.toExponential(0).replace('+', '');
  return String(Number(tick.toPrecision(3)));
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
