#!/usr/bin/env python3
"""Writes rtneural.json: models in the form of RTNeural's JSON, as its python/model_utils.py writes them, with inputs, and outputs by
Keras's formulas in float64, with NumPy: nothing here knows staticnn. Made with `pip install numpy` (2.4.6).

    python tests/golden/rtneural.py
"""
import json
import pathlib

import numpy

RNG = numpy.random.default_rng(11)


def drawn(*shape):
    """Numbers that f32 holds exactly."""
    return RNG.normal(0.0, 0.6, shape).astype(numpy.float32).astype(numpy.float64)


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def softmax(x):
    powers = numpy.exp(x - x.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


ACTIVATIONS = {
    "": lambda x: x,
    "tanh": numpy.tanh,
    "relu": lambda x: numpy.maximum(x, 0),
    "sigmoid": sigmoid,
    "elu": lambda x: numpy.where(x > 0, x, numpy.expm1(x)),
    "softmax": softmax,
}


class Model:
    """A chain of layers, each of which computes with x of steps x features as it is added."""

    def __init__(self, x, steps=True):
        self.free = [None, None] if steps else [None]
        self.x, self.y, self.layers = x, x, []
        self.in_shape = [*self.free, x.shape[1]]

    def add(self, kind, activation, weights, **numbers):
        shape = [*self.free, self.y.shape[1]]
        weights = [weight.tolist() for weight in weights]
        self.layers.append({"type": kind, "activation": activation, "shape": shape, **numbers, "weights": weights})

    def dense(self, outputs, activation="", bias=True, kind="dense"):
        weights = [drawn(self.y.shape[1], outputs), *([drawn(outputs)] if bias else [])]
        self.y = ACTIVATIONS[activation](self.y @ weights[0] + (weights[1] if bias else 0))
        self.add(kind, activation, weights)

    def activation(self, activation):
        self.y = ACTIVATIONS[activation](self.y)
        self.add("activation", activation, [])

    def conv(self, outputs, taps, dilation=1, activation=""):
        kernel, bias = drawn(taps, self.y.shape[1], outputs), drawn(outputs)
        y = numpy.tile(bias, (len(self.y), 1))
        for step in range(len(y)):
            for tap in range(taps):
                at = step - dilation * (taps - 1 - tap)
                if at >= 0:
                    y[step] += self.y[at] @ kernel[tap]
        self.y = ACTIVATIONS[activation](y)
        self.add("conv1d", activation, [kernel, bias], kernel_size=[taps], dilation=[dilation], groups=1)

    def gru(self, units):
        """With `reset_after=True`."""
        kernel, recurrent, bias = drawn(self.y.shape[1], 3 * units), drawn(units, 3 * units), drawn(2, 3 * units)
        h, ys = numpy.zeros(units), []
        for x in self.y:
            (xz, xr, xh), (hz, hr, hh) = numpy.split(x @ kernel + bias[0], 3), numpy.split(h @ recurrent + bias[1], 3)
            z, r = sigmoid(xz + hz), sigmoid(xr + hr)
            h = z * h + (1 - z) * numpy.tanh(xh + r * hh)
            ys.append(h)
        self.y = numpy.array(ys)
        self.add("gru", "tanh", [kernel, recurrent, bias])

    def lstm(self, units):
        kernel, recurrent, bias = drawn(self.y.shape[1], 4 * units), drawn(units, 4 * units), drawn(4 * units)
        h, c, ys = numpy.zeros(units), numpy.zeros(units), []
        for x in self.y:
            i, f, g, o = numpy.split(x @ kernel + h @ recurrent + bias, 4)
            c = sigmoid(f) * c + sigmoid(i) * numpy.tanh(g)
            h = sigmoid(o) * numpy.tanh(c)
            ys.append(h)
        self.y = numpy.array(ys)
        self.add("lstm", "tanh", [kernel, recurrent, bias])

    def case(self):
        model = {"in_shape": self.in_shape, "layers": self.layers}
        return {"x": self.x.flatten().tolist(), "y": self.y.flatten().tolist(), "model": model}


def main():
    # 2 -> 4 tanh -> 3 elu(1) -> 3 relu -> 4 sigmoid no_bias -> 3 softmax
    dense = Model(drawn(1, 2), steps=False)
    dense.dense(4, "tanh")
    dense.dense(3)
    dense.activation("elu")
    dense.dense(3, "relu")
    dense.dense(4, "sigmoid", bias=False)
    dense.dense(3, "softmax")
    # 12x1 -> 4 tanh -> conv 6 (3, dilation 2, causal) sigmoid -> conv 4 (2, causal) -> gru 5 -> lstm 3 -> 1
    full = Model(drawn(12, 1))
    full.dense(4, "tanh", kind="time-distributed-dense")
    full.conv(6, 3, dilation=2, activation="sigmoid")
    full.conv(4, 2)
    full.gru(5)
    full.lstm(3)
    full.dense(1)
    path = pathlib.Path(__file__).with_name("rtneural.json")
    lines = [f'"{name}": {json.dumps(model.case())}' for name, model in (("dense", dense), ("full", full))]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
