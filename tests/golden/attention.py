#!/usr/bin/env python3
"""Writes attention.json: outputs and gradients of MultiheadAttention (query = key = value = x) and of an Embedding added to every step, as
PyTorch computes them in float64. Made with `pip install torch` (2.15.0).

Parameters are in the layer's order, weights as inputs x outputs. The loss is the sum of c y.
"""
import json
import torch

torch.set_default_dtype(torch.float64)


def rounded(tensor):
    """To numbers that f32 holds exactly, so that both precisions compute with the same ones."""
    return tensor.float().double()


class Attention(torch.nn.Module):
    def __init__(self, features, heads, causal):
        super().__init__()
        self.inner, self.causal = torch.nn.MultiheadAttention(features, heads, batch_first=True), causal

    def forward(self, x):
        steps = x.shape[1]
        mask = torch.nn.Transformer.generate_square_subsequent_mask(steps) if self.causal else None
        return self.inner(x, x, x, attn_mask=mask, need_weights=False)[0]


class Positions(torch.nn.Module):
    def __init__(self, steps, features):
        super().__init__()
        self.inner = torch.nn.Embedding(steps, features)

    def forward(self, x):
        return x + self.inner(torch.arange(x.shape[1]))


def flat(tensors, transposed):
    return [v for t in tensors for v in (t.T if transposed and t.dim() == 2 else t).flatten().tolist()]


cases = []
torch.manual_seed(5)
for kind, shape, steps, features, module in (
    ("attention", "two causal heads", 5, 6, Attention(6, 2, True)),
    ("attention", "one causal head", 18, 3, Attention(3, 1, True)),
    ("attention", "four heads", 18, 4, Attention(4, 4, False)),
    ("positions", "series", 5, 3, Positions(5, 3)),
):
    # As the module lists them: the weight and the bias of q, k and v, and those of the output.
    parameters, transposed = list(module.parameters()), kind == "attention"
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(rounded(0.5 * torch.randn_like(parameter)))
    x = rounded(torch.randn(2, steps, features)).requires_grad_()
    c = rounded(torch.randn(2, steps, features))
    y = module(x)
    (c * y).sum().backward()
    cases.append({
        "kind": kind,
        "shape": shape,
        "parameters": flat([p.detach() for p in parameters], transposed),
        "gradient": flat([p.grad for p in parameters], transposed),
        "x": x.flatten().tolist(),
        "c": c.flatten().tolist(),
        "y": y.flatten().tolist(),
        "dx": x.grad.flatten().tolist(),
    })

with open("attention.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
