#!/usr/bin/env python3
"""Writes norms.json: outputs and gradients of LayerNorm, RMSNorm and BatchNorm (after `eval()`) as PyTorch computes them in float64,
of vectors, series and images. Made with `pip install torch` (2.15.0).

Rows are as the layers have them: position by position, the channels together. The loss is the sum of c y.
"""
import json
import torch

torch.set_default_dtype(torch.float64)


def rounded(tensor):
    """To numbers that f32 holds exactly, so that both precisions compute with the same ones."""
    return tensor.float().double()


def channels_last(x):
    return x if x.dim() == 2 else x.movedim(1, -1)


def over_channels(norm):
    """A norm over the last dimension, applied to the channels."""
    return lambda x: norm(channels_last(x)).movedim(-1, 1)


shapes = {"vector": (7,), "series": (3, 5), "image": (5, 2, 3)}  # channels first
cases = []
torch.manual_seed(3)
for kind, epsilon in (("layer_norm", 1e-5), ("rms_norm", 1e-3), ("batch_norm", 1e-5)):
    for name, shape in shapes.items():
        channels = shape[0]
        if kind == "layer_norm":
            module = torch.nn.LayerNorm(channels, eps=epsilon)
        elif kind == "rms_norm":
            module = torch.nn.RMSNorm(channels, eps=epsilon)
        elif len(shape) == 3:
            module = torch.nn.BatchNorm2d(channels, eps=epsilon)
        else:
            module = torch.nn.BatchNorm1d(channels, eps=epsilon)
        module.eval()
        with torch.no_grad():
            for parameter in module.parameters():
                parameter.copy_(rounded(torch.randn_like(parameter)))
            if kind == "batch_norm":
                module.running_mean.copy_(rounded(torch.randn(channels)))
                module.running_var.copy_(rounded(torch.rand(channels) + 0.1))
        x = rounded(torch.randn(2, *shape) * 2 + 1).requires_grad_()
        c = rounded(torch.randn(2, *shape))
        y = module(x) if kind == "batch_norm" else over_channels(module)(x)
        (c * y).sum().backward()
        trained = kind != "batch_norm"
        tensors = list(module.parameters()) + ([] if trained else [module.running_mean, module.running_var])
        flat = lambda tensors: [v for tensor in tensors for v in tensor.flatten().tolist()]
        cases.append({
            "kind": kind,
            "shape": name,
            "parameters": flat([t.detach() for t in tensors]),
            "gradient": flat([t.grad if trained else torch.zeros_like(t) for t in tensors]),
            "x": flat([channels_last(x.detach())]),
            "c": flat([channels_last(c)]),
            "y": flat([channels_last(y.detach())]),
            "dx": flat([channels_last(x.grad)]),
        })

with open("norms.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
