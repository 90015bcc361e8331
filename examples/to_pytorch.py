#!/usr/bin/env python3
"""Loads what `cargo run --release --example to_pytorch` has written, strict, and prints the lines that it prints.

Needs `pip install torch safetensors`; runs from the project's root.
"""
import csv

import torch
from safetensors.torch import load_file
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.LayerNorm(16), nn.Linear(16, 3))
model.load_state_dict(load_file("target/models/species.safetensors"), strict=True)

with open("examples/data/iris.csv") as file:
    rows = [[float(value) for value in row.values()] for row in csv.DictReader(file)]
x = torch.tensor(rows)[:, :4] - torch.tensor([5.8, 3.1, 3.8, 1.2])
species = torch.tensor([int(row[4]) for row in rows])
y = model(x)
print(f"The loss after 100 epochs: {nn.functional.cross_entropy(y, species).item():.4f}")
print("Logits of the flowers 0, 50 and 100:")
for row in y[[0, 50, 100]].tolist():
    print("".join(f"{value:10.5f}" for value in row))
