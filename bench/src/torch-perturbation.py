"""Seconds that PyTorch takes for z.normal_() and w.add_(z, alpha), one thread, as JSON: elements, repeats."""

import json
import statistics
import sys
import time

import torch

elements, repeats = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(1)
w = torch.zeros(elements)
z = torch.empty(elements)


def perturb():
    z.normal_()
    w.add_(z, alpha=1e-3)


perturb()
times = []
for _ in range(repeats):
    begin = time.perf_counter()
    perturb()
    times.append(time.perf_counter() - begin)
print(json.dumps({"seconds": statistics.median(times), "version": torch.__version__}))
