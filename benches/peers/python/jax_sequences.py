"""Networks over the steps of series with JAX: the steps of a recurrent layer are a scan, and the products of the inputs, which need no
state, are one product before it.
"""

import functools

import jax
import jax.numpy as jnp


def gru(weight, bias, h, p):
    """The h of a step, from that of the step before and the product of the step's x."""
    q = h @ weight + bias
    (p_r, p_z, p_n), (q_r, q_z, q_n) = jnp.split(p, 3, -1), jnp.split(q, 3, -1)
    r, z = jax.nn.sigmoid(p_r + q_r), jax.nn.sigmoid(p_z + q_z)
    n = jnp.tanh(p_n + r * q_n)
    h = (1 - z) * n + z * h
    return h, h


def lstm(weight, bias, state, p):
    """The h and the memory m of a step, likewise."""
    h, m = state
    i, f, g, o = jnp.split(p + h @ weight + bias, 4, -1)
    m = jax.nn.sigmoid(f) * m + jax.nn.sigmoid(i) * jnp.tanh(g)
    h = jax.nn.sigmoid(o) * jnp.tanh(m)
    return (h, m), h


def zeros(cell, rows, units):
    h, m = jnp.zeros((rows, units)), jnp.zeros((rows, units))
    return h if cell is gru else (h, m)


def recurrent(cell, parameters, x):
    (w, u, b, c), (weight, bias) = parameters
    p = jnp.swapaxes(x @ w + b, 0, 1)
    _, h = jax.lax.scan(functools.partial(cell, u, c), zeros(cell, x.shape[0], u.shape[0]), p)
    return jnp.swapaxes(h, 0, 1) @ weight + bias


def attention(parameters, x):
    (w, b), (weight, bias) = parameters
    q, k, v = jnp.split(x @ w + b, 3, -1)
    p = jax.nn.softmax(q @ jnp.swapaxes(k, 1, 2) / jnp.sqrt(jnp.float32(k.shape[-1])))
    return p @ v @ weight + bias


CELLS = {"gru 8-16-1": gru, "lstm 1-20-1": lstm, "gru 64-128-1": gru}


NAMED = {name: functools.partial(recurrent, cell) for name, cell in CELLS.items()} | {"attention": attention}


def step(row, parameters, state, x):
    """The state after a step of a stream, and the output."""
    (w, u, b, c), (weight, bias) = parameters
    state, h = CELLS[row.network](u, c, state, x @ w + b)
    return state, h @ weight + bias


def start(row, parameters):
    return zeros(CELLS[row.network], 1, parameters[0][1].shape[0])
