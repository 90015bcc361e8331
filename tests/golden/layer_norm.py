#!/usr/bin/env python3
"""Writes layer_norm.json: outputs, loss and derivatives of a network with a LayerNorm as PyTorch computes them in float64.
Made with `pip install torch` (2.15.0).

Parameters and derivatives are in the order of `Network::parameters`: weights as inputs x outputs.
"""
import json
import torch

torch.set_default_dtype(torch.float64)


def rounded(tensor):
    """To numbers that f32 holds exactly, so that both precisions compute with the same ones."""
    return tensor.float().double()


cases = {}
for epsilon in (1e-5, 1e-3):
    torch.manual_seed(7)
    layers = [torch.nn.Linear(8, 64), torch.nn.LayerNorm(64, eps=epsilon), torch.nn.ReLU(), torch.nn.Linear(64, 1)]
    net = torch.nn.Sequential(*layers)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(rounded(torch.randn_like(parameter) * 0.3))
    x, t = rounded(torch.randn(6, 8)), rounded(torch.randn(6, 1))
    y = net(x)
    loss = torch.nn.functional.mse_loss(y, t)
    loss.backward()

    def flat(values):
        return [v for tensor in values for v in (tensor.T if tensor.dim() == 2 else tensor).flatten().tolist()]

    cases[str(epsilon)] = {
        "parameters": flat([p.data for p in net.parameters()]),
        "x": x.flatten().tolist(),
        "t": t.flatten().tolist(),
        "y": y.flatten().tolist(),
        "loss": [loss.item()],
        "gradient": flat([p.grad for p in net.parameters()]),
    }

with open("layer_norm.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
