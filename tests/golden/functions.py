#!/usr/bin/env python3
"""Writes functions.json: values and derivatives of activations and losses, and a few optimizer steps, as PyTorch
computes them in float64. The committed file was made with torch 2.15.0.

Activations: the value y and the derivative dy/dz at each z. Losses: the loss of one sample and its gradient with respect
to the outputs. Optimizers: the parameters after each step; all optimizers use one formula for the gradient.
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

z = [-12.0, -6.5, -4.0, -3.0, -2.5, -1.75, -1.0, -0.5, -0.125, -1e-3, 0.0, 1e-3, 0.25, 0.75, 1.0, 1.5, 2.25, 3.0, 4.5, 6.0, 7.5, 14.0]
activations = {
    "linear": lambda z: z * 1.0,
    "relu": F.relu,
    "leaky_relu(0.1)": lambda z: F.leaky_relu(z, 0.1),
    "prelu": lambda z: F.prelu(z, torch.tensor([0.25])),
    "relu6": F.relu6,
    "elu(1)": F.elu,
    "elu(0.5)": lambda z: F.elu(z, 0.5),
    "selu": F.selu,
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": lambda z: F.softplus(z, threshold=100),
    "tanh": torch.tanh,
    "hard_tanh": F.hardtanh,
    "softsign": F.softsign,
    "sigmoid": torch.sigmoid,
    "hard_sigmoid": F.hardsigmoid,
    "sin": torch.sin,
}


def activation(f):
    x = torch.tensor(z, requires_grad=True)
    y = f(x)
    y.sum().backward()
    return {"y": y.tolist(), "slope": x.grad.tolist()}


outputs = [0.3, -1.7, 2.4, 0.0]
targets = {
    "numbers": [0.1, 1.5, 2.4, -3.0],
    "signs": [1.0, -1.0, 1.0, -1.0],
    "shares": [0.1, 0.2, 0.7, 0.0],
}
losses = {
    "mse": ("numbers", lambda y, t: F.mse_loss(y, t)),
    "mae": ("numbers", lambda y, t: F.l1_loss(y, t)),
    "huber(1)": ("numbers", lambda y, t: F.huber_loss(y, t)),
    "huber(0.5)": ("numbers", lambda y, t: F.huber_loss(y, t, delta=0.5)),
    "log_cosh": ("numbers", lambda y, t: torch.log(torch.cosh(y - t)).mean()),
    "quantile(0.9)": ("signs", lambda y, t: torch.maximum(0.9 * (t - y), 0.1 * (y - t)).mean()),
    "hinge": ("signs", lambda y, t: F.relu(1 - t * y).mean()),
    "kl_divergence": ("shares", lambda y, t: F.kl_div(F.log_softmax(y, 0), t, reduction="sum")),
    "binary_cross_entropy": ("shares", lambda y, t: F.binary_cross_entropy_with_logits(y, t)),
}


def loss(kind, f):
    y = torch.tensor(outputs, requires_grad=True)
    value = f(y, torch.tensor(targets[kind]))
    value.backward()
    return {"targets": kind, "loss": value.item(), "gradient": y.grad.tolist()}


start = [0.5, -2.0, 3.0]


def steps(make, clip=lambda p: None, count=5):
    p = torch.tensor(start, requires_grad=True)
    optimizer, path = make([p]), []
    for step in range(count):
        # The gradient is set by hand to 3 p - step, which the Rust tests compute too.
        p.grad = (3 * p - step).detach().clone()
        clip([p])
        optimizer.step()
        path.append(p.tolist())
    return path


# Divides by the norm. PyTorch's clip_grad_norm_ divides by the norm plus 1e-6, which isn't part of the definition.
def clip_norm(most):
    def clip(parameters):
        for p in parameters:
            p.grad *= min(1.0, most / p.grad.norm().item())
    return clip


def l1(factor):
    def add(parameters):
        for p in parameters:
            p.grad += factor * torch.sign(p.detach())
    return add


optim = torch.optim
optimizers = {
    "l1(0.3) sgd(0.1)": steps(lambda p: optim.SGD(p, 0.1), l1(0.3)),
    "l2(0.3) sgd(0.1)": steps(lambda p: optim.SGD(p, 0.1, weight_decay=0.3)),
    "l2(0.3) momentum(0.1, 0.9)": steps(lambda p: optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.3)),
    "l2(0.3) adam(0.1)": steps(lambda p: optim.Adam(p, 0.1, weight_decay=0.3)),
    "weight_decay(0.3) adam(0.1)": steps(lambda p: optim.AdamW(p, 0.1, weight_decay=0.3)),
    "clip_value(1) sgd(0.1)": steps(lambda p: optim.SGD(p, 0.1), lambda p: torch.nn.utils.clip_grad_value_(p, 1.0)),
    "clip_norm(2) sgd(0.1)": steps(lambda p: optim.SGD(p, 0.1), clip_norm(2.0)),
    "clip_norm(2) weight_decay(0.3) adam(0.1)": steps(lambda p: optim.AdamW(p, 0.1, weight_decay=0.3), clip_norm(2.0)),
}

ten_steps = {name: steps(make, count=10) for name, make in {
    "adam(0.1)": lambda p: optim.Adam(p, 0.1),
    "adam_w(0.1, 0.3)": lambda p: optim.AdamW(p, 0.1, weight_decay=0.3),
    "adam_w(0.1, 0.3).betas(0.5, 0.75).epsilon(0.01)":
        lambda p: optim.AdamW(p, 0.1, weight_decay=0.3, betas=(0.5, 0.75), eps=0.01),
    "rms_prop(0.1)": lambda p: optim.RMSprop(p, 0.1),
    "rms_prop(0.1).alpha(0.5).epsilon(0.01)": lambda p: optim.RMSprop(p, 0.1, alpha=0.5, eps=0.01),
    "ada_grad(0.1)": lambda p: optim.Adagrad(p, 0.1),
    "ada_grad(0.1).epsilon(0.01)": lambda p: optim.Adagrad(p, 0.1, eps=0.01),
    "nadam(0.1)": lambda p: optim.NAdam(p, 0.1),
    "nadam(0.1).betas(0.5, 0.75).epsilon(0.01).momentum_decay(0.5)":
        lambda p: optim.NAdam(p, 0.1, betas=(0.5, 0.75), eps=0.01, momentum_decay=0.5),
    "radam(0.1)": lambda p: optim.RAdam(p, 0.1),
    "radam(0.1).betas(0.5, 0.75).epsilon(0.01)": lambda p: optim.RAdam(p, 0.1, betas=(0.5, 0.75), eps=0.01),
}.items()}

with open("functions.json", "w") as file:
    json.dump({
        "z": z, "activations": {name: activation(f) for name, f in activations.items()},
        "outputs": outputs, "targets": targets, "losses": {name: loss(*of) for name, of in losses.items()},
        "start": start, "optimizers": optimizers, "ten_steps": ten_steps,
    }, file)
    file.write("\n")
