#!/usr/bin/env python3
"""Writes the files of the folder onnx_files, networks as the `onnx` package writes them, and onnx_files.json: rows of inputs, and
what onnxruntime computes with them.
Made with `pip install onnx onnxruntime` (1.23.2 and 1.32.0).

Parameter k of a network is (37 k mod 64 - 32) / 32, in the order of `Network::parameters`, and of variances the absolute value of that
plus 1/4; value c of the input of sample r is
((29 r + 17 c) mod 41 - 20) / 8, and class c of it is (29 r + 17 c) mod the number of classes. The version of the producer is that of
Cargo.toml.
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
        self.nodes, self.tensors, self.end, self.used, self.classes = [], [], "input", 0, None

    def node(self, name, operator, inputs, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [name], name, **attributes))
        self.end = name
        return name

    def values(self, name, values):
        values = numpy.asarray(values, self.dtype)
        kind = TensorProto.DOUBLE if self.double else TensorProto.FLOAT
        self.tensors.append(helper.make_tensor(name, kind, values.shape, values.tobytes(), raw=True))
        return name

    def parameters(self, name, *shape, order=None):
        numbers = numpy.arange(self.used, self.used + math.prod(shape))
        self.used += math.prod(shape)
        values = ((37 * numbers % 64 - 32) / 32).reshape(shape)
        # Variances are positive.
        values = numpy.abs(values) + 0.25 if name.endswith(".variance") else values
        return self.values(name, values.transpose(order) if order else values)

    def dense(self, path, inputs, outputs, bias=True):
        z = self.end
        weight = self.parameters(f"{path}.weight", inputs, outputs)
        if bias:
            self.node(f"{path}.gemm", "Gemm", [z, weight, self.parameters(f"{path}.bias", outputs)])
        else:
            self.node(f"{path}.matmul", "MatMul", [z, weight])

    def layer_norm(self, path, size, epsilon, before=()):
        tensors = [self.parameters(f"{path}.gain", size), self.parameters(f"{path}.bias", size)]
        if before:
            self.transpose(path, *before)
        self.node(f"{path}.layernormalization", "LayerNormalization", [self.end, *tensors], axis=-1, epsilon=epsilon)

    def single(self, path, name, operator, *others, **attributes):
        """In f32, also where the network is of f64: onnxruntime has no other kernel."""
        if self.double:
            self.node(f"{path}.cast", "Cast", [self.end], to=TensorProto.FLOAT)
            self.dtype, self.double = numpy.float32, False
            self.single(path, name, operator, *others, **attributes)
            self.dtype, self.double = numpy.float64, True
            self.node(f"{path}.cast2", "Cast", [self.end], to=TensorProto.DOUBLE)
        else:
            z, others = self.end, [tensor() for tensor in others]
            self.node(f"{path}.{name}", operator, [z, *others], **attributes)

    def conv(self, path, kernel, inputs, outputs, bias=True, group=1, stride=None, pad=None, dilation=None, end=None):
        order = [len(kernel) + 1, len(kernel), *range(len(kernel))]
        tensors = [lambda: self.parameters(f"{path}.weight", *kernel, inputs // group, outputs, order=order)]
        if bias:
            tensors.append(lambda: self.parameters(f"{path}.bias", outputs))
        one = [1] * len(kernel)
        self.single(path, "conv", "Conv", *tensors, dilations=dilation or one, group=group, kernel_shape=kernel,
                    pads=(pad or [0] * len(kernel)) + (end or pad or [0] * len(kernel)), strides=stride or one)

    def transpose(self, path, *order):
        self.node(f"{path}.transpose", "Transpose", [self.end], perm=order)

    def rms_norm(self, path, size, before=()):
        gain = self.parameters(f"{path}.gain", size)
        if before:
            self.transpose(path, *before)
        x = self.end
        axes = helper.make_tensor(f"{path}.axes", TensorProto.INT64, [1], numpy.array([-1]).tobytes(), raw=True)
        self.tensors.append(axes)
        epsilon = self.values(f"{path}.epsilon", 1e-5)
        self.node(f"{path}.mul", "Mul", [x, x])
        self.node(f"{path}.reducemean", "ReduceMean", [self.end, axes.name])
        self.node(f"{path}.add", "Add", [self.end, epsilon])
        self.node(f"{path}.sqrt", "Sqrt", [self.end])
        self.node(f"{path}.div", "Div", [x, self.end])
        self.node(f"{path}.mul2", "Mul", [self.end, gain])

    def batch_norm(self, path, size):
        tensors = [self.parameters(f"{path}.{name}", size) for name in ("gain", "bias", "mean", "variance")]
        self.node(f"{path}.batchnormalization", "BatchNormalization", [self.end, *tensors], epsilon=1e-5)

    def integers(self, name, *values):
        tensor = helper.make_tensor(name, TensorProto.INT64, [len(values)], numpy.array(values).tobytes(), raw=True)
        self.tensors.append(tensor)
        return name

    def recurrent(self, path, operator, inputs, units, gates, before=0, **attributes):
        """`gates` has, for each gate of the operator, its place in the parameters; `before` is the number of Transposes so far."""
        names = ["transpose", "transpose2", "transpose3"][before:]
        self.node(f"{path}.{names[0]}", "Transpose", [self.end], perm=[1, 0, 2])

        def numbers(*shape):
            numbers = numpy.arange(self.used, self.used + math.prod(shape)).reshape(shape)
            self.used += math.prod(shape)
            return ((37 * numbers % 64 - 32) / 32).reshape(*shape[:-1], len(gates), units)[..., gates, :].reshape(shape)

        weight, recurrent, *biases = (numbers(*shape, len(gates) * units) for shape in ((inputs,), (units,), (), ()))
        tensors = [lambda: self.values(f"{path}.weight", weight.T[None]),
                   lambda: self.values(f"{path}.recurrent_weight", recurrent.T[None]),
                   lambda: self.values(f"{path}.bias", numpy.concatenate(biases)[None])]
        self.single(path, operator.lower(), operator, *tensors, hidden_size=units, **attributes)
        self.node(f"{path}.squeeze", "Squeeze", [self.end, self.integers(f"{path}.axes", 1)])
        self.node(f"{path}.{names[1]}", "Transpose", [self.end], perm=[1, 0, 2])

    def dense_steps(self, path, inputs, outputs, bias=True):
        weight = self.parameters(f"{path}.weight", inputs, outputs)
        bias = bias and self.parameters(f"{path}.bias", outputs)
        self.node(f"{path}.matmul", "MatMul", [self.end, weight])
        if bias:
            self.node(f"{path}.add", "Add", [self.end, bias])

    def attention(self, path, steps, units, heads, causal):
        """Heads before steps, and those of q, k and v behind one another."""
        names = {}

        def node(operator, *inputs, outputs=1, **attributes):
            names[operator] = names.get(operator, 0) + 1
            name = f"{path}.{operator.lower()}" + (str(names[operator]) if names[operator] > 1 else "")
            results = [f"{name}.{part}" for part in range(outputs)] if outputs > 1 else [name]
            self.nodes.append(helper.make_node(operator, inputs, results, name, **attributes))
            self.end = name
            return results if outputs > 1 else name

        weight, bias = self.parameters(f"{path}.weight", units, 3 * units), self.parameters(f"{path}.bias", 3 * units)
        output = [self.parameters(f"{path}.output_weight", units, units), self.parameters(f"{path}.output_bias", units)]
        apart = self.integers(f"{path}.shape", 0, steps, 3 * heads, units // heads)
        together = self.integers(f"{path}.shape2", 0, steps, units)
        scale = self.values(f"{path}.scale", 1 / math.sqrt(units // heads))
        qkv = node("Reshape", node("Add", node("MatMul", self.end, weight), bias), apart)
        q, k, v = node("Split", node("Transpose", qkv, perm=[0, 2, 1, 3]), outputs=3, axis=1, num_outputs=3)
        scores = node("Mul", node("MatMul", q, node("Transpose", k, perm=[0, 1, 3, 2])), scale)
        if causal:
            mask = self.values(f"{path}.mask", numpy.triu(numpy.full((steps, steps), -numpy.inf), 1))
            scores = node("Add", scores, mask)
        heads = node("Transpose", node("MatMul", node("Softmax", scores, axis=-1), v), perm=[0, 2, 1, 3])
        node("Add", node("MatMul", node("Reshape", heads, together), output[0]), output[1])

    def positions(self, path, steps, features):
        self.node(f"{path}.add", "Add", [self.end, self.parameters(f"{path}.weight", steps, features)])

    def embedding(self, path, classes, features):
        self.classes = classes
        self.node(f"{path}.gather", "Gather", [self.parameters(f"{path}.weight", classes, features), self.end], axis=0)

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
        inputs, outputs = (list(size) if isinstance(size, tuple) else [size] for size in (inputs, outputs))
        ends = [helper.make_tensor_value_info(name, kind, ["batch", *sizes])
                for name, kind, sizes in (("input", TensorProto.INT64 if self.classes else kind, inputs), ("output", kind, outputs))]
        graph = helper.make_graph(self.nodes, self.name, ends[:1], ends[1:], self.tensors)
        model = helper.make_model(graph, producer_name="staticnn", producer_version=VERSION, ir_version=10,
                                  opset_imports=[helper.make_opsetid("", 21)])
        onnx.checker.check_model(model, full_check=True)
        file = model.SerializeToString(deterministic=True)
        value = lambda k: k % self.classes if self.classes else (k % 41 - 20) / 8
        x = [[value(29 * r + 17 * c) for c in range(math.prod(inputs))] for r in range(SAMPLES)]
        rows = numpy.array(x, numpy.int64 if self.classes else self.dtype).reshape(SAMPLES, *inputs)
        [y] = onnxruntime.InferenceSession(file).run(None, {"input": rows})
        assert y.dtype == self.dtype and y.shape == (SAMPLES, *outputs)
        return file, {"x": x, "y": y.reshape(SAMPLES, -1).tolist()}


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

# Images and series. ONNX has their channels before the positions, and normalizations take them last.
LAST, FIRST = (0, 2, 3, 1), (0, 3, 1, 2)
# 2x12x10 -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) -> batch_norm relu -> depthwise (3x3, pad 1) prelu -> max_pool 2x2
# -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> rms_norm -> dropout 0.2 -> avg_pool 2x2 (stride 1) -> global_avg_pool -> 3
file = File("Net", "f32")
file.conv("layer1", [3, 2], 2, 4, stride=[2, 1], pad=[1, 0], dilation=[1, 2])
file.batch_norm("layer2", 4)
file.activation("layer2", "relu")
file.conv("layer3", [3, 3], 4, 4, group=4, pad=[1, 1])
file.activation("layer3", "prelu")
file.single("layer4", "maxpool", "MaxPool", kernel_shape=[2, 2], strides=[2, 2])
file.conv("layer5", [1, 1], 4, 6, bias=False, group=2)
file.layer_norm("layer6", 6, 1e-5, LAST)
file.activation("layer6", "gelu")
file.rms_norm("layer7", 6)
file.transpose("layer9", *FIRST)
file.single("layer9", "averagepool", "AveragePool", kernel_shape=[2, 2], strides=[1, 1])
file.single("layer10", "globalaveragepool", "GlobalAveragePool")
file.node("layer10.flatten", "Flatten", [file.end], axis=1)
file.dense("layer11", 6, 3)
save("picture_f32", *file.finish((2, 12, 10), 3))
# 16x3 -> conv 4 (3, pad 1) tanh -> layer_norm -> depthwise (3, stride 2, pad 1) -> max_pool 2 -> conv 5 (1)
# -> batch_norm sigmoid -> flatten -> 2
file = File("Net", "f64")
file.transpose("layer1", 0, 2, 1)
file.conv("layer1", [3], 3, 4, pad=[1])
file.activation("layer1", "tanh")
file.layer_norm("layer2", 4, 1e-5, (0, 2, 1))
file.transpose("layer3", 0, 2, 1)
file.conv("layer3", [3], 4, 4, group=4, stride=[2], pad=[1])
file.node("layer4.maxpool", "MaxPool", [file.end], kernel_shape=[2], strides=[2])
file.conv("layer5", [1], 4, 5)
file.batch_norm("layer6", 5)
file.activation("layer6", "sigmoid")
file.node("layer7.flatten", "Flatten", [file.end], axis=1)
file.dense("layer8", 20, 2)
save("signal_f64", *file.finish((16, 3), 2))
# 1x4x5 -> conv 3 (3x3) -> layer_norm softmax
file = File("Net", "f64")
file.conv("layer1", [3, 3], 1, 3)
file.layer_norm("layer2", 3, 1e-5, LAST)
file.node("layer2.flatten", "Flatten", [file.end], axis=1)
file.node("layer2.softmax", "Softmax", [file.end], axis=-1)
shape = helper.make_tensor("layer2.shape", TensorProto.INT64, [4], numpy.array([0, 2, 3, 3]).tobytes(), raw=True)
file.tensors.append(shape)
file.node("layer2.reshape", "Reshape", [file.end, shape.name])
file.transpose("output", *FIRST)
save("map_f64", *file.finish((1, 4, 5), (3, 2, 3)))
# 6x2 -> rms_norm -> conv 3 (3)
file = File("Net", "f32")
file.rms_norm("layer1", 2)
file.transpose("layer2", 0, 2, 1)
file.conv("layer2", [3], 2, 3)
file.transpose("output", 0, 2, 1)
save("track_f32", *file.finish((6, 2), (4, 3)))

# 6x3 -> reverse -> rnn 4 -> gru 5 -> 4 prelu -> conv 3 (2, dilation 2, causal) gelu -> lstm 3 -> last -> 2
file = File("Net", "f32")
whole = [file.integers(f"layer1.{name}", value) for name, value in (("start", -1), ("end", -2**63), ("axes", 1), ("step", -1))]
file.node("layer1.slice", "Slice", [file.end, *whole])
file.recurrent("layer2", "RNN", 3, 4, [0])
file.recurrent("layer3", "GRU", 4, 5, [1, 0, 2], linear_before_reset=1)
file.dense_steps("layer4", 5, 4)
file.activation("layer4", "prelu")
file.transpose("layer5", 0, 2, 1)
file.conv("layer5", [2], 4, 3, pad=[2], end=[0], dilation=[2])
file.activation("layer5", "gelu")
file.transpose("layer6", 0, 2, 1)
file.recurrent("layer6", "LSTM", 3, 3, [0, 3, 1, 2], before=1)
file.node("layer7.gather", "Gather", [file.end, file.integers("layer7.index", -1)], axis=1)
file.node("layer7.flatten", "Flatten", [file.end], axis=1)
file.dense("layer8", 3, 2)
save("steps_f32", *file.finish((6, 3), 2))
# 5x2 -> gru 3 -> lstm 2 -> 3 softmax no_bias
file = File("Net", "f64")
file.recurrent("layer1", "GRU", 2, 3, [1, 0, 2], linear_before_reset=1)
file.recurrent("layer2", "LSTM", 3, 2, [0, 3, 1, 2])
file.dense_steps("layer3", 2, 3, bias=False)
file.activation("layer3", "softmax")
save("recurrent_f64", *file.finish((5, 2), (5, 3)))

# 5x6 -> positions -> attention 6 (heads 3, causal) -> layer_norm -> attention 6 -> 4 tanh -> last
file = File("Net", "f32")
file.positions("layer1", 5, 6)
file.attention("layer2", 5, 6, 3, True)
file.layer_norm("layer3", 6, 1e-5)
file.attention("layer4", 5, 6, 1, False)
file.dense_steps("layer5", 6, 4)
file.activation("layer5", "tanh")
file.node("layer6.gather", "Gather", [file.end, file.integers("layer6.index", -1)], axis=1)
file.node("layer6.flatten", "Flatten", [file.end], axis=1)
save("attending_f32", *file.finish((5, 6), 4))
# 6 x classes(7) -> words: Words, where Words is 6 x classes(7) -> embedding 4 -> positions -> attention 4 (heads 2, causal) -> 7 softmax
file = File("Net", "f64")
file.embedding("words.layer1", 7, 4)
file.positions("words.layer2", 6, 4)
file.attention("words.layer3", 6, 4, 2, True)
file.dense_steps("words.layer4", 4, 7)
file.activation("words.layer4", "softmax")
save("words_f64", *file.finish((6,), (6, 7)))
# classes(5) -> embedding 3 -> 2
file = File("Net", "f32")
file.embedding("layer1", 5, 3)
file.dense("layer2", 3, 2)
save("class_f32", *file.finish((), 2))

path = pathlib.Path(__file__).with_name("onnx_files.json")
lines = (f"{json.dumps(name)}: {json.dumps(file)}" for name, file in files.items())
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(f"{path}: {path.stat().st_size} bytes")
