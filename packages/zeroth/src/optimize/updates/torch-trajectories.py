"""Writes torch-trajectories.ts: where PyTorch's optimisers are after 1, 2, 10 and 100 steps, in float64.

The gradient at step k = 0, 1, … is g_i = l_i x_i + sin((k + 1)(i + 1)), with l = 1, 2, 4, 8 and x0 = 1, -1, 0.5, 2.
NAdam runs in its foreach form: the other one of PyTorch 1.13 counts a factor of the momentum's product twice.
"""
import json, math, os, torch
from torch.optim import SGD, Adam, AdamW, NAdam, RAdam, RMSprop, Adagrad

cases = [
    ("sgd", {}, lambda p: SGD(p, lr=0.01)),
    ("sgd", {"momentum": 0.9, "weightDecay": 0.1}, lambda p: SGD(p, lr=0.01, momentum=0.9, weight_decay=0.1)),
    ("sgd", {"momentum": 0.8, "dampening": 0.3}, lambda p: SGD(p, lr=0.01, momentum=0.8, dampening=0.3)),
    ("sgd", {"momentum": 0.9, "nesterov": True}, lambda p: SGD(p, lr=0.01, momentum=0.9, nesterov=True)),
    ("adam", {}, lambda p: Adam(p, lr=0.01)),
    ("adam", {"meanDecay": 0.8, "squareDecay": 0.95, "weightDecay": 0.1, "epsilon": 1e-4},
     lambda p: Adam(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1, eps=1e-4)),
    ("adamW", {"weightDecay": 0.1}, lambda p: AdamW(p, lr=0.01, weight_decay=0.1)),
    ("amsGrad", {"squareDecay": 0.9}, lambda p: Adam(p, lr=0.01, betas=(0.9, 0.9), amsgrad=True)),
    ("nAdam", {"weightDecay": 0.1}, lambda p: NAdam(p, lr=0.01, weight_decay=0.1, foreach=True)),
    ("rAdam", {"weightDecay": 0.1}, lambda p: RAdam(p, lr=0.01, weight_decay=0.1)),
    ("rmsProp", {}, lambda p: RMSprop(p, lr=0.01)),
    ("rmsProp", {"squareDecay": 0.9, "momentum": 0.7, "centered": True, "weightDecay": 0.1},
     lambda p: RMSprop(p, lr=0.01, alpha=0.9, momentum=0.7, centered=True, weight_decay=0.1)),
    ("adaGrad", {"rateDecay": 0.01, "initialSum": 0.1, "weightDecay": 0.1},
     lambda p: Adagrad(p, lr=0.01, lr_decay=0.01, initial_accumulator_value=0.1, weight_decay=0.1)),
]
curvature = torch.tensor([1.0, 2.0, 4.0, 8.0], dtype=torch.float64)
rows = []
for rule, options, make in cases:
    x = torch.tensor([1.0, -1.0, 0.5, 2.0], dtype=torch.float64, requires_grad=True)
    optimiser = make([x])
    points = {}
    for k in range(100):
        noise = torch.tensor([math.sin((k + 1) * (i + 1)) for i in range(4)], dtype=torch.float64)
        x.grad = (curvature * x + noise).detach()
        optimiser.step()
        if k + 1 in (1, 2, 10, 100):
            points[k + 1] = x.tolist()
    rows.append({"rule": rule, "options": options, "points": points})
body = ",\n".join("  " + json.dumps(row) for row in rows)
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "torch-trajectories.ts"), "w") as file:
    file.write(
        "/** Written by torch-trajectories.py, which says what the gradients are. */\n"
        f"export const torchVersion = '{torch.__version__}';\n\n"
        f"export const torchTrajectories = [\n{body},\n] as const;\n"
    )
