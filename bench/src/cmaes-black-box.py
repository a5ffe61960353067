"""How near CMA-ES with two populations comes to the least value of each problem, as JSON.

Arguments: the command that answers values, as black-box-server does. Debian's package is python3-cmaes. The rule of
restarts is that of Hansen (2009), Benchmarking a bi-population CMA-ES on the BBOB-2009 function testbed.
"""

import json
import math
import subprocess
import sys
from importlib.metadata import version

import numpy
from cmaes import CMA

server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


def ask(line):
    server.stdin.write(line + "\n")
    return json.loads(server.stdout.readline())


def gap(index, problem, budget, deviation):
    generator = numpy.random.RandomState(index + 1)
    goal = problem["least"] + 1e-8
    best, spent = math.inf, 0
    start = numpy.array(problem["start"])
    default = 4 + int(3 * math.log(len(start)))
    optimizer = CMA(mean=start, sigma=deviation, seed=index)
    large, doubled, cost = True, 0, {True: 0, False: 0}
    while True:
        points = [optimizer.ask() for _ in range(optimizer.population_size)]
        words = [repr(float(v)) for point in points for v in point]
        values = ask(" ".join([str(index), *words]))
        spent += len(points)
        cost[large] += len(points)
        best = min(best, *values)
        if best <= goal or spent >= budget:
            return best - problem["least"]
        optimizer.tell(list(zip(points, values)))
        if not optimizer.should_stop():
            continue
        large = cost[True] <= cost[False]
        if large:
            doubled += 1
            population, sigma = default * 2**doubled, deviation
        else:
            power = generator.uniform() ** 2
            population = max(default, math.floor(default * (0.5 * 2**doubled) ** power))
            sigma = deviation * 10 ** (-2 * generator.uniform())
        mean = generator.uniform(-4, 4, len(start))
        optimizer = CMA(mean=mean, sigma=sigma, population_size=population, seed=generator.randint(1 << 30))


listed = ask("list")
gaps = [gap(i, p, listed["budget"], listed["deviation"]) for i, p in enumerate(listed["problems"])]
print(json.dumps({"version": version("cmaes"), "gaps": gaps}))
server.stdin.close()
