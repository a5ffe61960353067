"""Gradients in PyTorch, one thread: arguments what (use-lite or perceptron), batch, length, steps. Prints JSON."""

import json
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

what, batch, length, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
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
        parts = self.qkv(self.norm1(x)).split(self.width, dim=-1)
        q, k, v = (t.view(rows, tokens, HEADS, self.width // HEADS).transpose(1, 2) for t in parts)
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

    def forward(self, ids):
        x = 2 * self.embedding(ids) + self.positions
        for block in self.blocks:
            x = block(x, 0.0)
        return self.head(functional.normalize(torch.tanh(self.dense(x.mean(dim=1)))))[:, 0]


if what == "use-lite":
    model = Classifier()
    ids = torch.randint(6, 8000, (batch, length))
    labels = torch.randint(0, 2, (batch,)).float()

    def step():
        model.zero_grad()
        functional.binary_cross_entropy_with_logits(model(ids), labels).backward()

else:
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    inputs = torch.rand(batch, 784)
    targets = torch.randint(0, 10, (batch,))

    def step():
        optimizer.zero_grad()
        functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()


for _ in range(5):
    step()
times = []
for _ in range(steps):
    begin = time.perf_counter()
    step()
    times.append(time.perf_counter() - begin)
print(json.dumps({"seconds": statistics.median(times), "version": torch.__version__}))
