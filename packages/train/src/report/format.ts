/** What stands for a number that is not there or not finite. */
export const absent = '–';

/** A measured quantity: a resumed run has 0 for what it only replayed, which is not a number to show. */
export function measured(value: number): number {
  return value > 0 ? value : Number.NaN;
}

/** A score with three digits after the point. */
export function formatScore(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : absent;
}

/** A fraction as a percentage with one digit after the point. */
export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${(100 * fraction).toFixed(1)}%` : absent;
}

/** An integer with its digits in groups of three. */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : absent;
}

/** Three significant digits, without an exponent where the number has fewer than seven digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return absent;
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e6) return formatCount(value);
  return String(Number(value.toPrecision(3)));
}

/** Seconds as `8.4 s`, `3 min 05 s` or `2 h 07 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return absent;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes in units of 1000, with up to three significant digits. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return absent;
  let value = bytes;
  let unit = 0;
  // 999.5 would be written as 1000 of the smaller unit.
  while (Math.abs(value) >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${byteUnits[unit]!}`;
}
