"""Values that NLopt's BOBYQA needs, a JSON list by problem: null where it does not get within the goal.

Arguments: the command that answers values, as more-garbow-hillstrom-server does. Debian's package is python3-nlopt.
"""

import json
import subprocess
import sys

import nlopt
import numpy

server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


def ask(line):
    server.stdin.write(line + "\n")
    return server.stdout.readline()


def count(index, problem):
    least = problem["minima"][0]
    goal = least + 1e-6 * max(1, abs(least))
    values = []

    def objective(x, _):
        values.append(float(ask(" ".join([str(index), *map(repr, map(float, x))]))))
        return values[-1]

    optimizer = nlopt.opt(nlopt.LN_BOBYQA, problem["n"])
    optimizer.set_min_objective(objective)
    optimizer.set_maxeval(3000)
    optimizer.set_xtol_rel(1e-12)
    try:
        optimizer.optimize(numpy.array(problem["start"]))
    except (RuntimeError, nlopt.RoundoffLimited):
        pass
    return next((i + 1 for i, value in enumerate(values) if value <= goal), None)


problems = json.loads(ask("list"))
version = f"{nlopt.version_major()}.{nlopt.version_minor()}.{nlopt.version_bugfix()}"
print(json.dumps({"version": version, "counts": [count(i, p) for i, p in enumerate(problems)]}))
server.stdin.close()
