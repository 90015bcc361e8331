#!/usr/bin/env python3
"""Writes embedding.json: an embedding, a dense layer at every step and the cross-entropy over the steps, all of them or those
that have a target, as PyTorch computes them in float64. Made with `pip install torch` (2.15.0).

A sample's loss is the mean over its steps, and the loss is the mean over the samples. A target of -1 doesn't count. The weight
of the dense layer is in PyTorch's order, outputs x inputs.
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)

classes, features, outputs = 5, 3, 4
embedding, linear = torch.nn.Embedding(classes, features), torch.nn.Linear(features, outputs)
x = torch.tensor([[0, 3, 3, 1], [4, 2, 0, 0], [1, 1, 1, 3]])
targets = torch.tensor([[1, 0, 3, 2], [2, 2, 1, 0], [3, 0, 0, 1]])
mask = torch.tensor([[True] * 4, [True, True, False, False], [False, True, False, True]])
parameters = [embedding.weight, linear.weight, linear.bias]


def numbers(tensor):
    return tensor.detach().flatten().tolist()


def losses(mask):
    y = linear(embedding(x))
    of_steps = F.cross_entropy(y.transpose(1, 2), targets, reduction="none")
    loss = ((of_steps * mask).sum(1) / mask.sum(1)).mean()
    gradient = torch.autograd.grad(loss, parameters)
    return {"loss": loss.item(), "gradient": [numbers(g) for g in gradient]}


result = {
    "x": x.tolist(),
    "parameters": [numbers(p) for p in parameters],
    "y": numbers(linear(embedding(x))),
    "targets": [targets.tolist(), torch.where(mask, targets, -1).tolist()],
    "losses": [losses(torch.ones_like(mask)), losses(mask)],
}
with open("embedding.json", "w") as file:
    file.write(json.dumps(result) + "\n")
