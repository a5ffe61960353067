"""One MeZO step in PyTorch on a model of use-lite's shapes, one thread: arguments batch, length, steps, law.

Prints JSON: the median seconds of a step and of its two forward passes.
"""

import json
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

batch, length, steps, law = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(1)
torch.manual_seed(0)
HEADS = 4


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.qkv = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, 512)
        self.residual = nn.Linear(256, 512) if width == 256 else nn.Identity()
        self.norm2 = nn.LayerNorm(512, eps=1e-6)
        self.up = nn.Linear(512, 1536)
        self.down = nn.Linear(1536, 512)

    def forward(self, x, penalty):
        rows, tokens, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).split(self.width, dim=-1)
        part = lambda t: t.view(rows, tokens, HEADS, self.width // HEADS).transpose(1, 2)
        q, k, v = part(q), part(k), part(v)
        scores = q @ k.transpose(2, 3) / math.sqrt(self.width // HEADS) + penalty
        attended = (scores.softmax(dim=-1) @ v).transpose(1, 2).reshape(rows, tokens, self.width)
        x = self.residual(x) + self.output(attended)
        return x + self.down(functional.relu(self.up(self.norm2(x))))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(8002, 256)
        self.blocks = nn.ModuleList([Block(256), Block(512)])
        self.dense = nn.Linear(512, 512)
        self.head = nn.Linear(512, 1)
        angles = torch.arange(length)[:, None] * torch.logspace(0, -4, 128)[None, :]
        self.register_buffer("positions", torch.cat([angles.sin(), angles.cos()], dim=1))

    def forward(self, ids, mask):
        x = 2 * self.embedding(ids) + self.positions
        penalty = (mask - 1)[:, None, None, :] * 1e9
        for block in self.blocks:
            x = block(x, penalty)
        mean = (x * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return self.head(functional.normalize(torch.tanh(self.dense(mean))))[:, 0]


model = Classifier().eval()
parameters = list(model.parameters())
ids = torch.randint(6, 8000, (batch, length))
mask = torch.ones(batch, length)
labels = torch.randint(0, 2, (batch,)).float()
forward_seconds = []


def loss():
    begin = time.perf_counter()
    value = functional.binary_cross_entropy_with_logits(model(ids, mask), labels).item()
    forward_seconds.append(time.perf_counter() - begin)
    return value


def perturb(seed, amount):
    """w += amount z, z from the seed, a tensor at a time, as MeZO's authors do it."""
    torch.manual_seed(seed)
    for w in parameters:
        z = torch.randn_like(w) if law == "gaussian" else torch.randint(0, 2, w.shape).mul_(2).sub_(1)
        w.add_(z, alpha=amount)


def step(seed):
    perturb(seed, 1e-3)
    plus = loss()
    perturb(seed, -2e-3)
    minus = loss()
    # Restoring and updating in one pass, as ours does.
    perturb(seed, 1e-3 - 1e-6 * (plus - minus) / 2e-3)


with torch.no_grad():
    step(0)
    forward_seconds.clear()
    times = []
    for seed in range(1, steps + 1):
        begin = time.perf_counter()
        step(seed)
        times.append(time.perf_counter() - begin)
    print(json.dumps({
        "seconds": statistics.median(times),
        "forward": 2 * statistics.median(forward_seconds),
        "version": torch.__version__,
    }))
