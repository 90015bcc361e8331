#!/usr/bin/env python3
"""Writes the folder files/: networks as PyTorch and the safetensors package for Python save them, and what PyTorch
computes with them. Made with `pip install torch safetensors` (2.15.0, 0.8.0).

`python files.py --take FOLDER` loads the files that `cargo test -p staticnn-tests --test files python -- --ignored` has
written there, strict, and compares their outputs.
"""
import json
import os
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "files")


class Named(nn.Module):
    """fc1: 5 relu -> norm: layer_norm -> fc2: 4 prelu -> fc3: 2"""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 5)
        self.norm = nn.LayerNorm(5)
        self.fc2 = nn.Linear(5, 4)
        self.fc2_prelu = nn.PReLU()
        self.fc3 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc3(self.fc2_prelu(self.fc2(self.norm(self.fc1(x).relu()))))


class Outer(nn.Module):
    """encoder: Encoder -> 2, with Encoder 3 -> 5 relu -> 4 tanh"""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.Tanh())
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.encoder(x))


class LastNorm(nn.LayerNorm):
    """layer_norm on an image or a series, whose channels are the second axis here."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class LastRms(nn.RMSNorm):
    """rms_norm on an image or a series"""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class Odd(nn.Module):
    """A layer of the tests, whose tensor of 2 x 3 x 4 is 3 x 4 x 2 here, and which counts."""

    def __init__(self):
        super().__init__()
        self.cube = nn.Parameter(torch.zeros(3, 4, 2))
        self.register_buffer("calls", torch.tensor(3))


class Steps(nn.Module):
    """plain: rnn 4 -> gated: gru 5 -> memory: lstm 3 -> head: 2, over steps x features"""

    def __init__(self):
        super().__init__()
        self.plain = nn.RNN(3, 4, batch_first=True)
        self.gated = nn.GRU(4, 5, batch_first=True)
        self.memory = nn.LSTM(5, 3, batch_first=True)
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        return self.head(self.memory(self.gated(self.plain(x)[0])[0])[0])


class Words(nn.Module):
    """words: embedding 6 -> places: positions -> whole: attention 6 (heads 3) -> norm: layer_norm -> past: attention 6 (heads 2, causal)
    -> head: 3, over 5 indices below 7"""

    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(7, 6), nn.Embedding(5, 6)
        self.whole = nn.MultiheadAttention(6, 3, batch_first=True)
        self.norm = nn.LayerNorm(6)
        self.past = nn.MultiheadAttention(6, 2, batch_first=True)
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        y = self.words(x) + self.places(torch.arange(5))
        y = self.norm(self.whole(y, y, y)[0])
        y, _ = self.past(y, y, y, attn_mask=nn.Transformer.generate_square_subsequent_mask(5))
        return self.head(y)


def models():
    yield "sequential", nn.Sequential(
        nn.Linear(3, 5), nn.ReLU(), nn.LayerNorm(5), nn.Linear(5, 4), nn.PReLU(), nn.Linear(4, 2)
    )
    yield "dropout", nn.Sequential(
        nn.Flatten(), nn.Linear(3, 5), nn.ReLU(), nn.Dropout(), nn.LayerNorm(5), nn.Linear(5, 4), nn.PReLU(), nn.Linear(4, 2)
    )
    yield "named", Named()
    yield "nested", nn.Sequential(nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.Tanh()), nn.Linear(4, 2))
    yield "outer", Outer()


def grids():
    """Models over images and series, with the dimensions of a sample as PyTorch has them."""
    yield "picture", (2, 12, 10), nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)), nn.BatchNorm2d(4), nn.ReLU(),
        nn.Conv2d(4, 4, 3, padding=1, groups=4), nn.PReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 1, groups=2, bias=False),
        LastNorm(6), nn.GELU(), LastRms(6, eps=1e-5), nn.Dropout(0.2), nn.AvgPool2d((3, 2)), nn.Flatten(), nn.Linear(12, 3),
    )
    yield "signal", (3, 16), nn.Sequential(
        nn.Conv1d(3, 4, 3, padding=1), nn.Tanh(), LastNorm(4), nn.Conv1d(4, 4, 3, stride=2, padding=1, groups=4),
        nn.MaxPool1d(2), nn.Conv1d(4, 5, 1), nn.BatchNorm1d(5), nn.Sigmoid(), nn.Flatten(), nn.Linear(20, 2),
    )


def series():
    """A model over steps x features, as here, with its file's name."""
    return "steps", (8, 3), Steps()


def words():
    """A model over a series of classes."""
    return "words", (5,), Words()


def drawn(model):
    """Parameters and statistics as after a training."""
    model.eval()
    for parameter in model.parameters():
        parameter.data = torch.randn_like(parameter) * 0.5
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer.copy_(torch.randn_like(buffer) * 0.5)
        elif name.endswith("running_var"):
            buffer.copy_(torch.rand_like(buffer) + 0.5)
    return model


def write():
    os.makedirs(here, exist_ok=True)
    x = torch.randn(8, 3)
    outputs = {"x": x.tolist()}
    for name, model in models():
        drawn(model)
        save_file(model.state_dict(), os.path.join(here, f"{name}.safetensors"), metadata={"format": "pt"})
        outputs[name] = model(x).tolist()
        if name == "sequential":
            for kind in (torch.float16, torch.bfloat16, torch.float64):
                state = {key: value.to(kind) for key, value in model.state_dict().items()}
                short = str(kind).removeprefix("torch.")
                save_file(state, os.path.join(here, f"{short}.safetensors"), metadata={"format": "pt"})
                outputs[short] = [value.item() for tensor in state.values() for value in tensor.flatten()]
            torch.save(model.state_dict(), os.path.join(here, "model.pt"))
            torch.save(model.state_dict(), os.path.join(here, "legacy.pt"), _use_new_zipfile_serialization=False)
            # staticnn's own format: its names, inputs x outputs, and its description.
            own = {
                "layer1.weight": model[0].weight.T, "layer1.bias": model[0].bias,
                "layer2.gain": model[2].weight, "layer2.bias": model[2].bias,
                "layer3.weight": model[3].weight.T, "layer3.bias": model[3].bias, "layer3.slope": model[4].weight,
                "layer4.weight": model[5].weight.T, "layer4.bias": model[5].bias,
            }
            description = """version 0.1.0
layer1: dense 3 -> 5 relu
layer2: layer_norm 5 -> 5 epsilon=0.00001
layer3: dense 5 -> 4 prelu
layer4: dense 4 -> 2"""
            own = {key: value.detach().contiguous() for key, value in own.items()}
            save_file(own, os.path.join(here, "own.safetensors"), metadata={"staticnn": description})
    def grid(name, shape, model, classes=None):
        drawn(model)
        save_file(model.state_dict(), os.path.join(here, f"{name}.safetensors"), metadata={"format": "pt"})
        x = torch.randint(classes, (4, *shape)) if classes else (torch.randn(4, *shape) * 8).round() / 8
        outputs[name] = {"x": x.tolist(), "y": model(x).tolist()}
    for model in grids():
        grid(*model)
    odd = nn.Sequential(nn.Linear(1, 2), Odd())
    odd[1].cube.data = torch.arange(24.0).reshape(3, 4, 2)
    drawn(odd[0])
    save_file(odd.state_dict(), os.path.join(here, "odd.safetensors"), metadata={"format": "pt"})
    grid(*series())
    grid(*words(), classes=7)
    with open(os.path.join(here, "outputs.json"), "w") as file:
        json.dump(outputs, file)
        file.write("\n")


def take(folder):
    with open(os.path.join(folder, "outputs.json")) as file:
        outputs = json.load(file)
    x = torch.tensor(outputs["x"])
    for name, model in models():
        if name in ("dropout", "outer"):
            continue
        path = os.path.join(folder, f"{name}.safetensors")
        print(name, model.load_state_dict(load_file(path), strict=True))
        with safe_open(path, "pt") as file:
            assert file.metadata() == {"format": "pt"}
        y, expected = model.eval()(x), torch.tensor(outputs[name])
        assert ((y - expected).abs() <= 1e-6 * expected.abs().clamp(min=1)).all(), (y, expected)
    for name, _, model in (*grids(), series(), words()):
        print(name, model.load_state_dict(load_file(os.path.join(folder, f"{name}.safetensors")), strict=True))
        x, expected = torch.tensor(outputs[name]["x"]), torch.tensor(outputs[name]["y"])
        y = model.eval()(x)
        expected = expected.reshape(y.shape)
        assert ((y - expected).abs() <= 1e-5 * expected.abs().clamp(min=1)).all(), (y, expected)
    with safe_open(os.path.join(folder, "own.safetensors"), "pt") as file:
        print("own", file.metadata(), sorted(file.keys()))


if sys.argv[1:2] == ["--take"]:
    take(sys.argv[2])
else:
    torch.manual_seed(7)
    with torch.no_grad():
        write()
