"""Times SciPy's transforms for fft.ts. Reads lines "kind n repeats", answers each with the processor's seconds of one transform."""
import sys
import time

import numpy
import scipy
import scipy.fft

print(scipy.__version__, flush=True)
inputs = {}
for line in sys.stdin:
    kind, length, repeats = line.split()
    n, repeats = int(length), int(repeats)
    if (kind, n) not in inputs:
        draws = numpy.random.default_rng(n)
        x = draws.standard_normal(n)
        inputs[kind, n] = x + 1j * draws.standard_normal(n) if kind == "complex" else x
    x = inputs[kind, n]
    transform = {"complex": scipy.fft.fft, "real": scipy.fft.rfft, "cosine": scipy.fft.dct}[kind]
    begin = time.process_time()
    for _ in range(repeats):
        transform(x, workers=1)
    print((time.process_time() - begin) / repeats, flush=True)
