#!/usr/bin/env python3
"""Writes pools.json: outputs and derivatives of flatten, pools and depthwise convolutions as PyTorch computes them in float64.
Made with `pip install torch` (2.15.0).

All numbers are in PyTorch's order: channels first; a series is channels x steps. L is the sum of d y.
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)


def numbers(*shape):
    """Multiples of 1/8 between -2 and 2: f32 holds them exactly, and some are equal."""
    return (torch.rand(*shape) * 32 - 16).round() / 8


cases = []


def case(kind, shape, pass_, parameters=()):
    x = numbers(2, *shape).requires_grad_()
    parameters = [numbers(*size).requires_grad_() for size in parameters]
    y = pass_(x, *parameters)
    d = numbers(*y.shape)
    (d * y).sum().backward()

    def rows(tensor):
        return tensor.detach().reshape(len(tensor), -1).tolist()

    cases.append({
        "kind": kind, "x": rows(x), "y": rows(y), "d": rows(d), "dx": rows(x.grad),
        "parameters": [p.detach().flatten().tolist() for p in parameters],
        "gradient": [p.grad.flatten().tolist() for p in parameters],
    })


case("flatten image", (3, 2, 4), torch.nn.Flatten())
case("flatten series", (3, 5), torch.nn.Flatten())
case("max_pool halves", (6, 4, 5), torch.nn.MaxPool2d(2))
case("max_pool overlaps", (3, 5, 7), torch.nn.MaxPool2d((3, 2), (1, 2)))
case("max_pool series", (4, 9), torch.nn.MaxPool1d(3, 2))
case("avg_pool halves", (6, 4, 5), torch.nn.AvgPool2d(2))
case("avg_pool overlaps", (3, 5, 7), torch.nn.AvgPool2d((3, 2), (1, 2)))
case("avg_pool series", (4, 9), torch.nn.AvgPool1d(3, 2))
case("global_avg_pool", (6, 3, 4), lambda x: torch.nn.AdaptiveAvgPool2d(1)(x).flatten(1))
case("depthwise keeps", (17, 3, 4), lambda x, w, b: F.relu(F.conv2d(x, w, b, padding=1, groups=17)),
     [(17, 1, 3, 3), (17,)])
case("depthwise strides", (3, 7, 6), lambda x, w: F.conv2d(x, w, None, (2, 1), (1, 2), (1, 2), 3), [(3, 1, 3, 2)])
case("depthwise series", (6, 10), lambda x, w, b: torch.tanh(F.conv1d(x, w, b, 2, 3, 2, 6)), [(6, 1, 4), (6,)])

with open("pools.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
