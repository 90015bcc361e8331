#!/usr/bin/env python3
"""Writes the folder weights/: files for the refusals of `weights.rs`. Made with `pip install numpy safetensors` (0.8.0)."""
import os

import numpy as np
from safetensors.numpy import save

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights")


def zeros(dtype="f4", **shapes):
    return {name.replace("__", "."): np.zeros(shape, dtype) for name, shape in shapes.items()}


def write(name, content):
    with open(os.path.join(here, name), "wb") as file:
        file.write(content)


os.makedirs(here, exist_ok=True)
stages = "version 0.1.0\nhidden: dense 3 -> 2 relu\nnorm: layer_norm 2 -> 2 epsilon=0.00001\nlayer3: dense 2 -> 1"
regressor = save(
    zeros(
        hidden__weight=(3, 2),
        hidden__bias=(2,),
        norm__gain=(2,),
        norm__bias=(2,),
        layer3__weight=(2, 1),
        layer3__bias=(1,),
    ),
    {"staticnn": stages},
)
write("regressor.safetensors", regressor)
write("short.safetensors", regressor[:-4])
pytorch = {"0.weight": (2, 3), "0.bias": (2,), "2.weight": (1, 2), "2.bias": (1,)}
write("pytorch.safetensors", save(zeros(**pytorch)))
write("transposed.safetensors", save(zeros(**(pytorch | {"0.weight": (3, 2)}))))
write("more.safetensors", save(zeros(**(pytorch | {"running_mean": (2,)}))))
write("whole.safetensors", save(zeros(**pytorch) | {"0.bias": np.zeros(2, "i8")}))
write("model.pt", b"PK\x03\x04")
