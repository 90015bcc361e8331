#!/usr/bin/env python3
"""Writes the files of the folder onnx_files, networks as the `onnx` package writes them, and onnx_files.json: rows of inputs, and
what onnxruntime computes with them.
Made with `pip install onnx onnxruntime` (1.23.2 and 1.32.0).

Parameter k of a network is (37 k mod 64 - 32) / 32, in the order of `Network::parameters`; value c of the input of sample r is
((29 r + 17 c) mod 41 - 20) / 8. The version of the producer is that of Cargo.toml.
"""
import json
import math
import pathlib
import re

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper

ROOT = pathlib.Path(__file__).parents[2]
VERSION = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
FOLDER = pathlib.Path(__file__).with_name("onnx_files")
SAMPLES = 8


class File:
    """A graph of one chain."""

    def __init__(self, name, scalar):
        self.name, self.double = name, scalar == "f64"
        self.dtype = numpy.float64 if self.double else numpy.float32
        self.nodes, self.tensors, self.end, self.used = [], [], "input", 0

    def node(self, name, operator, inputs, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [name], name, **attributes))
        self.end = name
        return name

    def values(self, name, values):
        values = numpy.asarray(values, self.dtype)
        kind = TensorProto.DOUBLE if self.double else TensorProto.FLOAT
        self.tensors.append(helper.make_tensor(name, kind, values.shape, values.tobytes(), raw=True))
        return name

    def parameters(self, name, *shape):
        numbers = numpy.arange(self.used, self.used + math.prod(shape))
        self.used += math.prod(shape)
        return self.values(name, ((37 * numbers % 64 - 32) / 32).reshape(shape))

    def dense(self, path, inputs, outputs, bias=True):
        z = self.end
        weight = self.parameters(f"{path}.weight", inputs, outputs)
        if bias:
            self.node(f"{path}.gemm", "Gemm", [z, weight, self.parameters(f"{path}.bias", outputs)])
        else:
            self.node(f"{path}.matmul", "MatMul", [z, weight])

    def layer_norm(self, path, size, epsilon):
        inputs = [self.end, self.parameters(f"{path}.gain", size), self.parameters(f"{path}.bias", size)]
        self.node(f"{path}.layernormalization", "LayerNormalization", inputs, axis=-1, epsilon=epsilon)

    def activation(self, path, word, number=0.0):
        z = self.end
        value = lambda name, number: self.values(f"{path}.{name}", number)
        node = lambda name, operator, *inputs, **attributes: self.node(f"{path}.{name}", operator, inputs, **attributes)

        def clip(least, most):
            least, most = value("min", least), value("max", most)
            node("clip", "Clip", self.end, least, most)

        def bent(slope):
            zero = value("zero", 0)
            above, below = node("max", "Max", z, zero), node("min", "Min", z, zero)
            node("add", "Add", node("mul", "Mul", below, slope), above)

        def exponential(gamma, alpha):
            zero = value("zero", 0)
            above, below = node("max", "Max", z, zero), node("min", "Min", z, zero)
            first = "mul"
            if gamma != 1:
                above, first = node("mul", "Mul", above, value("gamma", gamma)), "mul2"
            one, scale = value("one", 1), value("scale", gamma * alpha)
            part = node("sub", "Sub", node("exp", "Exp", below), one)
            node("add", "Add", node(first, "Mul", part, scale), above)

        def softplus():
            zero, one = value("zero", 0), value("one", 1)
            above = node("max", "Max", z, zero)
            power = node("exp", "Exp", node("neg", "Neg", node("abs", "Abs", z)))
            node("add2", "Add", node("log", "Log", node("add", "Add", power, one)), above)

        simple = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "sin": "Sin"}
        in_f32 = {"gelu": "Gelu", "mish": "Mish", "softplus": "Softplus", "softsign": "Softsign", "selu": "Selu"}
        if not self.double:
            simple |= in_f32
        if word in simple:
            node(simple[word].lower(), simple[word], z)
        elif word == "leaky_relu":
            bent(value("slope", number)) if self.double else node("leakyrelu", "LeakyRelu", z, alpha=number)
        elif word == "prelu":
            slope = self.parameters(f"{path}.slope", 1)
            bent(slope) if self.double else node("prelu", "PRelu", z, slope)
        elif word == "relu6":
            clip(0, 6)
        elif word == "hard_tanh":
            clip(-1, 1)
        elif word == "elu":
            exponential(1, number) if self.double else node("elu", "Elu", z, alpha=number)
        elif word == "selu":
            exponential(1.0507009873554804934193349852946, 1.6732632423543772848170429916717)
        elif word == "gelu":
            factor, one, half = value("factor", math.sqrt(0.5)), value("one", 1), value("half", 0.5)
            single = node("cast", "Cast", node("mul", "Mul", z, factor), to=TensorProto.FLOAT)
            double = node("cast2", "Cast", node("erf", "Erf", single), to=TensorProto.DOUBLE)
            node("mul3", "Mul", node("mul2", "Mul", node("add", "Add", double, one), half), z)
        elif word == "gelu_tanh":
            node("gelu", "Gelu", z, approximate="tanh")
        elif word == "silu":
            node("mul", "Mul", node("sigmoid", "Sigmoid", z), z)
        elif word == "softplus":
            softplus()
        elif word == "mish":
            softplus()
            node("mul", "Mul", node("tanh", "Tanh", self.end), z)
        elif word == "softsign":
            one = value("one", 1)
            node("div", "Div", z, node("add", "Add", node("abs", "Abs", z), one))
        elif word == "hard_sigmoid" and not self.double:
            node("hardsigmoid", "HardSigmoid", z, alpha=1 / 6, beta=0.5)
        elif word == "hard_sigmoid":
            slope, half = value("slope", 1 / 6), value("half", 0.5)
            node("add", "Add", node("mul", "Mul", z, slope), half)
            clip(0, 1)
        elif word == "softmax":
            node("softmax", "Softmax", z, axis=-1)
        else:
            assert word == "linear", word

    def finish(self, inputs, outputs):
        """The bytes of the file, and the rows of inputs and onnxruntime's of outputs."""
        self.nodes[-1].output[0] = "output"
        kind = TensorProto.DOUBLE if self.double else TensorProto.FLOAT
        ends = [helper.make_tensor_value_info(name, kind, ["batch", size])
                for name, size in (("input", inputs), ("output", outputs))]
        graph = helper.make_graph(self.nodes, self.name, ends[:1], ends[1:], self.tensors)
        model = helper.make_model(graph, producer_name="staticnn", producer_version=VERSION, ir_version=10,
                                  opset_imports=[helper.make_opsetid("", 21)])
        onnx.checker.check_model(model, full_check=True)
        file = model.SerializeToString(deterministic=True)
        x = numpy.array([[((29 * r + 17 * c) % 41 - 20) / 8 for c in range(inputs)] for r in range(SAMPLES)])
        [y] = onnxruntime.InferenceSession(file).run(None, {"input": x.astype(self.dtype)})
        assert y.dtype == self.dtype and y.shape == (SAMPLES, outputs)
        return file, {"x": x.tolist(), "y": y.tolist()}


CHAINS = {
    "lines": ["relu", ("leaky_relu", 0.1), "prelu", "relu6", "linear"],
    "exponentials": [("elu", 0.7), "selu", "softplus", "mish"],
    "waves": ["gelu", "gelu_tanh", "silu", "sin"],
    "curves": ["tanh", "hard_tanh", "softsign", "sigmoid", "hard_sigmoid", "softmax"],
}

files = {}


def save(name, file, rows):
    (FOLDER / f"{name}.onnx").write_bytes(file)
    files[name] = rows


for scalar in ("f32", "f64"):
    for name, words in CHAINS.items():
        file = File("Net", scalar)
        for stage, word in enumerate(words):
            file.dense(f"layer{stage + 1}", 4 if stage else 3, 4)
            file.activation(f"layer{stage + 1}", *(word if isinstance(word, tuple) else (word,)))
        save(f"{name}_{scalar}", *file.finish(3, 4))
    # 3 -> front: Inner -> 3 tanh no_bias -> output: layer_norm(0.001) relu, where Inner is 3 -> layer_norm -> input: 2 prelu
    file = File("Net", scalar)
    file.layer_norm("front.layer1", 3, 1e-5)
    file.dense("front.input", 3, 2)
    file.activation("front.input", "prelu")
    file.dense("layer2", 2, 3, bias=False)
    file.activation("layer2", "tanh")
    file.layer_norm("output", 3, 1e-3)
    file.activation("output", "relu")
    save(f"nested_{scalar}", *file.finish(3, 3))

path = pathlib.Path(__file__).with_name("onnx_files.json")
lines = (f"{json.dumps(name)}: {json.dumps(file)}" for name, file in files.items())
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(f"{path}: {path.stat().st_size} bytes")
