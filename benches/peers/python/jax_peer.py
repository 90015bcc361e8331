"""The rows with JAX: loops are compiled, so what Python takes to call them isn't counted; but not those of steps with
convolutions, which XLA runs up to twenty times slower within a loop. Images have their channels last.
"""

import functools

import jax
import jax.numpy as jnp
import jax_sequences
import work

ADAM = (0.9, 0.999, 1e-8)


def dense(activation, parameters, x):
    for weight, bias in parameters[:-1]:
        x = activation(x @ weight + bias)
    weight, bias = parameters[-1]
    return x @ weight + bias


def conv(x, layer, padding, groups=1):
    weight, bias = layer
    form = ("NWC", "WIO", "NWC") if x.ndim == 3 else ("NHWC", "HWIO", "NHWC")
    pads = [(padding, padding)] * (x.ndim - 2)
    ones = (1,) * (x.ndim - 2)
    y = jax.lax.conv_general_dilated(x, weight, ones, pads, dimension_numbers=form, feature_group_count=groups)
    return y + bias


def max_pool(x):
    window = (1, 2, 2, 1)
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")


def lenet(parameters, x):
    first, second, *rest = parameters
    x = max_pool(jax.nn.relu(conv(x, first, 2)))
    x = max_pool(jax.nn.relu(conv(x, second, 0)))
    x = x.transpose(0, 3, 1, 2).reshape(x.shape[0], -1)  # channel by channel
    return dense(jax.nn.relu, rest, x)


def conv1d(parameters, x):
    return conv(jax.nn.relu(conv(x, parameters[0], 1)), parameters[1], 1)


def depthwise(parameters, x):
    return conv(x, parameters[0], 1, groups=32)


def layer_norm(parameters, x):
    [(gain, bias)] = parameters
    mean = jnp.mean(x, axis=-1, keepdims=True)
    variance = jnp.mean((x - mean) ** 2, axis=-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * gain + bias


def forward_of(row):
    """The function from parameters and inputs to outputs."""
    named = {"lenet": lenet, "conv1d": conv1d, "depthwise": depthwise, "layer_norm": layer_norm} | jax_sequences.NAMED
    activation = {"relu": jax.nn.relu, "tanh": jnp.tanh}[row.activation]
    return named.get(row.network, functools.partial(dense, activation))


def mse(y, targets):
    return jnp.mean((y - targets) ** 2)


def cross_entropy(y, classes):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(y), classes[:, None], axis=1))


CONVOLUTIONS = ("lenet", "conv1d", "depthwise")


def repeated(turn, in_a_loop):
    """A function from a carry, a number of turns and what a turn takes beside the carry, to the carry after them."""
    if not in_a_loop:
        once = jax.jit(turn, donate_argnums=0)

        def many(carry, count, *rest):
            for _ in range(count):
                carry = once(carry, *rest)
            return carry

        return many

    @functools.partial(jax.jit, donate_argnums=0)
    def compiled(carry, count, *rest):
        return jax.lax.fori_loop(0, count, lambda _, carry: turn(carry, *rest), carry)

    return compiled


def start(row):
    """Parameters, Adam's two moments of each and the powers of its betas."""
    parameters = [tuple(map(jnp.asarray, layer)) for layer in work.layers(row)]
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    return parameters, zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.ones(2)


def stepper(row):
    """A function from the state, a batch and the rate to the state after a step and the loss before it."""
    forward = forward_of(row)
    loss = {"mse": mse, "ce": cross_entropy}[row.loss]
    slope = jax.value_and_grad(lambda parameters, x, t: loss(forward(parameters, x), t))

    def sgd(state, x, t, rate):
        parameters, *rest = state
        value, gradient = slope(parameters, x, t)
        return (jax.tree.map(lambda p, g: p - rate * g, parameters, gradient), *rest), value

    def adam(state, x, t, rate):
        parameters, m, v, powers = state
        first, second, epsilon = ADAM
        value, gradient = slope(parameters, x, t)
        powers = powers * jnp.array([first, second])
        m = jax.tree.map(lambda m, g: first * m + (1 - first) * g, m, gradient)
        v = jax.tree.map(lambda v, g: second * v + (1 - second) * g * g, v, gradient)
        scale, correction = rate / (1 - powers[0]), 1 / (1 - powers[1])
        move = lambda p, m, v: p - scale * m / (jnp.sqrt(v * correction) + epsilon)
        return (jax.tree.map(move, parameters, m, v), m, v, powers), value

    return {"sgd": sgd, "adam": adam}[row.optimizer]


def steps(row, seconds):
    step = stepper(row)
    x = jnp.asarray(work.inputs(row))
    t = jnp.asarray(work.targets(row, None))

    many = repeated(lambda carry, x, t, rate: step(carry[0], x, t, rate), row.network not in CONVOLUTIONS)
    carry, losses = (start(row), jnp.float32(0)), []
    for _ in range(work.CHECKED_STEPS):
        carry = many(carry, 1, x, t, row.check_rate)
        losses.append(float(carry[1]))
    carry = start(row), jnp.float32(0)

    def calls(count):
        nonlocal carry
        carry = jax.block_until_ready(many(carry, count, x, t, row.rate))

    return work.median_microseconds(seconds, calls), losses


def predictions(row, seconds):
    forward = forward_of(row)
    parameters, x = start(row)[0], jnp.asarray(work.inputs(row))
    outputs = jax.jit(forward)(parameters, x)
    place = (0,) * x.ndim

    # An input depends on the output before it, or the compiler would compute one output for all turns of the loop.
    def turn(x, parameters):
        y = forward(parameters, x)
        return x.at[place].set(x[place] + 1e-30 * jnp.sum(y))

    many = repeated(turn, True)

    def calls(count):
        nonlocal x
        x = many(x, count, parameters).block_until_ready()

    return work.median_microseconds(seconds, calls), outputs.reshape(-1).tolist()


def passes(row, seconds):
    forward = forward_of(row)
    parameters, x, d = start(row)[0], jnp.asarray(work.inputs(row)), jnp.asarray(work.derivatives(row))

    def both(parameters, x):
        y, back = jax.vjp(forward, parameters, x)
        return y, *back(d)

    # Every value that is computed goes on into the next turn, or the compiler would leave it out.
    def turn(carry):
        parameters, x = carry
        y, gradient, dx = both(parameters, x)
        return jax.tree.map(lambda p, g: p - 1e-30 * g, parameters, gradient), x + 1e-30 * (y + dx)

    many = repeated(turn, row.network not in CONVOLUTIONS)
    y, [(weight, bias)], dx = jax.jit(both)(parameters, x)
    values = jnp.concatenate([value.reshape(-1) for value in (y[0], dx[0], weight, bias)])
    carry = parameters, x

    def calls(count):
        nonlocal carry
        carry = jax.block_until_ready(many(carry, count))

    return work.median_microseconds(seconds, calls), values.tolist()


def stream(row, seconds):
    parameters, x = start(row)[0], jnp.asarray(work.frames(row))
    outputs = jax.lax.scan(functools.partial(jax_sequences.step, row, parameters), jax_sequences.start(row, parameters), x)[1]

    # What is carried has the output too, or the compiler would leave it out.
    def turn(carry, x, parameters):
        count, state, _ = carry
        return count + 1, *jax_sequences.step(row, parameters, state, jax.lax.dynamic_slice_in_dim(x, count % len(x), 1))

    many = repeated(turn, True)
    carry = jnp.int32(0), jax_sequences.start(row, parameters), jnp.zeros((1, 1))

    def calls(count):
        nonlocal carry
        carry = jax.block_until_ready(many(carry, count, x, parameters))

    return work.median_microseconds(seconds, calls), outputs.reshape(-1).tolist()


def epoch(row, seconds):
    step = stepper(row)
    host = work.inputs(row)
    x, t = jnp.asarray(host), jnp.asarray(work.targets(row, host))
    full, rest = divmod(row.samples, work.EPOCH_BATCH)

    @functools.partial(jax.jit, donate_argnums=0)
    def once(state, x, t, key, rate):
        order = jax.random.permutation(key, row.samples)
        body = lambda state, batch: step(state, x[batch], t[batch], rate)
        batches = order[: full * work.EPOCH_BATCH].reshape(full, work.EPOCH_BATCH)
        state, losses = jax.lax.scan(body, state, batches)
        total = jnp.sum(losses) * work.EPOCH_BATCH
        if rest:
            state, loss = body(state, order[full * work.EPOCH_BATCH :])
            total += loss * rest
        return state, total / row.samples

    state, key = start(row), jax.random.key(42)
    state, first = once(state, x, t, key, row.rate)
    first = float(first)

    def calls(count):
        nonlocal state, key
        for _ in range(count):
            key, use = jax.random.split(key)
            state, loss = once(state, x, t, use, row.rate)
        loss.block_until_ready()

    return work.median_microseconds(seconds, calls), [first]


def answer(row, seconds):
    tasks = {
        "step": steps, "one": predictions, "batch": predictions, "passes": passes, "stream": stream, "epoch": epoch,
    }
    return tasks[row.task](row, seconds)


jax.config.update("jax_platforms", "cpu")
work.serve(jax.__version__, answer)
