"""What SciPy's BFGS and L-BFGS-B reach with how many gradients, and in what time, as JSON.

Arguments: the command that answers values and gradients, as more-garbow-hillstrom-server does. For each start there is a
list of [gradients so far, best value] wherever the best value fell, and the seconds outside of the function.
"""

import json
import os
import subprocess
import sys
import time
import warnings

import numpy
import scipy
from scipy.optimize import minimize

warnings.filterwarnings("ignore")
# The Fortran of L-BFGS-B prints remarks on the standard output: they go to the other one.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
most = int(sys.argv[1])
server = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


class Spent(Exception):
    pass


def ask(line):
    server.stdin.write(line + "\n")
    return json.loads(server.stdout.readline())


def search(method, index, start):
    falls, best, count, outside = [], numpy.inf, 0, 0.0

    def objective(x):
        nonlocal best, count, outside
        begin = time.perf_counter()
        if count == most:
            raise Spent
        value, gradient = ask(" ".join(["gradient", str(index), *map(repr, map(float, x))]))
        value = numpy.inf if value is None else float(value)
        gradient = numpy.array([numpy.nan if g is None else float(g) for g in gradient])
        count += 1
        if value < best:
            best = value
            falls.append([count, value])
        outside += time.perf_counter() - begin
        return value, gradient

    options = {"gtol": 1e-10, "maxiter": 100000}
    if method == "L-BFGS-B":
        options.update(ftol=0, maxfun=100000)
    begin = time.perf_counter()
    try:
        minimize(objective, numpy.array(start), jac=True, method=method, options=options)
    except (Spent, numpy.linalg.LinAlgError):
        pass
    return {"falls": falls, "count": count, "seconds": time.perf_counter() - begin - outside}


problems = ask("list")
runs = {
    method: [[search(method, i, start) for start in p["starts"]] for i, p in enumerate(problems)]
    for method in ("BFGS", "L-BFGS-B")
}
print(json.dumps({"version": scipy.__version__, "runs": runs}), file=answers, flush=True)
server.stdin.close()
