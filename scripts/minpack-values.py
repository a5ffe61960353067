"""Values of test problems by MINPACK's own Fortran, for packages/zeroth/src/testing/problems/minpack-values.ts.

Needs gfortran and Debian's minpack-dev, whose examples hold the functions, their Jacobians and the standard starts.
Each problem is asked at its start and at ten times that, each moved a little, so that no component is special:
x_i = start_i (1 + sin(i) / 100) + 3 i / 1000, i from 1. Written are r, and J' w with w_i = cos(i).

    /usr/bin/python3 scripts/minpack-values.py > packages/zeroth/src/testing/problems/minpack-values.ts
    npx biome check --write packages/zeroth/src/testing/problems/minpack-values.ts
"""

import ctypes
import gzip
import json
import math
import re
import subprocess
import tempfile

EXAMPLES = "/usr/share/doc/minpack-dev/examples"
# number in the collection: (number in MINPACK, n, m)
LEAST_SQUARES = {
    1: (4, 2, 2), 2: (7, 2, 2), 6: (13, 2, 10), 7: (5, 3, 3), 8: (8, 3, 15), 10: (10, 3, 16), 12: (12, 3, 10),
    13: (6, 4, 4), 15: (9, 4, 11), 16: (14, 4, 20), 17: (17, 5, 33), 19: (18, 11, 65), 20: (11, 6, 31),
    27: (16, 10, 10), 32: (1, 10, 20), 33: (2, 10, 20), 34: (3, 10, 20), 35: (15, 8, 8),
}
SYSTEMS = {3: (3, 2, 2), 26: (11, 10, 10), 28: (9, 10, 10), 29: (10, 10, 10), 30: (13, 10, 10), 31: (14, 10, 10)}


def subroutines(file, names, suffix):
    """The subroutines of these names, with a suffix on that of the starts, which both files have."""
    kept, keep = [], False
    with gzip.open(f"{EXAMPLES}/{file}.gz", "rt", errors="replace") as lines:
        for line in lines:
            if re.match(r" {6,}(SUBROUTINE|DOUBLE PRECISION FUNCTION)", line):
                keep = any(re.search(rf"\b{name}\b", line) for name in names)
            if keep:
                kept.append(re.sub(r"\bINITPT\b", f"INIT{suffix}", line[:72].rstrip()) + "\n")
            if keep and re.match(r" {6,}END\s*$", line):
                keep = False
    return "".join(kept)


def library(folder):
    source = f"{folder}/problems.f"
    with open(source, "w") as out:
        out.write(subroutines("file17", ["SSQFCN", "SSQJAC", "INITPT"], "SQ"))
        out.write(subroutines("file16", ["VECFCN", "VECJAC", "INITPT"], "VE"))
    built = f"{folder}/problems.so"
    subprocess.run(["gfortran", "-std=legacy", "-w", "-O1", "-shared", "-fPIC", source, "-o", built], check=True)
    return ctypes.CDLL(built)


def integer(value):
    return ctypes.byref(ctypes.c_int(value))


def row(lib, number, case, factor, square):
    problem, n, m = case
    x, r, jacobian = ((ctypes.c_double * size)() for size in (n, m, n * m))
    begin = lib.initsq_ if square else lib.initve_
    begin(integer(n), x, integer(problem), ctypes.byref(ctypes.c_double(factor)))
    for i in range(n):
        x[i] = x[i] * (1 + math.sin(i + 1) / 100) + 3 * (i + 1) / 1000
    if square:
        lib.ssqfcn_(integer(m), integer(n), x, r, integer(problem))
        lib.ssqjac_(integer(m), integer(n), x, jacobian, integer(m), integer(problem))
    else:
        lib.vecfcn_(integer(n), x, r, integer(problem))
        lib.vecjac_(integer(n), x, jacobian, integer(n), integer(problem))
    product = [sum(jacobian[j * m + i] * math.cos(i + 1) for i in range(m)) for j in range(n)]
    return {"number": number, "factor": factor, "residuals": list(r), "product": product}


def main():
    with tempfile.TemporaryDirectory() as folder:
        lib = library(folder)
        rows = [
            row(lib, number, case, factor, square)
            for cases, square in ((LEAST_SQUARES, True), (SYSTEMS, False))
            for number, case in cases.items()
            for factor in (1, 10)
        ]
    print("/** r and J'w of test problems, as MINPACK computes them; made by scripts/minpack-values.py, which says where. */")
    print("export const minpackValues: readonly MinpackValues[] = [")
    for each in rows:
        print(f"  {json.dumps(each)},")
    print("];\n")
    print("export interface MinpackValues {")
    print("  readonly number: number;\n  readonly factor: number;")
    print("  readonly residuals: readonly number[];\n  readonly product: readonly number[];\n}")


main()
