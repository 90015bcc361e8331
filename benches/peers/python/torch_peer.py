"""The rows with PyTorch, eagerly: modules, autograd and the fused optimizers, called from Python.

Images are measured in both of its layouts in memory, contiguous and channels last; the answer is the faster one.
"""

import torch
import torch_sequences
import work


def lenet():
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )


NAMED = {
    "lenet": lenet,
    "conv1d": lambda: torch.nn.Sequential(
        torch.nn.Conv1d(16, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv1d(16, 16, 3, padding=1)
    ),
    "depthwise": lambda: torch.nn.Conv2d(32, 32, 3, padding=1, groups=32),
    "layer_norm": lambda: torch.nn.LayerNorm(64),
    **torch_sequences.NAMED,
}


def turned(weight):
    """A weight with its last two dimensions, of inputs and outputs, in front and exchanged, as PyTorch's weights have them."""
    places = range(weight.ndim)
    return torch.from_numpy(weight).permute(*reversed(places[-2:]), *places[:-2])


def samples(row, values):
    """Samples as PyTorch's modules take them: steps x features for sequences, and channels in front for other series and for images."""
    if row.network in torch_sequences.NAMED:
        return torch.from_numpy(values)
    return torch.from_numpy(values).movedim(-1, 1).contiguous()


def network(row):
    if row.network in NAMED:
        net = NAMED[row.network]()
        with torch.no_grad():
            for parameter, values in zip(net.parameters(), sum(work.layers(row), ()), strict=True):
                parameter.copy_(turned(values))
        return net
    found = []
    for weight, bias in work.layers(row):
        layer = torch.nn.Linear(*weight.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight.T))  # PyTorch's weight is outputs x inputs
            layer.bias.copy_(torch.from_numpy(bias))
        found += [layer, {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[row.activation]()]
    return torch.nn.Sequential(*found[:-1])


def layouts(row):
    """How images may lie in memory; a network without images has one layout."""
    return [torch.contiguous_format, torch.channels_last][: 1 + (len(work.shapes(row).inputs) == 3)]


def fastest(row, measure):
    """The answer of the layout that takes less time."""
    return min((measure(layout) for layout in layouts(row)), key=lambda answer: answer[0])


def stepper(row, rate, layout=torch.contiguous_format):
    """A function from a batch to the loss before a step, which it makes."""
    net = network(row).to(memory_format=layout)
    loss = {"mse": torch.nn.MSELoss, "ce": torch.nn.CrossEntropyLoss}[row.loss]()
    optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[row.optimizer](net.parameters(), rate, fused=True)

    def step(x, t):
        optimizer.zero_grad()
        value = loss(net(x), t)
        value.backward()
        optimizer.step()
        return value.detach()

    return step


def data(row):
    x = work.inputs(row)
    t = work.targets(row, x)
    return samples(row, x), samples(row, t) if row.loss == "mse" else torch.from_numpy(t).long()


def steps(row, seconds):
    def measure(layout):
        x, t = data(row)
        x = x.to(memory_format=layout)
        step = stepper(row, row.check_rate, layout)
        losses = [step(x, t).item() for _ in range(work.CHECKED_STEPS)]
        step = stepper(row, row.rate, layout)

        def calls(count):
            for _ in range(count):
                step(x, t)

        return work.median_microseconds(seconds, calls), losses

    return fastest(row, measure)


def predictions(row, seconds):
    def measure(layout):
        net, x = (value.to(memory_format=layout) for value in (network(row), samples(row, work.inputs(row))))

        def calls(count):
            with torch.inference_mode():
                for _ in range(count):
                    net(x)

        with torch.inference_mode():
            outputs = net(x).reshape(-1).tolist()
        return work.median_microseconds(seconds, calls), outputs

    return fastest(row, measure)


def passes(row, seconds):
    def measure(layout):
        net = network(row).to(memory_format=layout)
        x, d = (samples(row, values).to(memory_format=layout) for values in (work.inputs(row), work.derivatives(row)))
        leaves = [x.requires_grad_(), *net.parameters()]

        def both():
            y = net(x)
            return y.detach(), *torch.autograd.grad(y, leaves, d)

        def calls(count):
            for _ in range(count):
                both()

        y, dx, weight, bias = both()
        # As staticnn has them: channels last, and the window's place before the channels.
        weight = weight.movedim((0, 1), (-1, -2)) if weight.ndim > 1 else weight
        values = [y[0].movedim(0, -1), dx[0].movedim(0, -1), weight, bias]
        return work.median_microseconds(seconds, calls), torch.cat([value.flatten() for value in values]).tolist()

    return fastest(row, measure)


def stream(row, seconds):
    return torch_sequences.stream(row, network(row), seconds)


def epoch(row, seconds):
    x, t = data(row)
    step = stepper(row, row.rate)

    def once():
        total = 0.0
        for batch in torch.randperm(row.samples).split(work.EPOCH_BATCH):
            total += step(x[batch], t[batch]) * len(batch)
        return total.item() / row.samples

    first = once()

    def calls(count):
        for _ in range(count):
            once()

    return work.median_microseconds(seconds, calls), [first]


def answer(row, seconds):
    tasks = {
        "step": steps, "one": predictions, "batch": predictions, "passes": passes, "stream": stream, "epoch": epoch,
    }
    return tasks[row.task](row, seconds)


torch.set_num_threads(1)
torch.manual_seed(42)
work.serve(torch.__version__, answer)
