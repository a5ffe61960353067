import { ZerothError } from '../errors.js';
import type { CertifiedBound } from './certificate.js';
import { colours, escaped, margin, opening, round, text } from './plot-frame.js';
import type { MinimizeResult, TraceEntry } from './result.js';

/** Options of {@link plot}. */
export interface PlotOptions {
  /** Width and height in pixels. Default 640 by 400. */
  readonly width?: number;
  readonly height?: number;
}

interface Curve {
  readonly name: string;
  readonly colour: string;
  /** A bound, and not what was measured. */
  readonly dashed?: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/**
 * A picture of a run as SVG text: the value, less the least one seen, and the largest component of the gradient against
 * the points asked about, on a logarithmic scale; in dashes the bounds of theorems, where the run was certified, with what
 * they bound. The same in Node and browsers; no dependency.
 *
 * @param result of a call with `trace: true`
 * @throws ZerothError `no-trace` where the result has no trace
 */
export function plot(
  {
    trace,
    method,
    value,
    certificate = [],
  }: Pick<MinimizeResult<unknown>, 'trace' | 'method' | 'value' | 'certificate'>,
  { width = 640, height = 400 }: PlotOptions = {},
): string {
  if (trace === undefined || trace.length === 0)
    throw new ZerothError('no-trace', 'There is no trace to plot: call minimize with { trace: true }.', trace);
  const all = [...curvesOf(trace, value), ...certificate.flatMap((bound, i) => certifiedCurves(trace, bound, i))];
  const curves = all.filter(({ points }) => points.length > 0);
  const last = Math.max(1, trace[trace.length - 1]!.evaluations);
  const exponents = curves.flatMap(({ points }) => points.map(([, y]) => Math.log10(y)));
  const low = Math.floor(exponents.reduce((a, b) => Math.min(a, b), 0));
  const high = Math.max(low + 1, Math.ceil(exponents.reduce((a, b) => Math.max(a, b), low + 1)));
  const across = (x: number): number => margin.left + (x / last) * (width - margin.left - margin.right);
  const down = (exponent: number): number =>
    margin.top + ((high - exponent) / (high - low)) * (height - margin.top - margin.bottom);
  const parts = [
    opening(method, width, height),
    text(margin.left, 16, escaped(method), 'start'),
    ...spread(low, high, Math.ceil((high - low) / 8)).map(
      (e) =>
        `<path d="M${margin.left} ${round(down(e))}H${width - margin.right}" stroke="${colours.grid}"/>` +
        text(margin.left - 6, down(e) + 4, `1e${e}`, 'end'),
    ),
    ...spread(0, last, niceStep(last / 6)).map((x) =>
      text(across(x), height - margin.bottom + 18, String(x), 'middle'),
    ),
    text((margin.left + width - margin.right) / 2, height - 8, 'points asked about', 'middle'),
    ...curves.map(
      ({ colour, points, dashed }) =>
        `<path fill="none"${dashed ? ' stroke-dasharray="5 4"' : ''} stroke="${colour}" stroke-width="1.5" d="${points
          .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(across(x))} ${round(down(Math.log10(y)))}`)
          .join('')}"/>`,
    ),
    ...curves.map(
      ({ name, colour }, i) =>
        `<g fill="${colour}">${text(width - margin.right - 6, margin.top + 14 + 16 * i, name, 'end')}</g>`,
    ),
    '</svg>',
  ];
  return parts.join('\n');
}

/** Okabe and Ito's colours that are not the other curves'. */
const certifiedColours = ['#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#882255'];

function certifiedCurves(
  trace: readonly TraceEntry[],
  { name, quantity, bounds, measured }: CertifiedBound,
  i: number,
): readonly Curve[] {
  const colour = certifiedColours[i % certifiedColours.length]!;
  const pointsOf = (values: Float64Array): Curve['points'] =>
    trace.map(({ evaluations }, k) => [evaluations, values[k]!] as const).filter(([, y]) => place(y));
  return [
    { name: quantity, colour, points: pointsOf(measured) },
    { name: `bound, ${name}`, colour, dashed: true, points: pointsOf(bounds) },
  ];
}

/** Only positive numbers have a place on a logarithmic scale; a difference of 0 ends its curve. */
function place(y: number): boolean {
  return y > 0 && y < Infinity;
}

function curvesOf(trace: readonly TraceEntry[], least: number): readonly Curve[] {
  return [
    {
      name: 'f(x) − least f',
      colour: colours.value,
      points: trace.map(({ evaluations, value }) => [evaluations, value - least] as const).filter(([, y]) => place(y)),
    },
    {
      name: '‖∇f(x)‖∞',
      colour: colours.gradient,
      points: trace
        .map(({ evaluations, gradientNorm = 0 }) => [evaluations, gradientNorm] as const)
        .filter(([, y]) => place(y)),
    },
  ];
}

function spread(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** 1, 2 or 5 times a power of ten, a whole number, at least as large as the step. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, step)));
  return [1, 2, 5, 10].map((m) => m * power).find((s) => s >= step) ?? 10 * power;
}
