"""Writes matrix-function-tables.ts: functions of small matrices to 45 digits, with their condition numbers to a few.

The condition number is ||K|| ||A|| / ||f(A)|| in the Frobenius norm, K being the Frechet derivative as a matrix; its columns
are the upper right blocks of f([[A, E], [0, A]]).
"""

import json
from pathlib import Path

import numpy
import scipy.linalg
from mpmath import cos, matrix, mp, mpf, norm, sin

mp.dps = 45


def rotation(angle):
    return [[float(cos(angle)), -float(sin(angle))], [float(sin(angle)), float(cos(angle))]]


def tridiagonal(n, low, diagonal, high):
    return [[diagonal if i == j else low if i == j + 1 else high if j == i + 1 else 0 for j in range(n)] for i in range(n)]


def draws(n, seed, shift, scale=1):
    rows = []
    for i in range(n):
        row = []
        for j in range(n):
            seed = seed * 16807 % 2147483647
            row.append(scale * (2 * seed / 2147483647 - 1) + (shift if i == j else 0))
        rows.append(row)
    return rows


HILBERT = [[1 / (i + j + 1) for j in range(4)] for i in range(4)]
FRANK = [[min(4 - i, 4 - j) if i <= j + 1 else 0 for j in range(4)] for i in range(4)]

CASES = {
    "expm": {
        "Moler and Van Loan": [[-49, 24], [-64, 31]],
        "large above the diagonal": [[1, 1e6], [0, -1]],
        "rotation": [[0, -10], [10, 0]],
        "small": draws(4, 1, 0, 1e-3),
        "norm 0.2": draws(4, 2, 0, 0.1),
        "norm 1": draws(4, 3, 0, 0.4),
        "norm 2": draws(4, 4, 0, 0.9),
        "norm 10": draws(4, 5, 0, 4),
        "norm 60": draws(4, 6, 0, 25),
        "nilpotent": tridiagonal(4, 0, 0, 1),
        "Jordan": tridiagonal(4, 0, -2, 3),
        "Frank": FRANK,
        "generator": tridiagonal(5, 3, -5, 2),
    },
    "logm": {
        "Hilbert": HILBERT,
        "rotation of 3": rotation(3),
        "Jordan": tridiagonal(4, 0, 2, 1),
        "far from normal": [[1, 100, 5e3], [0, 2, -30], [0, 0, 0.5]],
        "near the identity": draws(4, 7, 1, 1e-6),
        "random": draws(4, 8, 3),
        "Frank": FRANK,
        "scales": [[1e-2, 1e-3, 0], [0, 1, 2], [0, 0, 1e2]],
    },
    "sqrtm": {
        "Hilbert": HILBERT,
        "rotation of 3": rotation(3),
        "Jordan": tridiagonal(4, 0, 2, 1),
        "far from normal": [[1, 100, 5e3], [0, 2, -30], [0, 0, 0.5]],
        "near the identity": draws(4, 7, 1, 1e-6),
        "random": draws(4, 8, 3),
        "Frank": FRANK,
        "scales": [[1e-2, 1e-3, 0], [0, 1, 2], [0, 0, 1e2]],
    },
}


def real(x):
    return matrix([[x[i, j].real for j in range(x.cols)] for i in range(x.rows)])


def condition(function, rows, value):
    a = numpy.array(rows, dtype=float)
    n = len(a)
    columns = []
    for p in range(n):
        for q in range(n):
            block = numpy.zeros((2 * n, 2 * n))
            block[:n, :n] = block[n:, n:] = a
            block[p, n + q] = 1
            columns.append(numpy.real(getattr(scipy.linalg, function)(block)[:n, n:]).ravel())
    kernel = numpy.array(columns).T
    return numpy.linalg.norm(kernel, 2) * numpy.linalg.norm(a) / float(norm(value, 2))


norm_of = norm


def norm(x, p):
    return norm_of(list(x), p)


FUNCTIONS = {"expm": lambda a: mp.expm(a, method="taylor"), "logm": mp.logm, "sqrtm": mp.sqrtm}
lines = [
    "// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: these are results, not constants.",
    "/** A function of a matrix, rounded from 45 digits, and how it reacts to relative changes of the matrix. */",
    "export interface MatrixFunctionCase {",
    "  readonly name: string;",
    "  readonly n: number;",
    "  /** Row by row. */",
    "  readonly a: readonly number[];",
    "  readonly value: readonly number[];",
    "  /** Relative condition number, in the Frobenius norm. */",
    "  readonly condition: number;",
    "}",
    "",
    "/** Made by matrix-function-tables.py. */",
    "export const matrixFunctionTables: Readonly<Record<'expm' | 'logm' | 'sqrtm', readonly MatrixFunctionCase[]>> = {",
]
for function, cases in CASES.items():
    lines.append(f"  {function}: [")
    for name, rows in cases.items():
        a = matrix([[mpf(x) for x in row] for row in rows])
        value = real(FUNCTIONS[function](a))
        check = {"expm": lambda v: v, "logm": lambda v: mp.expm(v, method="taylor"), "sqrtm": lambda v: v * v}[function](value)
        if function != "expm":
            assert norm(check - a, 2) < mpf(10) ** -30 * norm(a, 2), (function, name)
        entry = {
            "name": name,
            "n": a.rows,
            "a": [float(x) for x in a],
            "value": [float(x) for x in value],
            "condition": float(f"{condition(function, rows, value):.3g}"),
        }
        lines.append("    " + json.dumps(entry) + ",")
    lines.append("  ],")
lines.append("};")
Path(__file__).with_suffix(".ts").write_text("\n".join(lines) + "\n")
