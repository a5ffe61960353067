"""A step of Adam in PyTorch on one tensor, one thread: arguments parameters, steps.

Prints JSON: the median milliseconds of the processor that a step takes, of the faster of the two implementations.
"""

import json
import statistics
import sys
import time

import torch

parameters, steps = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(1)
medians = []
for foreach in (False, True):
    x = torch.randn(parameters, requires_grad=True)
    x.grad = torch.randn(parameters)
    optimizer = torch.optim.Adam([x], foreach=foreach)
    times = []
    for k in range(-2, steps):
        begun = time.process_time()
        optimizer.step()
        if k >= 0:
            times.append(1000 * (time.process_time() - begun))
    medians.append(statistics.median(times))
print(json.dumps({"milliseconds": min(medians), "version": torch.__version__}))
