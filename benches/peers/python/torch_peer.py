"""The rows with PyTorch, eagerly: modules, autograd and the fused optimizers, called from Python."""

import torch
import work


def network(row):
    found = []
    for weight, bias in work.layers(row.sizes):
        layer = torch.nn.Linear(*weight.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight.T))  # PyTorch's weight is outputs x inputs
            layer.bias.copy_(torch.from_numpy(bias))
        found += [layer, {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[row.activation]()]
    return torch.nn.Sequential(*found[:-1])


def stepper(row, rate):
    """A function from a batch to the loss before a step, which it makes."""
    net = network(row)
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
    t = torch.from_numpy(work.targets(row, x))
    return torch.from_numpy(x), t if row.loss == "mse" else t.long()


def steps(row, seconds):
    x, t = data(row)
    step = stepper(row, row.check_rate)
    losses = [step(x, t).item() for _ in range(work.CHECKED_STEPS)]
    step = stepper(row, row.rate)

    def calls(count):
        for _ in range(count):
            step(x, t)

    return work.median_microseconds(seconds, calls), losses


def predictions(row, seconds):
    net, x = network(row), torch.from_numpy(work.inputs(row))

    def calls(count):
        with torch.inference_mode():
            for _ in range(count):
                net(x)

    with torch.inference_mode():
        outputs = net(x).reshape(-1).tolist()
    return work.median_microseconds(seconds, calls), outputs


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
    return {"step": steps, "one": predictions, "batch": predictions, "epoch": epoch}[row.task](row, seconds)


torch.set_num_threads(1)
torch.manual_seed(42)
work.serve(torch.__version__, answer)
