"""The protocol of work/src/process.rs, the formulas of work/src/data.rs, the networks of work/src/networks.rs and the clock of
work/src/clock.rs."""

import collections
import sys
import time

import numpy as np

INPUTS, TARGETS = 1 << 29, 1 << 30
CHECKED_STEPS = 5
EPOCH_BATCH = 128

# The networks that have a name: the shapes of a sample's inputs and outputs, channels last, and those of the weights of each
# layer, channels last, too. As many biases follow the weights of a layer, as long as their last dimension.
Named = collections.namedtuple("Named", "inputs outputs weights")


def recurrent(gates, features, units):
    weights = [((features, gates * units), (units, gates * units)), ((units, 1),)]
    return Named((64, features), (64, 1), weights)


NAMED = {
    "lenet": Named((28, 28, 1), (10,), [((5, 5, 1, 6),), ((5, 5, 6, 16),), ((400, 120),), ((120, 84),), ((84, 10),)]),
    "conv1d": Named((128, 16), (128, 16), [((3, 16, 16),), ((3, 16, 16),)]),
    "depthwise": Named((16, 16, 32), (16, 16, 32), [((3, 3, 1, 32),)]),
    "layer_norm": Named((64,), (64,), [((64,),)]),
    "gru 8-16-1": recurrent(3, 8, 16),
    "lstm 1-20-1": recurrent(4, 1, 20),
    "gru 64-128-1": recurrent(3, 64, 128),
    "attention": Named((16, 32), (16, 32), [((32, 96),), ((32, 32),)]),
}

Row = collections.namedtuple("Row", "name network activation samples task loss optimizer check_rate rate")


def numbers(first, count, shape=None):
    """The pseudo-random numbers of `count` indices, from -1 to 1."""
    bits = np.arange(first, first + count, dtype=np.uint32)
    bits *= np.uint32(2654435761)
    bits ^= bits >> np.uint32(15)
    bits *= np.uint32(2246822519)
    bits ^= bits >> np.uint32(13)
    bits *= np.uint32(3266489917)
    bits ^= bits >> np.uint32(16)
    values = (bits >> np.uint32(8)).astype(np.float32)
    values /= np.float32(1 << 23)
    values -= np.float32(1)
    return values if shape is None else values.reshape(shape)


def shapes(row):
    """The network of a row, which may be a chain of dense layers."""
    if row.network in NAMED:
        return NAMED[row.network]
    sizes = [int(size) for size in row.network.split("-")]
    return Named((sizes[0],), (sizes[-1],), [(pair,) for pair in zip(sizes, sizes[1:])])


def layers(row):
    """The weights and then the biases of each layer. An output has as many inputs as a weight has numbers before the last
    dimension."""
    index = 0

    def take(shape, scale):
        nonlocal index
        first, count = index, int(np.prod(shape))
        index += count
        return numbers(first, count, shape) * np.float32(scale)

    def layer(weights):
        return (
            *(take(shape, 1 / np.sqrt(np.float32(np.prod(shape[:-1], dtype=int)))) for shape in weights),
            *(take(shape[-1:], 0.1) for shape in weights),
        )

    return [layer(weights) for weights in shapes(row).weights]


def inputs(row):
    shape = (row.samples, *shapes(row).inputs)
    return numbers(INPUTS, int(np.prod(shape)), shape)


def frames(row):
    """The steps of all samples, one after another."""
    x = inputs(row)
    return x.reshape(-1, x.shape[-1])


def derivatives(row):
    """Those of a loss with respect to the outputs, for `passes`: of all samples the same."""
    shape = shapes(row).outputs
    of_one = np.arange(np.prod(shape)) * 7 % 13 / np.float32(8) - np.float32(0.75)
    return np.tile(of_one.astype(np.float32).reshape(shape), (row.samples, *(1 for _ in shape)))


def targets(row, x):
    """Values for a squared error, classes for a cross-entropy."""
    if row.loss == "mse":
        shape = (row.samples, *shapes(row).outputs)
        return numbers(TARGETS, int(np.prod(shape)), shape)
    outputs = shapes(row).outputs[0]
    if row.task == "epoch":
        return x[:, :outputs].argmax(axis=1).astype(np.int32)
    return (np.arange(row.samples) * 7 % outputs).astype(np.int32)


def parse(line):
    name, network, activation, samples, task, loss, optimizer, check_rate, rate = line.rstrip("\n").split("\t")
    return Row(name, network, activation, int(samples), task, loss, optimizer, float(check_rate), float(rate))


def median_microseconds(seconds, calls):
    """The median microseconds per call. `calls(n)` makes n calls and returns when they are done."""
    now = time.process_time
    start, count, n = now(), 0, 1
    while now() - start < seconds * 0.2 or count < 2:
        calls(n)
        count += n
        n *= 2
    # The last round, more than half of all, is beyond what the first calls take.
    start = now()
    calls(n)
    each = max(now() - start, 1e-9) / n
    inner = max(1, int(2e-3 / each))
    samples = min(max(3, int(seconds / (each * inner))), 1000)
    times = []
    for _ in range(samples):
        start = now()
        calls(inner)
        times.append((now() - start) / inner)
    return sorted(times)[len(times) // 2] * 1e6


def serve(version, answer):
    """Answers the rows of standard input: `answer(row, seconds)` returns microseconds and the values of the check."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
    print(f"version\t{version}", flush=True)
    for line in sys.stdin:
        row = parse(line)
        found = answer(row, seconds)
        if found is None:
            print(f"without\t{row.name}", flush=True)
        else:
            microseconds, values = found
            text = " ".join(repr(float(value)) for value in values)
            print(f"row\t{row.name}\t{microseconds!r}\tNaN\t{text}", flush=True)
