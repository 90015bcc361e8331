#!/usr/bin/env python3
"""Checks the ONNX files in a folder: with onnx.checker, and by onnxruntime's outputs. Beside NAME.onnx is NAME.json, with rows of
inputs `x` and the library's outputs `y`. Run by `.ci/onnx`; needs `pip install onnx onnxruntime` (1.23.2 and 1.32.0).
"""
import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime

# Largest difference, as a share of the largest output.
TOLERANCE = 1e-5

paths = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
worst = 0.0
for path in paths:
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert [opset.version for opset in model.opset_import] == [21] and model.ir_version == 10
    session = onnxruntime.InferenceSession(path)
    [input], [output] = session.get_inputs(), session.get_outputs()
    assert (input.name, output.name, input.shape[0], output.shape[0]) == ("input", "output", "batch", "batch")
    rows = json.loads(path.with_suffix(".json").read_text())
    types = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64, "tensor(int64)": numpy.int64}
    x = numpy.array(rows["x"]).astype(types[input.type])
    x = x.reshape(-1, *input.shape[1:])
    y = numpy.array(rows["y"]).reshape(-1, *output.shape[1:])
    # All rows at once, and one alone: the batch is free.
    for samples in (slice(None), slice(0, 1)):
        [theirs] = session.run(None, {"input": x[samples]})
        assert theirs.dtype == types[output.type] and theirs.shape == y[samples].shape, path
        difference = float(numpy.max(numpy.abs(theirs - y[samples])) / numpy.max(numpy.abs(y)))
        # Not `> TOLERANCE`: NaN is a fault.
        if not difference <= TOLERANCE:
            sys.exit(f"{path}: onnxruntime differs by {difference:.1e} of the largest output")
        worst = max(worst, difference)
assert paths, f"no files in {sys.argv[1]}"
print(f"{len(paths)} files agree with onnxruntime {onnxruntime.__version__}: at most {worst:.1e} of the largest output apart")
