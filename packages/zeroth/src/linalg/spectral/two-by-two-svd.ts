import { hypotenuse } from './tridiagonal-qr.js';

/** ((cosLeft, sinLeft), (−sinLeft, cosLeft)) ((f, g), (0, h)) ((cosRight, −sinRight), (sinRight, cosRight)) is diagonal. */
export interface TwoByTwoSvd {
  /** In size not below `small`; both may be negative. */
  readonly large: number;
  readonly small: number;
  readonly cosLeft: number;
  readonly sinLeft: number;
  readonly cosRight: number;
  readonly sinRight: number;
}

/**
 * The smaller singular value of ((f, g), (0, h)), to full relative accuracy.
 *
 * @source Demmel and Kahan, Accurate singular values of bidiagonal matrices (1990)
 */
export function smallerSingularValue(f: number, g: number, h: number): number {
  const low = Math.min(Math.abs(f), Math.abs(h));
  const high = Math.max(Math.abs(f), Math.abs(h));
  if (low === 0) return 0;
  const beside = Math.abs(g);
  const sum = 1 + low / high;
  const difference = (high - low) / high;
  if (beside < high) {
    const square = (beside / high) ** 2;
    return (low * 2) / (Math.sqrt(sum * sum + square) + Math.sqrt(difference * difference + square));
  }
  const ratio = high / beside;
  if (ratio === 0) return (low * high) / beside;
  const scaled = 1 / (Math.sqrt(1 + (sum * ratio) ** 2) + Math.sqrt(1 + (difference * ratio) ** 2));
  return 2 * (low * scaled * ratio);
}

/**
 * Singular value decomposition of ((f, g), (0, h)), to full relative accuracy.
 *
 * @source Demmel and Kahan (1990); Bai and Demmel, Computing the generalized singular value decomposition (1993)
 */
export function twoByTwoSvd(f: number, g: number, h: number): TwoByTwoSvd {
  if (Math.abs(h) > Math.abs(f)) {
    // Turned upside down: the transpose has left and right exchanged, too.
    const turned = withLargerHead(h, g, f);
    return signed(
      f,
      g,
      h,
      turned.large,
      turned.small,
      turned.sinRight,
      turned.cosRight,
      turned.sinLeft,
      turned.cosLeft,
    );
  }
  const { large, small, cosLeft, sinLeft, cosRight, sinRight } = withLargerHead(f, g, h);
  return signed(f, g, h, large, small, cosLeft, sinLeft, cosRight, sinRight);
}

function withLargerHead(f: number, g: number, h: number): TwoByTwoSvd {
  const high = Math.abs(f);
  const low = Math.abs(h);
  const beside = Math.abs(g);
  if (beside === 0) return { large: high, small: low, cosLeft: 1, sinLeft: 0, cosRight: 1, sinRight: 0 };
  if (beside > high && high / beside < Number.EPSILON / 2)
    return {
      large: beside,
      small: low > 1 ? high / (beside / low) : (high / beside) * low,
      cosLeft: 1,
      sinLeft: h / g,
      cosRight: f / g,
      sinRight: 1,
    };
  const difference = high - low;
  const gap = difference === high ? 1 : difference / high;
  const m = g / f;
  const t = 2 - gap;
  const s = Math.sqrt(t * t + m * m);
  const r = gap === 0 ? Math.abs(m) : Math.sqrt(gap * gap + m * m);
  const a = 0.5 * (s + r);
  let tangent: number;
  if (m * m !== 0) tangent = (m / (s + t) + m / (r + gap)) * (1 + a);
  else if (gap === 0) tangent = 2 * signOf(f) * signOf(g);
  else tangent = g / (difference * signOf(f)) + m / t;
  const length = hypotenuse(tangent, 2);
  const cosRight = 2 / length;
  const sinRight = tangent / length;
  return {
    large: high * a,
    small: low / a,
    cosLeft: (cosRight + sinRight * m) / a,
    sinLeft: ((h / f) * sinRight) / a,
    cosRight,
    sinRight,
  };
}

function signed(
  f: number,
  g: number,
  h: number,
  large: number,
  small: number,
  cosLeft: number,
  sinLeft: number,
  cosRight: number,
  sinRight: number,
): TwoByTwoSvd {
  // The sign is read off the entry that is largest: it has no cancellation.
  const sizes = [Math.abs(f), Math.abs(g), Math.abs(h)] as const;
  let sign: number;
  if (sizes[1] > Math.max(sizes[0], sizes[2])) sign = signOf(sinRight) * signOf(cosLeft) * signOf(g);
  else if (sizes[2] > sizes[0]) sign = signOf(sinRight) * signOf(sinLeft) * signOf(h);
  else sign = signOf(cosRight) * signOf(cosLeft) * signOf(f);
  return {
    large: sign * large,
    small: sign * signOf(f) * signOf(h) * small,
    cosLeft,
    sinLeft,
    cosRight,
    sinRight,
  };
}

function signOf(x: number): number {
  return x < 0 || Object.is(x, -0) ? -1 : 1;
}
