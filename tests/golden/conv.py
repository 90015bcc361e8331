#!/usr/bin/env python3
"""Writes layers_conv.json: PyTorch's outputs and derivatives of convolutions in float64, in staticnn's order.

Positions have their channels innermost, and weights are rows x taps x input channels x output channels. Inputs, weights, biases and
the derivatives of the outputs are sines, which the test computes too.

    python tests/golden/conv.py
"""

import json
import pathlib

import torch

CASES = {
    "image": dict(input=(2, 6, 5), outputs=3, taps=(3, 2), stride=(2, 1), pad=(1, 2), dilation=(1, 2), groups=1),
    "wide": dict(input=(1, 4, 18), outputs=5, taps=(3, 3), stride=(1, 1), pad=(1, 1), dilation=(1, 1), groups=1),
    "groups": dict(input=(4, 4, 4), outputs=6, taps=(2, 2), stride=(1, 1), pad=(0, 0), dilation=(1, 1), groups=2),
    "deep": dict(input=(17, 3, 2), outputs=3, taps=(2, 3), stride=(1, 1), pad=(0, 1), dilation=(1, 1), groups=1),
    "series": dict(input=(3, 1, 11), outputs=4, taps=(1, 3), stride=(1, 2), pad=(0, 1), dilation=(1, 2), groups=1),
}
SAMPLES = 2


def sines(count, seed):
    return torch.sin(torch.arange(count, dtype=torch.float64) * 1.7 + seed)


def numbers(tensor):
    return [float(f"{value:.12g}") for value in tensor.flatten().tolist()]


def case(input, outputs, taps, stride, pad, dilation, groups):
    channels, height, width = input
    x = sines(SAMPLES * channels * height * width, 0.1).reshape(SAMPLES, height, width, channels).requires_grad_()
    w = sines(taps[0] * taps[1] * channels // groups * outputs, 0.5).reshape(*taps, channels // groups, outputs).requires_grad_()
    b = sines(outputs, 0.9).requires_grad_()
    z = torch.nn.functional.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b, stride, pad, dilation, groups)
    y = z.permute(0, 2, 3, 1)
    (y * sines(y.numel(), 0.3).reshape(y.shape)).sum().backward()
    return {"y": numbers(y), "dx": numbers(x.grad), "dw": numbers(w.grad), "db": numbers(b.grad)}


def main():
    path = pathlib.Path(__file__).with_name("layers_conv.json")
    lines = [f'"{name}": {json.dumps(case(**sizes))}' for name, sizes in CASES.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
