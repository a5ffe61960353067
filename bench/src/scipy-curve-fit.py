"""Answers one line of JSON a request: fits of curves by SciPy, and the processor time of all of them.

A request is {"fits": [{"model", "x", "y", "p0"}], "count": bool}; where calls are counted the time says less.
"""
import json
import sys
import time
import warnings

import numpy as np
import scipy
from scipy.optimize import curve_fit

warnings.filterwarnings("ignore")
exp = np.exp

MODELS = {
    "rise": lambda x, a, b: a * (1 - exp(-b * x)),
    "decay": lambda x, a, b, c: a * exp(-b * x) + c,
    "logistic": lambda x, a, b, c: a / (1 + exp(-b * (x - c))),
    "gauss": lambda x, a, b, c: a * exp(-0.5 * ((x - b) / c) ** 2),
    "michaelis": lambda x, a, b: a * x / (b + x),
    "power": lambda x, a, b: a * (x + 1) ** b,
    "two": lambda x, a, b, c, d: a * exp(-b * x) + c * exp(-d * x),
    "lorentz": lambda x, a, b, c: a / (1 + ((x - b) / c) ** 2),
    "wave": lambda x, a, b, c: a * np.sin(b * x + c),
    "rational": lambda x, a, b, c: (a + b * x) / (1 + c * x),
}



def counted(model):
    calls = [0]

    def call(x, *p):
        calls[0] += 1
        return model(x, *p)

    return call, calls


def fit(model, request):
    try:
        return curve_fit(model, request["x"], request["y"], request["p0"])[0]
    except RuntimeError:
        return None


print(scipy.__version__, flush=True)
for line in sys.stdin:
    request = json.loads(line)
    fits = [{**each, "x": np.array(each["x"]), "y": np.array(each["y"])} for each in request["fits"]]
    models = [counted(MODELS[each["model"]]) for each in fits]
    begun = time.process_time()
    if request["count"]:
        ends = [fit(call, each) for (call, _), each in zip(models, fits)]
    else:
        ends = [fit(MODELS[each["model"]], each) for each in fits]
    seconds = time.process_time() - begun
    answers = []
    for each, p, (_, calls) in zip(fits, ends, models):
        value = None if p is None else float(0.5 * np.sum((MODELS[each["model"]](each["x"], *p) - each["y"]) ** 2))
        answers.append({"calls": calls[0], "value": value})
    print(json.dumps({"seconds": seconds, "fits": answers}), flush=True)
