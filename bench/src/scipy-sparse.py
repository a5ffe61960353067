"""Times SciPy's product and SuperLU for sparse.ts. Reads lines "kind side repeats", answers each with the processor's seconds of one."""
import sys
import time

import numpy
import scipy
import scipy.sparse
from scipy.sparse.linalg import splu

print(scipy.__version__, flush=True)


def operation(kind, side):
    line = scipy.sparse.diags([-1, 2, -1], [-1, 0, 1], shape=(side, side))
    one = scipy.sparse.identity(side)
    a = scipy.sparse.kron(line, one) + scipy.sparse.kron(one, line)
    if kind == "product":
        rows = a.tocsr()
        x = numpy.full(side * side, 0.5)
        return lambda: rows @ x
    columns = a.tocsc()
    symmetric = dict(SymmetricMode=True)
    return lambda: splu(columns, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=symmetric)


made = {}
for request in sys.stdin:
    kind, side, repeats = request.split()
    key = kind, int(side)
    if key not in made:
        made[key] = operation(*key)
    run = made[key]
    begin = time.process_time()
    for _ in range(int(repeats)):
        run()
    print((time.process_time() - begin) / int(repeats), flush=True)
