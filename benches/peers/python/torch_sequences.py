"""Networks over the steps of series with PyTorch's modules, and their streams, a call for each step."""

import itertools

import torch
import work


class Recurrent(torch.nn.Module):
    """A recurrent layer, and a dense layer that gets its units at every step."""

    def __init__(self, layer, features, units):
        super().__init__()
        self.rec = layer(features, units, batch_first=True)
        self.lin = torch.nn.Linear(units, 1)

    def forward(self, x):
        return self.lin(self.rec(x)[0])


class Attention(torch.nn.Module):
    """Self-attention with one head."""

    def __init__(self, units):
        super().__init__()
        self.att = torch.nn.MultiheadAttention(units, 1, batch_first=True)

    def forward(self, x):
        return self.att(x, x, x, need_weights=False)[0]


NAMED = {
    "gru 8-16-1": lambda: Recurrent(torch.nn.GRU, 8, 16),
    "lstm 1-20-1": lambda: Recurrent(torch.nn.LSTM, 1, 20),
    "gru 64-128-1": lambda: Recurrent(torch.nn.GRU, 64, 128),
    "attention": lambda: Attention(32),
}


CELLS = {torch.nn.GRU: torch.nn.GRUCell, torch.nn.LSTM: torch.nn.LSTMCell}


def cell_of(layer):
    """The cell with a recurrent layer's parameters: it takes half of the layer's time for a series of one step."""
    cell = CELLS[type(layer)](layer.input_size, layer.hidden_size)
    with torch.no_grad():
        for parameter, values in zip(cell.parameters(), layer.parameters(), strict=True):
            parameter.copy_(values)
    return cell


def stream(row, net, seconds):
    """Measures one step: the cell gets the state that it has returned."""
    x = [torch.from_numpy(frame).reshape(1, -1) for frame in work.frames(row)]
    cell, lin = cell_of(net.rec), net.lin
    pair = isinstance(cell, torch.nn.LSTMCell)  # of h and the memory

    @torch.inference_mode()
    def steps(frames, state):
        outputs = []
        for frame in frames:
            state = cell(frame, state)
            outputs.append(lin(state[0] if pair else state))
        return outputs, state

    outputs, _ = steps(x, None)
    frames, state = itertools.cycle(x), None

    def calls(count):
        nonlocal state
        _, state = steps(itertools.islice(frames, count), state)

    return work.median_microseconds(seconds, calls), [y.item() for y in outputs]
