#!/usr/bin/env python3
"""Writes sequences.json: outputs and gradients of nn.RNN, nn.GRU and nn.LSTM, each followed by nn.Linear at every step, and of causal
convolutions, as PyTorch computes them in float64. Made with `pip install torch` (2.15.0).

Two windows follow each other: the first starts from zero, the second from the state that the first has ended with, detached. The
loss of a window is the sum of c y. Numbers are in staticnn's order: weights are inputs x outputs, those of a convolution taps x inputs
x outputs, and samples are steps x features.

    python tests/golden/sequences.py
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)

SAMPLES, STEPS, FEATURES, UNITS, OUTPUTS = 2, 6, 3, 5, 2


def rounded(tensor):
    """To numbers that f32 holds exactly, so that both precisions compute with the same ones."""
    return tensor.float().double()


def flat(tensors):
    return [float(f"{value:.12g}") for tensor in tensors for value in tensor.detach().flatten().tolist()]


class Recurrent(torch.nn.Module):
    """cell 5 -> 2"""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell(FEATURES, UNITS, batch_first=True)
        self.head = torch.nn.Linear(UNITS, OUTPUTS)

    def forward(self, x, state):
        y, state = self.cell(x, state)
        return self.head(y), state

    def tensors(self, of):
        cell, head = self.cell, self.head
        weights = [of(cell.weight_ih_l0).T, of(cell.weight_hh_l0).T, of(cell.bias_ih_l0), of(cell.bias_hh_l0)]
        return weights + [of(head.weight).T, of(head.bias)]


class Causal(torch.nn.Module):
    """conv 4 (3, dilation 2, causal) tanh -> conv 2 (2, causal): zeros, or the inputs of the window before, stand on the left."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv1d(FEATURES, 4, 3, dilation=2)
        self.second = torch.nn.Conv1d(4, OUTPUTS, 2)

    def forward(self, x, state):
        left = state or (torch.zeros(SAMPLES, FEATURES, 4), torch.zeros(SAMPLES, 4, 1))
        x = torch.cat([left[0], x.movedim(1, -1)], -1)
        hidden = torch.cat([left[1], self.first(x).tanh()], -1)
        return self.second(hidden).movedim(-1, 1), (x[..., -4:], hidden[..., -1:])

    def tensors(self, of):
        return [part for conv in (self.first, self.second) for part in (of(conv.weight).permute(2, 1, 0), of(conv.bias))]


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def case(module):
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(rounded(torch.randn_like(parameter) * 0.6))
    state, windows, states = None, [], []
    for _ in range(2):
        x = rounded(torch.randn(SAMPLES, STEPS, FEATURES)).requires_grad_()
        c = rounded(torch.randn(SAMPLES, STEPS, OUTPUTS))
        module.zero_grad()
        y, state = module(x, state)
        (c * y).sum().backward()
        state = detached(state)
        # h, then c: each of all samples.
        states.append(flat(state if isinstance(state, tuple) else [state]))
        gradient = flat(module.tensors(lambda parameter: parameter.grad))
        windows.append({"x": flat([x]), "c": flat([c]), "y": flat([y]), "dx": flat([x.grad]), "gradient": gradient})
    numbers = {"parameters": flat(module.tensors(lambda parameter: parameter)), "windows": windows}
    return numbers if isinstance(module, Causal) else numbers | {"state": states[0]}


def main():
    torch.manual_seed(5)
    modules = {
        "rnn": Recurrent(torch.nn.RNN),
        "gru": Recurrent(torch.nn.GRU),
        "lstm": Recurrent(torch.nn.LSTM),
        "causal": Causal(),
    }
    path = pathlib.Path(__file__).with_name("sequences.json")
    lines = [f'"{name}": {json.dumps(case(module))}' for name, module in modules.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
