import { type Axis, type AxisScale, axisOf } from './plot-axis.js';

/** A curve of a {@link linePlot}. */
export interface Curve {
  readonly name: string;
  /** Pairs of x and y, in ascending x. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** For bounds and limits, beside what was measured. Default false. */
  readonly dashed?: boolean;
}

/** What a {@link linePlot} shows. */
export interface LinePlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Default 'linear'. A logarithmic axis leaves out values that are not above 0. */
  readonly xScale?: AxisScale;
  /** Default 'linear'. */
  readonly yScale?: AxisScale;
  /** At most as many as there are colours: six. */
  readonly curves: readonly Curve[];
}

const width = 640;
const height = 400;
const frame = { left: 64, right: 20, top: 40, bottom: 92 };
/** About what a character of a text takes. */
const characterWidth = 6.3;
/** Okabe and Ito's colours, which are told apart by colour-blind readers too. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Curves in a frame, with axes and a legend, as a whole SVG document. */
export function linePlot({ title, xLabel, yLabel, xScale = 'linear', yScale = 'linear', curves }: LinePlot): string {
  const shown = curves.map((curve) => ({
    ...curve,
    points: curve.points.filter(([x, y]) => isShown(x, xScale) && isShown(y, yScale)),
  }));
  const all = shown.flatMap(({ points }) => points);
  const x = axisOf(
    all.map(([value]) => value),
    xScale,
    6,
  );
  const y = axisOf(
    all.map(([, value]) => value),
    yScale,
    5,
  );
  const [right, bottom] = [width - frame.right, height - frame.bottom];
  const across = (value: number) => frame.left + shareOf(x, value) * (right - frame.left);
  const down = (value: number) => bottom - shareOf(y, value) * (bottom - frame.top);
  const stroke = (i: number) =>
    `stroke="${colours[i % colours.length]}" stroke-width="2"${shown[i]?.dashed ? ' stroke-dasharray="6 4"' : ''}`;
  // The legend has two columns; the first is as wide as its names.
  const column = Math.max(
    280,
    ...shown.flatMap(({ name }, i) => (i % 2 === 0 ? [42 + characterWidth * name.length] : [])),
  );
  const lines = [
    ...y.ticks.map(({ value, label }) => {
      const at = down(value).toFixed(1);
      return `<path d="M${frame.left} ${at}H${right}" stroke="#ddd"/>${text(frame.left - 8, down(value) + 4, label, 'end')}`;
    }),
    ...x.ticks.map(({ value, label }) => text(across(value), bottom + 18, label, 'middle')),
    ...shown.map(({ points }, i) => {
      const path = points.map((point) => `${across(point[0]).toFixed(1)},${down(point[1]).toFixed(1)}`).join(' ');
      return `<polyline fill="none" ${stroke(i)} points="${path}"/>`;
    }),
    ...shown.map(({ name }, i) => {
      const [left, top] = [frame.left + (i % 2) * column, bottom + 54 + 18 * Math.floor(i / 2)];
      return `<path d="M${left} ${top - 4}h24" ${stroke(i)}/>${text(left + 30, top, name)}`;
    }),
    `<path d="M${frame.left} ${frame.top}V${bottom}H${right}" fill="none" stroke="#444"/>`,
    text((frame.left + right) / 2, bottom + 36, xLabel, 'middle'),
    text(frame.left, frame.top - 8, yLabel),
    `<g font-weight="600">${text(frame.left, 18, title)}</g>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">
<title>${title.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${lines.join('\n')}
</svg>
`;
}

function isShown(value: number, scale: AxisScale): boolean {
  return Number.isFinite(value) && (scale === 'linear' || value > 0);
}

/** Where a value is between the ends of an axis, from 0 to 1. */
function shareOf({ low, high, position }: Axis, value: number): number {
  return (position(value) - position(low)) / (position(high) - position(low));
}

/** At most `count` means of successive values, by the middles of their blocks, with x counted from 1. */
export function blockMeans(values: readonly number[], count = 80): readonly (readonly [number, number])[] {
  const size = Math.max(1, Math.ceil(values.length / count));
  const means: [number, number][] = [];
  for (let i = 0; i < values.length; i += size) {
    const block = values.slice(i, i + size);
    means.push([i + (block.length + 1) / 2, block.reduce((sum, value) => sum + value, 0) / block.length]);
  }
  return means;
}

function text(x: number, y: number, content: string, anchor = 'start'): string {
  const escaped = content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped}</text>`;
}
