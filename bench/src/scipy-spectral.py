"""Times SciPy's spectral decompositions for spectral.ts. Reads lines "kind n", answers each with the processor's seconds it took."""
import sys
import time

import numpy
import scipy
import scipy.linalg

print(scipy.__version__, flush=True)
inputs = {}
functions = {
    "eigh": scipy.linalg.eigh,
    "eigvalsh": scipy.linalg.eigvalsh,
    "svd": scipy.linalg.svd,
    "svdvals": scipy.linalg.svdvals,
    "eig": scipy.linalg.eig,
    "eigvals": scipy.linalg.eigvals,
    "schur": scipy.linalg.schur,
    "expm": scipy.linalg.expm,
    "sqrtm": scipy.linalg.sqrtm,
    "logm": scipy.linalg.logm,
}
for line in sys.stdin:
    kind, length = line.split()
    n = int(length)
    if (kind, n) not in inputs:
        a = numpy.random.default_rng(n).standard_normal((n, n))
        if kind in ("eigh", "eigvalsh"):
            a = a + a.T
        if kind in ("sqrtm", "logm"):
            a = a + 2 * numpy.sqrt(n) * numpy.eye(n)
        if kind == "expm":
            a = a / numpy.sqrt(n)
        inputs[kind, n] = a
    a = inputs[kind, n]
    begin = time.process_time()
    functions[kind](a)
    print(time.process_time() - begin, flush=True)
