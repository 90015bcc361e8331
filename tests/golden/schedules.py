#!/usr/bin/env python3
"""Writes schedules.json: the learning rates of PyTorch's schedules, from 0.1. The committed file was made with torch 2.15.0."""
import json
import torch
from torch.optim import lr_scheduler as s

STEPS = 60


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)


def rates(make, losses=None):
    sgd = optimizer()
    schedule, found = make(sgd), []
    for t in range(STEPS):
        found.append(sgd.param_groups[0]["lr"])
        sgd.step()
        schedule.step(*([losses[t]] if losses else []))
    return found


def warmed(sgd):
    rise = s.LinearLR(sgd, start_factor=0.2, total_iters=8)
    return s.SequentialLR(sgd, [rise, s.ExponentialLR(sgd, 0.9)], milestones=[8])


def cycle(sgd):
    return s.OneCycleLR(sgd, max_lr=0.1, total_steps=STEPS + 1)


# Falls, stays for a while, falls a little less than the threshold asks for, and falls again.
losses = [2.0 - 0.1 * t if t < 10 else 1.0 if t < 25 else 1.0 - 1e-6 * t if t < 40 else 0.5 for t in range(STEPS)]

found = {
    "step": rates(lambda sgd: s.StepLR(sgd, 7, 0.5)),
    "exponential": rates(lambda sgd: s.ExponentialLR(sgd, 0.9)),
    "polynomial": rates(lambda sgd: s.PolynomialLR(sgd, 40, 1.5)),
    "cosine": rates(lambda sgd: s.CosineAnnealingLR(sgd, STEPS, 0.01)),
    "restarts": rates(lambda sgd: s.CosineAnnealingWarmRestarts(sgd, 8, 2, 0.01)),
    "one_cycle": rates(cycle),
    "warm_up": rates(warmed),
    "plateau": rates(lambda sgd: s.ReduceLROnPlateau(sgd, factor=0.5, patience=4, min_lr=0.01), losses),
    "losses": losses,
}

with open("schedules.json", "w") as file:
    json.dump(found, file)
