"""Times SciPy's product and SuperLU; prints JSON. Arguments: product SIDE | factor SIDE."""
import json
import sys
import time

import numpy
import scipy
import scipy.sparse as sparse
from scipy.sparse.linalg import splu

what, side = sys.argv[1], int(sys.argv[2])
line = sparse.diags([-1, 2, -1], [-1, 0, 1], shape=(side, side))
one = sparse.identity(side)
a = sparse.kron(line, one) + sparse.kron(one, line)
times = []
if what == "product":
    a = a.tocsr()
    x = numpy.full(side * side, 0.5)
    work = lambda: a @ x
    repeats = 15
else:
    a = a.tocsc()
    work = lambda: splu(a, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=dict(SymmetricMode=True))
    repeats = 1
for _ in range(repeats):
    start = time.perf_counter()
    work()
    times.append(time.perf_counter() - start)
print(json.dumps({"seconds": float(numpy.median(times)), "version": scipy.__version__}))
