"""The rows with JAX: every loop is compiled, so what Python takes to call it isn't counted."""

import functools

import jax
import jax.numpy as jnp
import work

ADAM = (0.9, 0.999, 1e-8)


def forward(activation, parameters, x):
    for weight, bias in parameters[:-1]:
        x = activation(x @ weight + bias)
    weight, bias = parameters[-1]
    return x @ weight + bias


def mse(y, targets):
    return jnp.mean((y - targets) ** 2)


def cross_entropy(y, classes):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(y), classes[:, None], axis=1))


def start(row):
    """Parameters, Adam's two moments of each and the powers of its betas."""
    parameters = [(jnp.asarray(weight), jnp.asarray(bias)) for weight, bias in work.layers(row.sizes)]
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    return parameters, zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.ones(2)


def stepper(row):
    """A function from the state, a batch and the rate to the state after a step and the loss before it."""
    activation = {"relu": jax.nn.relu, "tanh": jnp.tanh}[row.activation]
    loss = {"mse": mse, "ce": cross_entropy}[row.loss]
    slope = jax.value_and_grad(lambda parameters, x, t: loss(forward(activation, parameters, x), t))

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

    @functools.partial(jax.jit, donate_argnums=0)
    def many(state, x, t, rate, count):
        body = lambda _, carry: step(carry[0], x, t, rate)
        return jax.lax.fori_loop(0, count, body, (state, jnp.float32(0)))

    state, losses = start(row), []
    for _ in range(work.CHECKED_STEPS):
        state, loss = many(state, x, t, row.check_rate, 1)
        losses.append(loss)
    state = start(row)

    def calls(count):
        nonlocal state
        state, loss = many(state, x, t, row.rate, count)
        loss.block_until_ready()

    return work.median_microseconds(seconds, calls), losses


def predictions(row, seconds):
    activation = {"relu": jax.nn.relu, "tanh": jnp.tanh}[row.activation]
    parameters, x = start(row)[0], jnp.asarray(work.inputs(row))
    outputs = jax.jit(functools.partial(forward, activation))(parameters, x)

    # An input depends on the output before it, or the compiler would compute one output for all turns of the loop.
    @jax.jit
    def many(parameters, x, count):
        def body(_, x):
            y = forward(activation, parameters, x)
            return x.at[0, 0].set(x[0, 0] + 1e-30 * jnp.sum(y))

        return jax.lax.fori_loop(0, count, body, x)

    calls = lambda count: many(parameters, x, count).block_until_ready()
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
    return {"step": steps, "one": predictions, "batch": predictions, "epoch": epoch}[row.task](row, seconds)


jax.config.update("jax_platforms", "cpu")
work.serve(jax.__version__, answer)
