"""The protocol of work/src/process.rs, the formulas of work/src/data.rs and the clock of work/src/clock.rs."""

import collections
import sys
import time

import numpy as np

INPUTS, TARGETS = 1 << 29, 1 << 30
CHECKED_STEPS = 5
EPOCH_BATCH = 128

Row = collections.namedtuple("Row", "name sizes activation samples task loss optimizer check_rate rate")


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


def layers(sizes):
    """A weight (inputs x outputs) and a bias for each layer."""
    index, found = 0, []
    for inputs, outputs in zip(sizes, sizes[1:]):
        weight = numbers(index, inputs * outputs, (inputs, outputs)) * np.float32(1 / np.sqrt(np.float32(inputs)))
        index += inputs * outputs
        bias = numbers(index, outputs) * np.float32(0.1)
        index += outputs
        found.append((weight, bias))
    return found


def inputs(row):
    return numbers(INPUTS, row.samples * row.sizes[0], (row.samples, row.sizes[0]))


def targets(row, x):
    """Values for a squared error, classes for a cross-entropy."""
    outputs = row.sizes[-1]
    if row.loss == "mse":
        return numbers(TARGETS, row.samples * outputs, (row.samples, outputs))
    if row.task == "epoch":
        return x[:, :outputs].argmax(axis=1).astype(np.int32)
    return (np.arange(row.samples) * 7 % outputs).astype(np.int32)


def parse(line):
    name, sizes, activation, samples, task, loss, optimizer, check_rate, rate = line.rstrip("\n").split("\t")
    sizes = [int(size) for size in sizes.split("-")]
    return Row(name, sizes, activation, int(samples), task, loss, optimizer, float(check_rate), float(rate))


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
