/** Sizes and colours that pictures share; the ground is white in light and dark alike. */
export const margin = { left: 64, right: 16, top: 28, bottom: 44 };
export const colours = { value: '#1f5fa8', gradient: '#b4541a', ink: '#333333', grid: '#dddddd', level: '#8fa3b8' };

/** An interval of numbers. */
export type Range = readonly [from: number, to: number];

/** A frame with ticks whose places are plain numbers, and the scales into it. */
export interface Frame {
  readonly across: (x: number) => number;
  readonly down: (y: number) => number;
  /** A whole picture with this between the ticks and the end. */
  readonly picture: (title: string, labels: readonly [x: string, y: string], parts: readonly string[]) => string;
}

/** A frame over ranges of x and y. */
export function frameOf([left, right]: Range, [low, high]: Range, width: number, height: number): Frame {
  const across = (x: number): number =>
    margin.left + ((x - left) / (right - left)) * (width - margin.left - margin.right);
  const down = (y: number): number => margin.top + ((high - y) / (high - low)) * (height - margin.top - margin.bottom);
  const floor = height - margin.bottom;
  const ticks = [
    ...roundNumbers(left, right).map(
      (x) =>
        `<path d="M${round(across(x))} ${floor}v4" stroke="${colours.ink}"/>${text(across(x), floor + 18, String(x), 'middle')}`,
    ),
    ...roundNumbers(low, high).map(
      (y) =>
        `<path d="M${margin.left} ${round(down(y))}h-4" stroke="${colours.ink}"/>${text(margin.left - 7, down(y) + 4, String(y), 'end')}`,
    ),
    `<path d="M${margin.left} ${margin.top}V${floor}H${width - margin.right}" fill="none" stroke="${colours.ink}"/>`,
  ];
  const picture: Frame['picture'] = (title, [below, beside], parts) =>
    [
      opening(title, width, height),
      text(margin.left, 16, escaped(title), 'start'),
      ...parts,
      ...ticks,
      text((margin.left + width - margin.right) / 2, height - 8, escaped(below), 'middle'),
      `<text transform="translate(14 ${round((margin.top + floor) / 2)}) rotate(-90)" text-anchor="middle">${escaped(beside)}</text>`,
      '</svg>',
    ].join('\n');
  return { across, down, picture };
}

/** The first lines of a picture. */
export function opening(title: string, width: number, height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="${colours.ink}">\n<title>${escaped(title)}</title>\n<rect width="${width}" height="${height}" fill="#ffffff"/>`;
}

/** A range with room at both ends, a share of its width; 1 wide about a single number. */
export function padded(numbers: Iterable<number>, share: number): Range {
  let [from, to] = [Infinity, -Infinity];
  for (const x of numbers) {
    if (!Number.isFinite(x)) continue;
    from = Math.min(from, x);
    to = Math.max(to, x);
  }
  if (from > to) return [0, 1];
  const room = to > from ? share * (to - from) : 0.5 * Math.max(1, Math.abs(from));
  return [from - room, to + room];
}

/** About six multiples of 1, 2 or 5 times a power of ten. */
function roundNumbers(from: number, to: number): readonly number[] {
  const rough = (to - from) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? 10 * power;
  const first = Math.ceil(from / step);
  return Array.from(
    { length: Math.max(0, Math.floor(to / step) - first + 1) },
    (_, i) =>
      // Without the digits that rounding adds: 0.30000000000000004. A negative zero is a zero.
      Number(((first + i) * step).toPrecision(12)) + 0,
  );
}

export function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${content}</text>`;
}

export function round(x: number): number {
  return Math.round(x * 10) / 10;
}

export function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** The path through points, in pixels. */
export function polyline(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}
