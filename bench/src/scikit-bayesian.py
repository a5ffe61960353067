"""Bayesian optimisation with scikit-learn's Gaussian processes, as its users write it.

Reads one JSON line with the bounds, the number of values and the seed; then prints a point a line, and reads its value
from the next line. The last line is the seconds that a suggestion took, on average. Debian's package is python3-sklearn.

Expected improvement under a Matérn 5/2 kernel with a length for each variable, whose hyperparameters are refitted before
each suggestion from two random starts besides the last ones; the best of 1000 random points and the best point so far
are improved by L-BFGS-B from ten starts.
"""

import json
import os
import sys
import time
import warnings

import numpy
import sklearn
from scipy.optimize import minimize
from scipy.stats import norm, qmc
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

warnings.filterwarnings("ignore")
# The Fortran of L-BFGS-B prints remarks on the standard output: they go to the other one.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
print(sklearn.__version__, file=answers, flush=True)


def ask(point):
    print(json.dumps([float(v) for v in point]), file=answers, flush=True)
    return float(sys.stdin.readline())


def run(lower, upper, values, seed):
    generator = numpy.random.RandomState(seed)
    lower, upper = numpy.array(lower), numpy.array(upper)
    n = len(lower)
    x = qmc.LatinHypercube(n, seed=seed).random(2 * n + 2)
    y = numpy.array([ask(lower + u * (upper - lower)) for u in x])
    seconds = 0
    while len(y) < values:
        begin = time.perf_counter()
        kernel = ConstantKernel() * Matern(numpy.full(n, 0.5), (1e-2, 1e2), nu=2.5)
        model = GaussianProcessRegressor(
            kernel, alpha=1e-8, normalize_y=True, n_restarts_optimizer=2, random_state=generator
        ).fit(x, y)
        least = y.min()

        def loss(points):
            mean, deviation = model.predict(numpy.atleast_2d(points), return_std=True)
            deviation = numpy.maximum(deviation, 1e-12)
            z = (least - mean) / deviation
            return -deviation * (z * norm.cdf(z) + norm.pdf(z))

        candidates = numpy.vstack([generator.uniform(size=(1000, n)), x[y.argmin()]])
        starts = candidates[numpy.argsort(loss(candidates))[:10]]
        found = [minimize(lambda u: loss(u)[0], u, method="L-BFGS-B", bounds=[(0, 1)] * n) for u in starts]
        best = min(found, key=lambda result: result.fun).x
        seconds += time.perf_counter() - begin
        x = numpy.vstack([x, best])
        y = numpy.append(y, ask(lower + best * (upper - lower)))
    return seconds / (values - 2 * n - 2)


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), file=answers, flush=True)
