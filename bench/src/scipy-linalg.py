"""Times SciPy's dense linear algebra for linalg.ts. Reads lines "kind m n repeats", answers with the processor's seconds of one."""
import sys
import time

import numpy
import scipy
import scipy.linalg

print(scipy.__version__, flush=True)


def operation(kind, m, n):
    draws = numpy.random.default_rng(m)
    a = draws.standard_normal((m, n))
    if kind == "gemm":
        return lambda: a @ a
    if kind == "gemm32":
        single = a.astype(numpy.float32)
        return lambda: single @ single
    if kind == "cholesky":
        spd = a @ a.T
        return lambda: scipy.linalg.cholesky(spd, lower=True)
    if kind == "lu":
        return lambda: scipy.linalg.lu_factor(a)
    if kind == "qr":
        return lambda: scipy.linalg.qr(a, mode="economic")
    if kind == "qrPivoted":
        return lambda: scipy.linalg.qr(a, mode="economic", pivoting=True)
    b = draws.standard_normal(n)
    return lambda: scipy.linalg.solve(a, b)


made = {}
for line in sys.stdin:
    kind, m, n, repeats = line.split()
    key = kind, int(m), int(n)
    if key not in made:
        made[key] = operation(*key)
    run = made[key]
    begin = time.process_time()
    for _ in range(int(repeats)):
        run()
    print((time.process_time() - begin) / int(repeats), flush=True)
