"""Writes lower.ts, average.ts and higher.ts from a folder that holds the .dat files of the Statistical Reference Datasets
of NIST for nonlinear regression (works of the United States government, in the public domain), after checking in 50
digits that the certified values solve the normal equations and have the certified sum of squares.

    python3 tables.py FOLDER
"""

import re
import sys
from pathlib import Path

from mpmath import atan, cos, diff, exp, log, matrix, mp, mpf, pi, sin, sqrt, lu_solve

mp.dps = 50


def gauss(b, x):
    return b[0] * exp(-b[1] * x) + b[2] * exp(-((x - b[3]) / b[4]) ** 2) + b[5] * exp(-((x - b[6]) / b[7]) ** 2)


def cubics(b, x):
    return (b[0] + b[1] * x + b[2] * x**2 + b[3] * x**3) / (1 + b[4] * x + b[5] * x**2 + b[6] * x**3)


def decay(b, x):
    return exp(-b[0] * x) / (b[1] + b[2] * x)


def three_decays(b, x):
    return sum(b[k] * exp(-b[k + 1] * x) for k in (0, 2, 4))


def cycles(b, x):
    waves = [(b[1], b[2], 12), (b[4], b[5], b[3]), (b[7], b[8], b[6])]
    return b[0] + sum(c * cos(2 * pi * x / t) + s * sin(2 * pi * x / t) for c, s, t in waves)


models = {
    "Bennett5": lambda b, x: b[0] * (b[1] + x) ** (-1 / b[2]),
    "BoxBOD": lambda b, x: b[0] * (1 - exp(-b[1] * x)),
    "Chwirut1": decay,
    "Chwirut2": decay,
    "DanWood": lambda b, x: b[0] * x ** b[1],
    "ENSO": cycles,
    "Eckerle4": lambda b, x: b[0] / b[1] * exp(-(((x - b[2]) / b[1]) ** 2) / 2),
    "Gauss1": gauss,
    "Gauss2": gauss,
    "Gauss3": gauss,
    "Hahn1": cubics,
    "Kirby2": lambda b, x: (b[0] + b[1] * x + b[2] * x**2) / (1 + b[3] * x + b[4] * x**2),
    "Lanczos1": three_decays,
    "Lanczos2": three_decays,
    "Lanczos3": three_decays,
    "MGH09": lambda b, x: b[0] * (x**2 + x * b[1]) / (x**2 + x * b[2] + b[3]),
    "MGH10": lambda b, x: b[0] * exp(b[1] / (x + b[2])),
    "MGH17": lambda b, x: b[0] + b[1] * exp(-x * b[3]) + b[2] * exp(-x * b[4]),
    "Misra1a": lambda b, x: b[0] * (1 - exp(-b[1] * x)),
    "Misra1b": lambda b, x: b[0] * (1 - (1 + b[1] * x / 2) ** -2),
    "Misra1c": lambda b, x: b[0] * (1 - 1 / sqrt(1 + 2 * b[1] * x)),
    "Misra1d": lambda b, x: b[0] * b[1] * x / (1 + b[1] * x),
    "Nelson": lambda b, x, t: b[0] - b[1] * x * exp(-b[2] * t),
    "Rat42": lambda b, x: b[0] / (1 + exp(b[1] - b[2] * x)),
    "Rat43": lambda b, x: b[0] / (1 + exp(b[1] - b[2] * x)) ** (1 / b[3]),
    "Roszman1": lambda b, x: b[0] - b[1] * x - atan(b[2] / (x - b[3])) / pi,
    "Thurber": cubics,
}


def read(path):
    text = path.read_text()
    first, last = map(int, re.search(r"Data\s+\(lines\s+(\d+)\s+to\s+(\d+)\)", text).groups())
    rows = [line.split() for line in text.split("\n")[first - 1 : last]]
    table = re.findall(r"^\s*b\d+ =\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)", text, re.M)
    return {
        "level": re.search(r"(Lower|Average|Higher) Level", text)[1].lower(),
        "starts": [[row[k] for row in table] for k in (0, 1)],
        "certified": [row[2] for row in table],
        "standardErrors": [row[3] for row in table],
        "residualSumOfSquares": re.search(r"Residual Sum of Squares:\s+(\S+)", text)[1],
        "columns": list(zip(*rows)),
    }


def residuals_of(name, facts, b):
    y, *xs = [[mpf(v) for v in column] for column in facts["columns"]]
    if name == "Nelson":
        y = [log(v) for v in y]
    return [models[name](b, *x) - v for v, x in zip(y, zip(*xs))]


def check(name, facts):
    """One step of Gauss and Newton's method from the certified values changes none of their digits."""
    b = [mpf(v) for v in facts["certified"]]
    n = len(b)
    r = matrix(residuals_of(name, facts, b))
    jacobian = matrix(len(r), n)
    for j in range(n):
        h = abs(b[j]) * mpf(10) ** -20
        moved = [residuals_of(name, facts, [v + (s * h if k == j else 0) for k, v in enumerate(b)]) for s in (1, -1)]
        for i in range(len(r)):
            jacobian[i, j] = (moved[0][i] - moved[1][i]) / (2 * h)
    p = lu_solve(jacobian.T * jacobian, -(jacobian.T * r))
    worst = max(abs(p[j] / b[j]) for j in range(n))
    square = sum(v * v for v in r)
    certified = mpf(facts["residualSumOfSquares"])
    print(f"{name}: step {float(worst):.1e}, sum of squares {float(abs(square / certified - 1)):.1e}")


def literal(value):
    return repr(float(value)).replace("e-0", "e-").removesuffix(".0")


def listed(values):
    return "[" + ", ".join(map(literal, values)) + "]"


def main(folder):
    levels = {"lower": [], "average": [], "higher": []}
    for name in models:
        facts = read(Path(folder) / f"{name}.dat")
        check(name, facts)
        levels[facts["level"]].append(
            f"""  {{
    name: '{name}',
    starts: [{listed(facts['starts'][0])}, {listed(facts['starts'][1])}],
    certified: {listed(facts['certified'])},
    standardErrors: {listed(facts['standardErrors'])},
    residualSumOfSquares: {literal(facts['residualSumOfSquares'])},
    columns: [{', '.join(map(listed, facts['columns']))}],
  }},
"""
        )
    for level, entries in levels.items():
        text = f"""/* Written by tables.py from the Statistical Reference Datasets of NIST, nonlinear regression. */
import type {{ RegressionData }} from './regression.js';

/** The problems of {level} difficulty. */
export const {level}: readonly RegressionData[] = [
{''.join(entries)}];
"""
        (Path(__file__).parent / f"{level}.ts").write_text(text)


main(sys.argv[1])
