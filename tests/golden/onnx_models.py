#!/usr/bin/env python3
"""Writes the files of the folder onnx, which are ONNX files as PyTorch and the `onnx` package write them, and onnx_models.txt. That has a
block of lines for each: its name, its stages, and rows of inputs and of outputs, which are PyTorch's, or onnxruntime's for the
files of the package.
Made with `pip install torch onnx onnxscript onnxruntime` (2.15.0, 1.23.2, 0.7.2 and 1.32.0).

From the files of PyTorch's newer exporter, what it notes about the Python code is removed.
"""
import contextlib
import io
import pathlib
import warnings

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper
from torch import nn

FOLDER = pathlib.Path(__file__).with_name("onnx")
ROWS = 6
models = {}
warnings.filterwarnings("ignore")


def save(name, stages, x, y):
    rows = (" ".join(map(repr, values.reshape(-1).tolist())) for pair in zip(x, y) for values in pair)
    models[name] = "\n".join([name, stages, *rows])


def export(name, stages, module, shape, dynamo, opset=None, dtype=torch.float32):
    """Exports a module that takes inputs of this shape, with PyTorch's newer exporter or the older one."""
    path = FOLDER / f"{name}.onnx"
    module = module.to(dtype).eval()
    x = torch.randn(ROWS, *shape).to(dtype)
    with contextlib.redirect_stdout(io.StringIO()):
        if dynamo:
            torch.onnx.export(module, (x,), path, dynamo=True, external_data=False, dynamic_shapes=({0: "batch"},),
                              opset_version=opset)
        else:
            torch.onnx.export(module, (x,), path, dynamo=False, opset_version=opset, input_names=["input"],
                              output_names=["output"], dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
    file = onnx.load(path)
    for noted in (*file.graph.node, *file.graph.input, *file.graph.output, *file.graph.value_info, file.graph):
        del noted.metadata_props[:]
    onnx.save(file, path)
    save(name, stages, x, module(x).detach())


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.norm, self.fc2 = nn.Linear(4, 5), nn.LayerNorm(5), nn.Linear(5, 3, bias=False)
        self.activation, self.dropout = nn.GELU(), nn.Dropout(0.5)

    def forward(self, x):
        return torch.softmax(self.fc2(self.dropout(self.activation(self.norm(self.fc1(x))))), -1)


class Sine(nn.Module):
    def forward(self, x):
        return torch.sin(x)


class Rows(nn.Module):
    def forward(self, x):
        return x.reshape(-1, 4)


class LastNorm(nn.LayerNorm):
    """Over the channels of each position."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class View(nn.Module):
    def forward(self, x):
        return x.view(x.size(0), -1)


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((-1, -2))


def randomized(module):
    """Gains and biases that training has changed, and weights large enough for the bends of activations."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn_like(parameter))
        for name, buffer in module.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(torch.randn_like(buffer))
            elif name.endswith("running_var"):
                buffer.copy_(torch.rand_like(buffer) + 0.5)
    return module


torch.manual_seed(42)
stages = "4 -> fc1: 5 -> norm: layer_norm gelu -> {} softmax no_bias"
export("named_dynamo", stages.format("fc2: 3"), randomized(Named()), (4,), True)
# The older exporter transposes weights without a bias, and then names them by a number.
export("named", stages.format("3"), randomized(Named()), (4,), False)
export("named_f64", "f64 " + stages.format("3"), randomized(Named()), (4,), False, dtype=torch.float64)

# Every activation, as each exporter writes it.
words = [("relu", nn.ReLU()), ("leaky_relu(0.1)", nn.LeakyReLU(0.1)), ("prelu", nn.PReLU()), ("relu6", nn.ReLU6()),
         ("elu(0.7)", nn.ELU(0.7)), ("selu", nn.SELU()), ("gelu", nn.GELU()), ("gelu_tanh", nn.GELU(approximate="tanh")),
         ("silu", nn.SiLU()), ("mish", nn.Mish()), ("softplus", nn.Softplus()), ("tanh", nn.Tanh()),
         ("hard_tanh", nn.Hardtanh()), ("softsign", nn.Softsign()), ("sigmoid", nn.Sigmoid()),
         ("hard_sigmoid", nn.Hardsigmoid()), ("sin", Sine()), ("softmax", nn.Softmax(-1))]
modules, stages, labels = [], "3", "3"
for index, (word, module) in enumerate(words):
    modules += [nn.Linear(4 if index else 3, 4), module]
    stages += f" -> 4 {word}"
every = randomized(nn.Sequential(*modules))
for name, dynamo, opset in (("every", False, 20), ("every_13", False, 13), ("every_9", False, 9), ("every_dynamo", True, None)):
    export(name, stages, every, (3,), dynamo, opset)
# The newer exporter writes constants of f64 models in f64.
export("every_dynamo_f64", "f64 " + stages, every, (3,), True, dtype=torch.float64)

flat = randomized(nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.Hardtanh(), Rows(), nn.Linear(4, 2)))
export("flattened", "6 -> 4 hard_tanh -> 2", flat, (1, 2, 3), False)


# Images and series. The older exporter folds a normalization into the convolution before it.
picture = randomized(nn.Sequential(
    nn.BatchNorm2d(2), nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)), nn.ReLU(),
    nn.Conv2d(4, 4, 3, padding=1, groups=4), nn.PReLU(), nn.MaxPool2d(2), nn.BatchNorm2d(4),
    nn.Conv2d(4, 6, 1, groups=2, bias=False), LastNorm(6), nn.GELU(), nn.Dropout(0.2), nn.AvgPool2d((3, 2)), nn.Flatten(),
    nn.Linear(12, 3)))
stages = ("2x12x10 -> batch_norm -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) relu -> depthwise (3x3, pad 1) prelu "
          "-> max_pool 2x2 -> batch_norm -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> avg_pool 3x2 -> flatten -> 3")
export("picture", stages, picture, (2, 12, 10), False, 17)
export("picture_dynamo", stages, picture, (2, 12, 10), True)
signal = randomized(nn.Sequential(
    nn.Conv1d(3, 4, 3, padding=1), nn.Tanh(), LastNorm(4), nn.Conv1d(4, 4, 3, stride=2, padding=1, groups=4), nn.MaxPool1d(2),
    nn.Conv1d(4, 5, 1), nn.Sigmoid(), nn.AvgPool1d(3, stride=1), View(), nn.Linear(10, 2)))
stages = ("16x3 -> conv 4 (3, pad 1) tanh -> layer_norm -> depthwise (3, stride 2, pad 1) -> max_pool 2 -> conv 5 (1) sigmoid "
          "-> avg_pool 3 (stride 1) -> flatten -> 2")
export("signal", stages, signal, (3, 16), False, 17)
export("signal_dynamo", stages, signal, (3, 16), True)
# The activation behind the pool is as well before it; the last row and column are left out.
stages = "2x7x7 -> conv 4 (3x3) relu -> max_pool 2x2 (floor) -> global_avg_pool -> 2"
pooled = nn.Sequential(nn.Conv2d(2, 4, 3), nn.MaxPool2d(2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), View(), nn.Linear(4, 2))
export("pooled", stages, randomized(pooled), (2, 7, 7), False, 17)
export("pooled_dynamo", stages, pooled, (2, 7, 7), True)
mean = randomized(nn.Sequential(nn.Conv2d(2, 4, 3), nn.MaxPool2d(2), nn.ReLU(), Mean(), nn.Linear(4, 2)))
export("mean", stages, mean, (2, 7, 7), False, 17)
# In single operators, and as one.
square = randomized(nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.RMSNorm(4, eps=1e-6), nn.Linear(4, 4), nn.RMSNorm(4, eps=1e-5),
                                  nn.Tanh()))
stages = "3 -> 4 relu -> rms_norm(0.000001) -> 4 -> rms_norm tanh"
export("square", stages, square, (3,), True, 20)
export("square_23", stages, square, (3,), True, 23)


def package(name, stages, nodes, tensors, inputs, outputs, ir_version=10, opset=21):
    """Writes a graph with the `onnx` package."""
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in (("x", inputs), ("y", outputs))]
    graph = helper.make_graph(nodes, name, ends[:1], ends[1:], tensors)
    model = helper.make_model(graph, ir_version=ir_version, opset_imports=[helper.make_opsetid("", opset)])
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, FOLDER / f"{name}.onnx")
    x = numpy.random.default_rng(42).normal(size=(ROWS, inputs[-1])).astype(numpy.float32)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    y = numpy.concatenate([session.run(None, {"x": row[None]})[0] for row in x])
    save(name, stages, x, y)


def tensor(name, *shape, raw=False):
    """Numbers in `float_data`, or as bytes."""
    values = numpy.random.default_rng(len(name)).normal(size=shape).astype(numpy.float32)
    return helper.make_tensor(name, TensorProto.FLOAT, shape, values.tobytes() if raw else values.ravel(), raw=raw)


constant = lambda name, value: helper.make_node(
    "Constant", [], [name], value=helper.make_tensor(name, TensorProto.FLOAT, [], [value]))
package("products", "3 -> 4 tanh -> 4 hard_sigmoid -> layer_norm(0.001) -> 2 no_bias", [
    helper.make_node("MatMul", ["x", "w1"], ["z1"]),
    helper.make_node("Add", ["b1", "z1"], ["s1"]),
    helper.make_node("Tanh", ["s1"], ["y1"]),
    helper.make_node("Transpose", ["w2"], ["t2"], perm=[1, 0]),
    helper.make_node("MatMul", ["y1", "t2"], ["z2"]),
    helper.make_node("Add", ["z2", "b2"], ["s2"]),
    # min(6, max(0, z + 3)) / 6
    constant("three", 3.0), constant("zero", 0.0), constant("six", 6.0),
    helper.make_node("Add", ["s2", "three"], ["p2"]),
    helper.make_node("Max", ["zero", "p2"], ["q2"]),
    helper.make_node("Min", ["q2", "six"], ["r2"]),
    helper.make_node("Div", ["r2", "six"], ["y2"]),
    helper.make_node("LayerNormalization", ["y2", "g3"], ["y3"], axis=-1, epsilon=1e-3),
    helper.make_node("Identity", ["y3"], ["i3"]),
    helper.make_node("MatMul", ["i3", "w4"], ["y"]),
], [tensor("w1", 3, 4), tensor("b1", 4), tensor("w2", 4, 4, raw=True), tensor("b2", 1, 4), tensor("g3", 4),
    tensor("w4", 4, 2)], ["batch", 3], ["batch", 2])
package("factors", "3 -> 4 leaky_relu(0.25) -> 1", [
    helper.make_node("Gemm", ["x", "w1", "b1"], ["z1"], alpha=0.5, beta=2.0),
    # max(z, z / 4)
    constant("quarter", 0.25),
    helper.make_node("Mul", ["z1", "quarter"], ["below"]),
    helper.make_node("Max", ["z1", "below"], ["y1"]),
    helper.make_node("Gemm", ["y1", "w2", "b2"], ["y"], transB=1),
], [tensor("w1", 3, 4), tensor("b1", 4, raw=True), tensor("w2", 1, 4), tensor("b2", 1)], [1, 3], [1, 1], 8, 13)

path = FOLDER.with_name("onnx_models.txt")
path.write_text("\n\n".join(models.values()) + "\n")
print(f"{len(models)} files of {sum(file.stat().st_size for file in FOLDER.glob('*.onnx'))} bytes")
