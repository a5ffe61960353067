"""Derives the coefficients and the reference tables of zeroth/special with mpmath.

    python3 scripts/special-tables.py coefficients    packages/zeroth/src/special/coefficients.ts
    python3 scripts/special-tables.py tables [NAME…]  packages/zeroth/src/special/tables/NAME.ts

Everything is computed at 50 digits or more and rounded to double once, at the end.
"""

import random
import sys
from math import log10
from pathlib import Path

import mpmath as mp

mp.mp.dps = 50
FOLDER = Path(__file__).resolve().parent.parent / 'packages/zeroth/src/special'


def number(value):
    """The shortest decimal of the nearest double."""
    text = repr(float(value))
    return text[:-2] if text.endswith('.0') else text


def chebyshev(function, low, high, tolerance=mp.mpf(10) ** -19, size=64):
    """Coefficients of the Chebyshev interpolant on [low, high], cut where they fall below the tolerance."""
    nodes = [mp.cos(mp.pi * (k + mp.mpf(1) / 2) / size) for k in range(size)]
    values = [function((low + high) / 2 + (high - low) / 2 * t) for t in nodes]
    coefficients = [
        2 * mp.fsum(v * mp.cos(j * mp.pi * (k + mp.mpf(1) / 2) / size) for k, v in enumerate(values)) / size
        for j in range(size)
    ]
    coefficients[0] /= 2
    while abs(coefficients[-1]) < tolerance * abs(coefficients[0]):
        coefficients.pop()
    return coefficients


def scaled_erfcx(t):
    """(1 + 2x) exp(x^2) erfc(x) where t = (x − 15/4) / (x + 15/4)."""
    if t == 1:
        return 2 / mp.sqrt(mp.pi)
    x = mp.mpf(15) / 4 * (1 + t) / (1 - t)
    if x > 1000:
        y = x * x
        series = mp.fsum((-1) ** k * mp.fac2(2 * k - 1) / (2 * y) ** k for k in range(12))
        return (1 + 2 * x) / (x * mp.sqrt(mp.pi)) * series
    with mp.workdps(60):
        return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)


def log_gamma_over_z(z):
    return -mp.euler if z == 0 else mp.loggamma(1 + z) / z


def uniform_gamma_coefficients(orders=9, length=18):
    """The Taylor coefficients in η of the functions c_k(η) of the uniform expansion of Q(a, x) for large a.

    Temme (1979): with μ = λ − 1 and η²/2 = μ − ln(1 + μ), c_0 = 1/μ − 1/η and
    η c_k = dc_(k−1)/dη + (η/μ) γ_k, where γ_k are the coefficients of 1/Γ*(a) that make c_k regular at 0.
    """
    n = length + 2 * orders + 4
    # μ as a series in η: μ' = η (1 + μ) / μ, with μ = η + …
    mu = [mp.mpf(0), mp.mpf(1)]
    for k in range(2, n + 1):
        # Coefficient of η^k in μ μ' = η + η μ.
        known = mp.fsum(mu[i] * (k + 1 - i) * mu[k + 1 - i] for i in range(2, k))
        mu.append((mu[k - 1] - known) / (k + 1))
    # η / μ = Σ q_j η^j
    quotient = [mp.mpf(1)]
    for k in range(1, n):
        quotient.append(-mp.fsum(mu[i + 1] * quotient[k - i] for i in range(1, k + 1)))
    c = quotient[1:]
    table = [c[:length]]
    for k in range(1, orders):
        derivative = [(i + 1) * c[i + 1] for i in range(len(c) - 1)]
        gamma = -derivative[0]
        total = [d + gamma * q for d, q in zip(derivative, quotient)]
        assert abs(total[0]) < mp.mpf(10) ** -40
        c = total[1:]
        table.append(c[:length])
    return table


def write_coefficients():
    root = mp.findroot(mp.digamma, mp.mpf('1.46163'))
    high = mp.mpf(float(root))
    lines = ['/* Made by scripts/special-tables.py, which says what they are; not to be edited. */', '']

    def put(name, comment, values):
        lines.append(f'/** {comment} */')
        lines.append(f'export const {name}: readonly number[] = [')
        lines.extend(f'  {number(v)},' for v in values)
        lines.extend(['];', ''])

    put('ERFCX', 'Chebyshev coefficients of (1 + 2x) erfcx(x) in t = (x − 3.75) / (x + 3.75).', chebyshev(scaled_erfcx, mp.mpf(-1), mp.mpf(1), size=80))
    half = mp.mpf(1) / 2
    put('LOG_GAMMA', 'Chebyshev coefficients of ln Γ(1 + z) / z in t = 2z.', chebyshev(log_gamma_over_z, -half, half))
    put(
        'DIGAMMA',
        'Chebyshev coefficients of ψ(x) / (x − x0) in t = 2x − 3, x0 being its positive zero.',
        chebyshev(lambda x: mp.digamma(x) / (x - root), mp.mpf(1), mp.mpf(2)),
    )
    put('DIGAMMA_ZERO', 'The positive zero of ψ as a sum of two doubles.', [high, root - high])
    put('RECIPROCAL_GAMMA', 'Taylor coefficients of 1 / Γ(1 + z).', mp.taylor(lambda z: mp.rgamma(1 + z), 0, 26))
    from numpy.polynomial.legendre import leggauss

    guesses = leggauss(10)[0]
    nodes = [mp.findroot(lambda t: mp.legendre(10, t), mp.mpf(float(g))) for g in guesses]
    weights = [2 * (1 - t * t) / (11 * mp.legendre(11, t)) ** 2 for t in nodes]
    put('GAUSS_NODES', 'Nodes of the Gauss-Legendre rule of 10 points on [0, 1].', [(1 + t) / 2 for t in nodes])
    put('GAUSS_WEIGHTS', 'Its weights.', [w / 2 for w in weights])
    lines.append('/** Taylor coefficients in η of the functions c_k of the uniform expansion of Q(a, x); a row a k. */')
    lines.append('export const UNIFORM_GAMMA: readonly (readonly number[])[] = [')
    for k, row in enumerate(uniform_gamma_coefficients()):
        lines.append('  [')
        lines.extend(f'    {number(v)},' for v in row[: 18 - k])
        lines.append('  ],')
    lines.extend(['];', ''])
    (FOLDER / 'coefficients.ts').write_text('\n'.join(lines))



# Reference tables: name -> (function of mpf arguments, argument tuples).

DRAW = random.Random(20)


def spread(low, high, count):
    """Numbers spread evenly in the logarithm."""
    return [float(f'{10 ** DRAW.uniform(log10(low), log10(high)):.6g}') for _ in range(count)]


def uniform(low, high, count):
    return [float(f'{DRAW.uniform(low, high):.9g}') for _ in range(count)]


def singles(values):
    return [(v,) for v in values]


def gamma_lower(a, x):
    """P(a, x) by its series of positive terms."""
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.eps:
        n += 1
        term *= x / (a + n)
        total += term
    return total * mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))


def gamma_upper(a, x):
    """Q(a, x), at as many more digits as the subtraction loses."""
    if x > 2 * a + 50 and a < 200:
        return mp.gammainc(a, x, regularized=True)
    extra = 20
    while True:
        with mp.workdps(mp.mp.dps + extra):
            value = 1 - gamma_lower(mp.mpf(a), mp.mpf(x))
        if value > mp.mpf(10) ** (10 - extra):
            return value
        extra += 100
        if extra > 500:
            return mp.mpf(0)


def beta_lower(a, b, x):
    """I_x(a, b) by a series of positive terms, above the mean as the complement of the other tail."""
    if x > 0.9 or (x > 0.5 and x > (a + 1) / (a + b + 2)):
        for extra in (20, 120, 420):
            with mp.workdps(mp.mp.dps + extra):
                value = 1 - beta_lower(b, a, 1 - x)
            if value > mp.mpf(10) ** (10 - extra):
                return value
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.eps * (1 - x) or (a + b + n) * x > a + 1 + n:
        term *= (a + b + n) * x / (a + 1 + n)
        total += term
        n += 1
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return total * mp.exp(a * mp.log(x) + b * mp.log(1 - x) - log_beta) / a


def around(a, deviations):
    return [max(a + d * mp.sqrt(a), a / 1000) for d in deviations]


def erfc_inverse(y):
    guess = mp.sqrt(-mp.log(y)) if y < 0.1 else mp.mpf(1) - y
    return mp.findroot(lambda t: mp.log(mp.erfc(t)) - mp.log(y), guess)


def gamma_points():
    shapes = [1e-300, 1e-20, 1e-8, 0.01, 0.3, 0.5, 0.99, 1, 1.5, 3, 9.5, 20, 50.5, 150, 199, 201, 1000, 12345.6, 1e6]
    points = []
    for a in shapes:
        xs = [1e-300, 1e-10, 0.01, 0.5, 1, 1.4, 1.6, 3, 10, 40, 300] if a < 100 else []
        xs += around(a, [-12, -5, -1, -0.01, 0, 0.5, 2, 6, 15]) if a >= 1 else []
        points += [(a, float(f'{float(x):.9g}')) for x in xs]
    for a in spread(0.01, 3000, 60):
        points.append((a, float(f'{a * 10 ** DRAW.uniform(-0.6, 0.5):.8g}')))
    return points


def beta_points():
    points = []
    shapes = [1e-10, 0.01, 0.5, 1, 2.5, 9.5, 30, 250, 4000]
    for a in shapes:
        for b in shapes:
            mean = a / (a + b)
            for x in (1e-250, 1e-9, mean * 0.3, mean * 0.999, 0.5, 1 - 2 ** -20):
                points.append((a, b, float(f'{x:.12g}')))
    points += [(1e5, 2e5, x) for x in (0.33, 0.3333, 0.334, 0.34)] + [(3, 1e6, x) for x in (1e-7, 3e-6, 2e-5)]
    for a in spread(0.05, 500, 60):
        points.append((a, spread(0.05, 500, 1)[0], uniform(0.01, 0.99, 1)[0]))
    return points


def tables():
    tiny = [1e-300, 1e-100, 1e-20, 1e-9]
    real = tiny + [0.1, 0.25, 0.4999, 0.5, 0.5001, 0.6999, 0.7001, 1, 1.5, 2, 3, 4.5, 5.8]
    negatives = [-v for v in real]
    poles = [-0.5, -1e-5, -1 + 1e-9, -1 - 1e-9, -2.4570247382208006, -2.5, -7.999999, -19.5, -100.3, -127.7, -128.4, -150.25, -169.7]
    gammas = tiny + [1e-5, 0.1, 0.4, 0.5, 0.75, 0.99999, 1.0000001, 1.25, 1.4616321449683622, 1.75, 1.999999, 2.0000001, 2.5, 3, 7.7, 9.99, 10, 10.01, 23, 35.5, 100.1, 140, 150.25, 170.5, 171.6] + poles
    gammas += uniform(-30, 30, 40) + spread(0.01, 170, 30)
    probabilities = [1e-300, 1e-100, 1e-17, 1e-9, 1e-4, 0.02, 0.1, 0.3, 0.499, 0.5, 0.501, 0.7, 0.9]
    yield 'erf', mp.erf, singles(real + negatives)
    yield 'erfc', mp.erfc, singles(real + negatives + [8, 12.5, 20, 25.3, 26.5] + uniform(0, 26, 30))
    yield 'erfcx', lambda x: mp.exp(x * x) * mp.erfc(x) if x < 1e4 else 1 / (x * mp.sqrt(mp.pi)) * (1 - 1 / (2 * x * x) + 3 / (4 * x ** 4)), singles(real + [-0.3, -0.51, -1, -5, -20, -26.5] + spread(0.01, 9e3, 40) + [1e5, 1e10, 1e200])
    yield 'erfinv', mp.erfinv, singles([1e-300, 1e-12, 1e-8, 0.01, 0.2, 0.4999, 0.5001, 0.8, 0.99, 0.999999, 1 - 2.0 ** -50] + [-0.3, -0.97])
    yield 'erfcinv', erfc_inverse, singles(probabilities + [1.2])
    yield 'logNormalCdf', lambda x: mp.log(mp.erfc(-x / mp.sqrt(2)) / 2) if x < 0 else mp.log1p(-mp.erfc(x / mp.sqrt(2)) / 2), singles([-1e4, -300, -38, -20.5, -5, -1.01, -0.99, -0.1, 0, 0.4, 1, 3, 8, 20, 37])
    yield 'normalCdf', lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, singles([-37.5, -20.5, -5.25, -1.01, -0.99, -0.1, 0, 0.4, 1, 3, 8])
    yield 'gamma', mp.gamma, singles(gammas)
    yield 'lgamma', lambda x: mp.log(abs(mp.gamma(x))) if x < 1e5 else mp.loggamma(x), singles(gammas + [1e3, 12345.678, 1e8, 1e16, 1e18, 1e300, -1e3 - 0.5, -12345.678])
    yield 'digamma', mp.digamma, singles(gammas + [1e3, 1e8, 1e300, -12345.678])
    yield 'beta', mp.beta, [(a, b) for a in (1e-200, 1e-5, 0.3, 1, 4.5, 9.9, 10.1, 60, 500, 1e6) for b in (1e-150, 0.02, 2, 9.5, 12, 100.5, 450, 1e8)] + [(-0.5, 0.3), (-3.7, 2.2), (-40.3, 12.5), (-3, 2), (-4, 3)]
    yield 'logBeta', lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b), [(a, b) for a in (1e-200, 1e-5, 0.3, 1.0001, 4.5, 9.9, 60, 500, 1e6) for b in (1e-150, 0.02, 2, 9.5, 12, 100.5, 1e8, 1e20)]
    points = gamma_points()
    yield 'gammaP', gamma_lower, [p for p in points if not p[1] > 50 * (1 + p[0])]
    yield 'gammaQ', gamma_upper, points
    yield 'betaI', beta_lower, beta_points()
    yield from more_tables(tiny)


def bessel_points():
    orders = [0, 1, 2, 5, 0.5, 0.3333, 1e-10, 1 - 1e-9, 2 + 1e-7, 7.75, 20, 33.3, 100, 250.5, 1000]
    xs = [1e-300, 1e-5, 0.1, 1, 1.999, 2.001, 5, 14.3, 24.9, 25.1, 60, 200, 1000.5, 1e4]
    points = [(v, x) for v in orders for x in xs]
    points += [(v, v + d * v ** (1 / 3)) for v in (3.3, 20, 100, 1000) for d in (-3, -1, 0, 1, 3)]
    points += [(v, x) for v in (-0.5, -1 / 3, -2.7, -10.25, -2 - 1e-8, -3) for x in (0.01, 1.5, 3, 20, 100)]
    points += list(zip(spread(0.1, 300, 30), spread(0.1, 500, 30)))
    return [(v, float(f'{x:.10g}')) for v, x in points if x > 0]


def more_tables(tiny):
    points = bessel_points()
    yield 'besselJ', mp.besselj, points + [(0, 1e7), (2.5, 1e7), (1, -3.5), (4, -0.5)]
    yield 'besselY', mp.bessely, points + [(0, 1e7), (2.5, 1e7)]
    yield 'besselI', mp.besseli, [p for p in points if p[1] < 800] + [(0, 712), (3, -2.5)]
    yield 'besselK', mp.besselk, [p for p in points if p[1] < 800]
    airy = [-1e5, -1234.5, -100.3, -30, -9.5, -8.5, -5, -2.338107410459767, -1.5, -1.0001, -0.9999, -0.3, -1e-10, 0, 1e-10, 0.4, 0.9999, 1.0001, 1.5, 2.5, 4, 6, 8.9, 9.1, 15, 40, 80, 103]
    yield 'airyAi', mp.airyai, singles(airy)
    yield 'airyAiPrime', lambda x: mp.airyai(x, derivative=1), singles(airy)
    yield 'airyBi', mp.airybi, singles(airy)
    yield 'airyBiPrime', lambda x: mp.airybi(x, derivative=1), singles(airy)
    yield 'lambertW', mp.lambertw, singles([-0.36787944117144, -0.36787, -0.367, -0.36, -0.3, -0.2, -0.05, -1e-5, -1e-12, 1e-300, 1e-12, 1e-5, 0.1, 0.9, 1, 2.7, 3.1, 10, 1e3, 1e10, 1e100, 1e308])
    yield 'lambertWMinus1', lambda x: mp.lambertw(x, -1), singles([-0.36787944117144, -0.36787, -0.367, -0.36, -0.3, -0.2, -0.1, -0.01, -1e-5, -1e-12, -1e-100, -1e-300])
    yield 'expIntegralE1', mp.e1, singles(tiny + [0.01, 0.3, 0.9, 0.999, 1.001, 1.5, 3, 10, 55.5, 300, 690])
    yield 'expIntegralEi', mp.ei, singles([-20, -1.5, -0.5, -1e-9] + tiny + [0.01, 0.2, 0.3725, 0.37250741, 0.4, 0.5, 0.6, 1, 5, 20, 39.9, 40.1, 100, 700, 714])
    m = [-1e10, -100, -1, -0.5, -1e-10, 0, 1e-10, 0.1, 0.5, 0.9, 0.99, 1 - 1e-6, 1 - 2.0 ** -50]
    yield 'ellipticK', mp.ellipk, singles(m)
    yield 'ellipticE', mp.ellipe, singles(m)
    pairs = [(phi, k) for phi in (1e-8, 0.3, 1, 1.5, 1.57079, 2, 5, -0.7, 100.5) for k in (-50, -1, 1e-9, 0.3, 0.9, 0.9999)] + [(0.3, 5), (0.5, 1)]
    yield 'ellipticF', mp.ellipf, pairs
    yield 'ellipticEIncomplete', mp.ellipe, pairs
    yield 'zeta', mp.zeta, singles([1 - 1e-9, 1 + 1e-9, 1.0001, 1.5, 2, 3.3, 10, 30.5, 100, 1e-9, 0.3, 0.5, 0.9, -1e-9, -0.5, -1, -1.999, -2.001, -3, -7.3, -20.5, -99, -150.5, -171.2, -200.5])
    yield 'hurwitzZeta', mp.zeta, [(s, a) for s in (1.001, 1.5, 2, 7, 33.3) for a in (1e-5, 0.3, 1, 2.5, 13, 1e5)]
    yield 'polygamma', lambda n, x: (-1) ** int(n + 1) * mp.fac(n) * mp.zeta(n + 1, x) if x > 0 else mp.polygamma(int(n), x), [(n, x) for n in (1, 2, 3, 8, 25, 60) for x in (1e-3, 0.4, 1, 2.5, 11, 150.5, 1e6)] + [(1, -0.3), (1, -2.5), (2, -1.2), (3, -7.7), (2, -50.1)]
    hyper1 = [(a, b, x) for a in (-3, -0.7, 0.3, 1, 2.5, 20.25) for b in (0.1, 1, 3.5, 30.5, -1.7) for x in (-200, -40.5, -7, -0.3, 1e-6, 1, 12.5, 90, 500)]
    yield 'hypergeometric1F1', mp.hyp1f1, hyper1
    hyper2 = [(a, b, c, x) for a, b, c in ((0.5, 0.5, 1), (1, 1, 2), (1, 2, 3.5), (-3, 2.5, 0.7), (0.3, -1.7, 2.2), (5.5, 7.25, 3.1), (20, 3, 10.5), (0.5, 1.5, -2.5), (2, 3, 5), (1.1, 0.4, 12)) for x in (-1e6, -50.5, -3, -1, -0.4, 1e-8, 0.3, 0.8, 0.95, 0.999, 1 - 1e-6)]
    yield 'hypergeometric2F1', mp.hyp2f1, hyper2


def stable_phase(alpha, beta, t):
    """The phase of the characteristic function, without x t."""
    return -beta * mp.tan(mp.pi * alpha / 2) * t ** alpha if alpha != 1 else beta * 2 / mp.pi * t * mp.log(t)


def stable_integral(function, alpha, x):
    """∫ e^(−t^α) function(t) dt over t > 0, in pieces of about one oscillation."""
    end = (mp.mp.dps * mp.log(10)) ** (1 / alpha)
    pieces = int(min(400, 8 + end * abs(x) / 3))
    return mp.quad(lambda t: mp.exp(-t ** alpha) * function(t), [0] + [end * mp.mpf(k + 1) / pieces for k in range(pieces)])


def stable_density(alpha, beta, x):
    with mp.workdps(25):
        return stable_integral(lambda t: mp.cos(x * t + stable_phase(alpha, beta, t)), alpha, x) / mp.pi


def stable_cdf(alpha, beta, x):
    with mp.workdps(25):
        return mp.mpf(1) / 2 + stable_integral(lambda t: mp.sin(x * t + stable_phase(alpha, beta, t)) / t, alpha, x) / mp.pi


def distribution_tables():
    nus = [0.1, 0.5, 1, 2.5, 7, 30, 250.5, 1e4]
    ts = [1e-9, 0.01, 0.7, 1, 2.5, 12, 300, 1e8]
    yield 'studentTSurvival', lambda nu, t: beta_lower(nu / 2, mp.mpf(1) / 2, nu / (nu + t * t)) / 2, [(nu, t) for nu in nus for t in ts]
    yield 'fisherFSurvival', lambda a, b, f: beta_lower(b / 2, a / 2, b / (b + a * f)), [(a, b, f) for a in (0.5, 1, 4, 37, 1000) for b in (0.3, 2, 11, 400) for f in (1e-6, 0.2, 0.99, 1.7, 10, 1e4)]
    yield 'poissonCdf', lambda mean, k: gamma_upper(k + 1, mean), [(m, float(int(k))) for m in (1e-3, 0.7, 5, 60.5, 1e3) for k in (0, 1, m / 2, m, m + 3 * m ** 0.5, m + 12 * m ** 0.5)]
    yield 'binomialCdf', lambda n, p, k: beta_lower(n - k, k + 1, 1 - p), [(float(n), p, float(int(k))) for n in (1, 7, 60, 1000) for p in (1e-5, 0.03, 0.5, 0.875) for k in (0, n * p / 2, n * p, min(n - 1, n * p + 4 * (n * p) ** 0.5)) if k < n]
    stables = [(a, b, x) for a, b in ((1, 0.5), (1, 1), (1.3, -0.7), (1.5, 1), (1.9, 0.3)) for x in (-1.1, 0.3, 5)]
    yield 'stableDensity', stable_density, stables
    yield 'stableCdf', stable_cdf, stables


def evaluate(function, arguments):
    """The value at 60 digits, confirmed at 90 or by as many more as are needed; None outside of the doubles."""
    for digits in (60, 120, 240, 480):
        values = []
        for precision in (digits, digits * 3 // 2):
            with mp.workdps(precision):
                value = function(*[mp.mpf(x) for x in arguments])
                values.append(value.real if isinstance(value, mp.mpc) else mp.mpf(value))
        first, second = values
        if not abs(second) < mp.mpf('1.7e308') or (second != 0 and abs(second) < mp.mpf('1e-306')):
            return None
        if abs(first - second) <= abs(second) * mp.mpf(10) ** -(18 if 'stable' in function.__name__ else 25):
            return second
    raise ArithmeticError(f'{arguments}: {first} and {second} disagree')


def write_tables(names):
    listed = [('special', *row) for row in tables()] + [('distributions', *row) for row in distribution_tables()]
    for room, name, function, points in listed:
        if not points or (names and name not in names):
            continue
        folder = FOLDER.parent / room / 'tables'
        folder.mkdir(exist_ok=True)
        rows = []
        for arguments in points:
            value = evaluate(function, arguments)
            if value is not None:
                rows.append(' '.join(number(x) for x in (*arguments, value)))
        text = f'/* Arguments and value a row, made by scripts/special-tables.py; not to be edited. */\nexport const table = `\n'
        (folder / f'{name}.ts').write_text(text + '\n'.join(rows) + '\n`;\n')
        print(name, len(rows), flush=True)


if __name__ == '__main__':
    if sys.argv[1] == 'coefficients':
        write_coefficients()
    else:
        write_tables(sys.argv[2:])
