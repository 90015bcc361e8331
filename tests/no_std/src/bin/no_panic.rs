//! Nothing that a program calls to predict and to train can panic: it links although the panic handler calls a function that
//! doesn't exist.
//!
//! Run it in this directory: `cargo run --release --bin no_panic`. With a panic left in it, the linker reports the undefined
//! symbol `a_panic_is_left_in_the_program`. A debug build keeps panics that the optimizer removes, so it doesn't link.

#![no_std]
#![no_main]

use core::hint::black_box;

use staticnn::prelude::*;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Classifier< 4 -> 8 tanh -> layer_norm -> 3 softmax >;
    struct Amp< 64x1 -> conv 4 (3, dilation 2, causal) tanh -> lstm 20 -> gru 16 -> rnn 3 -> 2 relu -> last -> 1 >;
    struct Listener< 12x8 -> positions -> attention 8 (heads 2, causal) -> 2 >;
}

// The C library starts the program, and copies memory.
#[link(name = "c")]
unsafe extern "C" {
    fn a_panic_is_left_in_the_program() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: no panic is left in the program, so nothing calls it: the linker has found no use of it.
    unsafe { a_panic_is_left_in_the_program() }
}

/// `core` comes compiled for unwinding and names this function, which is `std`'s elsewhere. Here nothing unwinds.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// Predicts, runs both passes by hand, and trains on 300 samples.
fn regress(net: &mut Regressor, x: &[[f32; 3]; 300], y: &[[f32; 1]; 300]) -> f32 {
    let samples = Samples::from((x, y));
    let mut gradient = Gradient::<Regressor>::new();
    let mut optimizer = Adam::new(1e-3);
    for _ in 0..3 {
        net.gradient(&samples, &Mse, &mut gradient);
        optimizer.step(net, &gradient);
    }
    let (mut sgd, mut momentum, mut tape) = (Sgd::new(1e-3), Momentum::new(1e-3, 0.9), Tape::new());
    gradient.clear();
    let output = net.forward(&x[0], &mut tape);
    net.backward(&tape, &output, &mut gradient);
    net.backward_loss(&mut tape, &Mse, &y[0], &mut gradient);
    sgd.step(net, &gradient);
    momentum.step(net, &gradient);
    net.predict(&x[1])[0] + net.loss(&samples, &Mse)
}

/// As `regress`, with other losses and layers.
fn classify(net: &mut Classifier, x: &[[f32; 4]; 50], labels: &[Class<3>; 50]) -> f32 {
    let samples = Samples::from((x, labels));
    let mut gradient = Gradient::<Classifier>::new();
    let mut optimizer = ClipNorm::new(1.0, Adam::new(1e-3));
    net.gradient(&samples, &CrossEntropy, &mut gradient);
    optimizer.step(net, &gradient);
    let mut tape = Tape::new();
    net.forward(&x[0], &mut tape);
    net.backward_loss(&mut tape, &CrossEntropy, &labels[0], &mut gradient);
    let most_likely = Class::most_likely(&net.predict(&x[1]));
    net.loss(&samples, &CrossEntropy) + if most_likely == labels[1] { 0.0 } else { 1.0 }
}

/// As `stream`, over more steps than a window has, and a window at once.
fn listen(net: &Listener, x: &[[f32; 8]; 100], window: &[[f32; 8]; 12]) -> f32 {
    let (mut state, mut last) = (State::<Listener>::new(), 0.0);
    for frame in x {
        last = net.step(frame, &mut state)[1];
    }
    last + net.predict(window)[11][0]
}

/// Runs a stream, step by step and by buffers, from a `static` state.
fn stream(net: &Amp, x: &[[f32; 1]; 100]) -> f32 {
    static START: State<Amp> = State::<Amp>::new();
    let (mut state, mut y) = (START.clone(), [[0.0]; 100]);
    let first = net.step(&x[0], &mut state);
    if net.run(x, &mut y, &mut state).is_err() || !state.is_finite() {
        return f32::NAN;
    }
    state.reset();
    first[0] + y[99][0]
}

/// What the C library calls.
#[unsafe(no_mangle)]
pub extern "C" fn main() -> i32 {
    let (mut net, x, y) = (black_box(Regressor::zeros()), black_box([[0.5; 3]; 300]), black_box([[1.0]; 300]));
    let regressed = regress(&mut net, &x, &y);
    let Ok(label) = Class::new(black_box(1)) else { return 2 };
    let (mut net, x, labels) = (black_box(Classifier::zeros()), black_box([[0.5; 4]; 50]), [label; 50]);
    let amp = stream(&black_box(Amp::zeros()), &black_box([[0.5]; 100]));
    let listener = black_box(Listener::zeros());
    let listened = listen(&listener, &black_box([[0.5; 8]; 100]), &black_box([[0.5; 8]; 12]));
    i32::from(!(regressed + classify(&mut net, &x, &labels) + amp + listened).is_finite())
}
