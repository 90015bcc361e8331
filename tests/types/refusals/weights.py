#!/usr/bin/env python3
"""Writes the folder weights/: files for the refusals of `weights.rs` and `onnx.rs`. Made with `pip install numpy safetensors onnx`
(0.8.0 and 1.23.2).
"""
import os

import numpy as np
import onnx
from onnx import TensorProto, helper
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


def model(operator, dtype, *shape):
    """A graph of one operator with its weights."""
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    weight = helper.make_tensor("weight", kind, shape, np.zeros(shape, dtype).tobytes(), raw=True)
    ends = [helper.make_tensor_value_info(name, kind, ["batch", *[None] * (len(shape) - 1)]) for name in ("x", "y")]
    node = helper.make_node(operator, ["x", "weight"], ["y"], "layer")
    graph = helper.make_graph([node], "graph", ends[:1], ends[1:], [weight])
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 21)])
    onnx.checker.check_model(model)
    return model.SerializeToString()


write("transposed.onnx", model("ConvTranspose", "f4", 1, 1, 3, 3))
write("double.onnx", model("MatMul", "f8", 3, 2))
write("half.onnx", model("MatMul", "f2", 3, 2))
