#!/usr/bin/env python3
"""Trains the network that examples/from_pytorch.rs loads: from four measurements of an iris to its species.

Writes examples/data/species.safetensors, the weights, and examples/data/species_outputs.csv: 20 inputs with PyTorch's outputs.
examples/data/species.onnx has the layers, too, for a declaration that takes them from there.
Made with `pip install torch safetensors onnx` (2.15.0, 0.8.0, 1.23.2).
"""
import csv
import os

import torch
from safetensors.torch import save_file
from torch import nn

data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


class Species(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 16)
        self.output = nn.Linear(16, 3)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x)))


with open(os.path.join(data, "iris.csv")) as file:
    rows = [[float(value) for value in row.values()] for row in csv.DictReader(file)]
x = torch.tensor(rows)[:, :4] - torch.tensor([5.8, 3.1, 3.8, 1.2])  # about their means
species = torch.tensor([int(row[4]) for row in rows])

torch.manual_seed(42)
model = Species()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for _ in range(300):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), species)
    loss.backward()
    optimizer.step()
right = (model(x).argmax(1) == species).sum().item()
print(f"loss {loss.item():.4f}, {right} of {len(rows)} are right")

save_file(model.state_dict(), os.path.join(data, "species.safetensors"))
torch.onnx.export(model, (x,), os.path.join(data, "species.onnx"), dynamo=False, input_names=["input"],
                  output_names=["output"], dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
with open(os.path.join(data, "species_outputs.csv"), "w", newline="\n") as file:
    file.write("sepal_length,sepal_width,petal_length,petal_width,setosa,versicolor,virginica\n")
    for row in torch.cat([x, model(x)], 1)[::7].tolist()[:20]:
        file.write(",".join(f"{value:.9g}" for value in row) + "\n")
