//! Layers over the steps of a series: derivatives against differences, and streams against windows.

use staticnn::activation::{Gelu, Prelu, Softmax, Tanh};
use staticnn::layer::{Layer, check};
use staticnn::layers::{DenseSteps, Gru, Last, Lstm, Reverse, Rnn};
use staticnn::prelude::*;
use staticnn::shape::{Series, U0, U1, U2, U3, U5, U17, U20};

type X<S, F> = Series<S, F>;

#[test]
fn derivatives_of_recurrent_layers_are_slopes() {
    for seed in 1..4 {
        check::<Rnn<f64, X<U5, U2>, X<U5, U3>>>(seed).unwrap();
        check::<Gru<f64, X<U5, U2>, X<U5, U3>>>(seed).unwrap();
        check::<Lstm<f64, X<U5, U2>, X<U5, U3>>>(seed).unwrap();
        check::<Gru<f64, X<U1, U1>, X<U1, U1>>>(seed).unwrap();
        check::<Lstm<f64, X<U1, U1>, X<U1, U1>>>(seed).unwrap();
    }
    check::<Gru<f64, X<U2, U17>, X<U2, U2>>>(7).unwrap();
    check::<Lstm<f64, X<U2, U1>, X<U2, U17>>>(7).unwrap();
    check::<Rnn<f64, X<U2, U2>, X<U2, U20>>>(7).unwrap();
}

#[test]
fn derivatives_of_dense_steps_are_slopes() {
    check::<DenseSteps<f64, X<U5, U2>, X<U5, U3>, Tanh>>(1).unwrap();
    check::<DenseSteps<f64, X<U5, U2>, X<U5, U3>, Gelu, U0>>(2).unwrap();
    check::<DenseSteps<f64, X<U5, U3>, X<U5, U1>, Prelu>>(3).unwrap();
    check::<DenseSteps<f64, X<U2, U20>, X<U2, U17>, Softmax>>(4).unwrap();
    check::<DenseSteps<f64, X<U1, U2>, X<U1, U2>>>(5).unwrap();
}

#[test]
fn derivatives_of_steps_that_move_are_slopes() {
    check::<Last<f64, X<U5, U2>>>(1).unwrap();
    check::<Reverse<f64, X<U5, U2>>>(1).unwrap();
}

network! {
    struct Amp< 64x1 -> lstm 20 -> 1 >;
    struct Control< 16x8 -> gru 16 -> 1 >;
    struct Wide< 8x3 -> 17 tanh -> layer_norm -> rnn 33 -> gru 19 -> dropout 0.2 -> 5 softmax >;
    struct Recurrent< 20x2 -> rnn 17 -> gru 16 -> lstm 20 -> gru 5 -> lstm 3 >;
    // Weights that don't stay in the first-level cache are read in another order.
    struct Large< 6x40 -> lstm 48 -> gru 64 >;
    struct Taps< 20x2 -> conv 4 (3, dilation 4, causal) tanh -> conv 17 (2, causal) -> conv 3 (1, causal) gelu >;
    struct Gesture< 12x3 -> lstm 7 -> last -> 4 softmax >;
    struct Waves< 20x2 -> conv 4 (3, dilation 4, causal) tanh -> conv 17 (2, causal) -> conv 3 (1, causal) gelu -> 2 >;
    #[scalar(f64)] struct ExactWaves< 9x2 -> conv 3 (3, dilation 2, causal) tanh -> conv 2 (2, causal) no_bias -> gru 2 >;
    #[scalar(f64)] struct Exact< 8x3 -> gru 9 -> lstm 5 -> 2 >;
}

/// Whether steps of a stream have the bits of a window's outputs. They are equal within the last digits in any case.
fn streams<N, const S: usize, const F: usize, const O: usize>(seed: u64) -> bool
where
    N: Network<
            Scalar = f32,
            Input = [[f32; F]; S],
            Output = [[f32; O]; S],
            Frame = [f32; F],
            FrameOutput = [f32; O],
            Stream = staticnn::layer::Steps,
        >,
{
    let net = N::init(&mut ChaCha8Rng::seed_from_u64(seed));
    let x: [[f32; F]; S] = core::array::from_fn(|s| core::array::from_fn(|f| ((s * 7 + f * 3) as f32 * 0.61).sin()));
    let (y, mut state) = (net.predict(&x), State::<N>::new());
    let mut batch = [[[0.0; O]; S]; 5];
    net.predict_batch(&[x; 5], &mut batch).unwrap();
    let mut equal = true;
    for s in 0..S {
        let step = net.step(&x[s], &mut state);
        for (a, b) in step.iter().zip(y[s]).chain(step.iter().zip(batch[4][s])) {
            assert!((a - b).abs() <= 1e-6 * (1.0 + a.abs()), "{a} {b}");
            equal &= a.to_bits() == b.to_bits();
        }
    }
    equal
}

#[test]
fn steps_of_a_stream_are_those_of_a_window() {
    for seed in 1..4 {
        // A dense stage over a window adds in another order.
        streams::<Amp, 64, 1, 1>(seed);
        streams::<Control, 16, 8, 1>(seed);
        streams::<Wide, 8, 3, 5>(seed);
        streams::<Waves, 20, 2, 2>(seed);
        assert!(streams::<Recurrent, 20, 2, 3>(seed), "the bits of recurrent stages");
        assert!(streams::<Large, 6, 40, 64>(seed), "the bits of large recurrent stages");
        assert!(streams::<Taps, 20, 2, 3>(seed), "the bits of causal convolutions");
    }
}

#[test]
fn the_last_step_of_a_stream_is_a_windows_output() {
    let net = Gesture::init(&mut ChaCha8Rng::seed_from_u64(3));
    let x: [[f32; 3]; 12] = core::array::from_fn(|s| [s as f32 * 0.1, 1.0, -0.5]);
    let (mut state, mut last) = (State::<Gesture>::new(), [0.0; 4]);
    for frame in &x {
        last = net.step(frame, &mut state);
    }
    for (a, b) in last.iter().zip(net.predict(&x)) {
        assert!((a - b).abs() <= 1e-6);
    }
}

#[test]
fn derivatives_of_networks_are_slopes() {
    check::<Exact>(1).unwrap();
    check::<ExactWaves>(1).unwrap();
    assert_eq!(Exact::STAGE.stages[0].tensors[0].shape, [3, 27]);
}

network! {
    // The first convolution reaches back 8 steps, more than a window has.
    #[scalar(f64)]
    struct Long< 24x2 -> conv 2 (3, dilation 4, causal) tanh -> gru 3 -> lstm 2 -> conv 2 (2, causal) -> rnn 2 -> 1 >;
    #[scalar(f64)] #[block(8)]
    struct Short< 6x2 -> conv 2 (3, dilation 4, causal) tanh -> gru 3 -> lstm 2 -> conv 2 (2, causal) -> rnn 2 -> 1 >;
}

#[test]
fn windows_that_are_carried_on_are_one_long_window() {
    let long = Long::init(&mut ChaCha8Rng::seed_from_u64(5));
    let mut short = Short::zeros();
    short.parameters_mut().copy_from_slice(long.parameters());
    let value = |r: usize, t: usize, f: usize| ((r * 31 + t * 7 + f * 3) as f64 * 0.37).sin();
    let x: [[[f64; 2]; 24]; 3] = core::array::from_fn(|r| core::array::from_fn(|t| [value(r, t, 0), value(r, t, 1)]));
    let y: [[[f64; 1]; 24]; 3] = core::array::from_fn(|r| core::array::from_fn(|t| [value(r, t, 2)]));
    let expected = long.loss(&Samples::from((&x, &y)), &Mse);

    let mut gradient = Gradient::<Short>::boxed();
    let mut losses = || -> f64 {
        let windows = (0..4).map(|window| {
            let (x, y) = (x.map(|x| x.as_chunks::<6>().0[window]), y.map(|y| y.as_chunks::<6>().0[window]));
            short.gradient_carried(&Samples::from((&x, &y)), &Mse, &mut gradient).unwrap()
        });
        windows.sum::<f64>() / 4.0
    };
    let loss = losses();
    assert!((loss - expected).abs() <= 1e-14, "{loss} {expected}");
    // The state goes on, until it is told not to.
    assert!((losses() - expected).abs() > 1e-6);
    gradient.restart();
    let first = (x.map(|x| x.as_chunks::<6>().0[0]), y.map(|y| y.as_chunks::<6>().0[0]));
    let first = Samples::from((&first.0, &first.1));
    let carried = short.gradient_carried(&first, &Mse, &mut gradient).unwrap();
    let derivatives = gradient.parameters().to_vec();
    assert_eq!(carried, short.gradient(&first, &Mse, &mut gradient));
    assert_eq!(derivatives, gradient.parameters());
}

#[test]
fn states_are_carried_for_at_most_a_block() {
    let (x, y) = ([[[0.0; 2]; 6]; 9], [[[0.0; 1]; 6]; 9]);
    let (net, samples, mut gradient) = (Short::zeros(), Samples::from((&x, &y)), Gradient::<Short>::boxed());
    let error = net.gradient_carried(&samples, &Mse, &mut gradient).unwrap_err();
    assert_eq!(
        error.to_string(),
        "states are carried for at most 8 samples, a block, and there are 9: take fewer, or write `#[block(9)]` above the \
         network's `struct`"
    );
    let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).batch_size(9).carry(true);
    let error = trainer.fit(&mut Short::zeros(), &samples, &mut ChaCha8Rng::seed_from_u64(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a batch of 9 samples can't continue the one before: `carry` keeps the states of at most 8, a block; take fewer, \
         or write `#[block(9)]` above the network's `struct`"
    );
}

#[test]
fn derivatives_of_a_window_that_starts_from_a_state_are_slopes() {
    let net = Short::init(&mut ChaCha8Rng::seed_from_u64(6));
    let value = |r: usize, t: usize, f: usize| ((r * 31 + t * 7 + f * 3) as f64 * 0.53).sin();
    let x: [[[f64; 2]; 6]; 2] = core::array::from_fn(|r| core::array::from_fn(|t| [value(r, t, 0), value(r, t, 1)]));
    let y: [[[f64; 1]; 6]; 2] = core::array::from_fn(|r| core::array::from_fn(|t| [value(r, t, 2)]));
    let samples = Samples::from((&x, &y));
    let mut gradient = Gradient::<Short>::boxed();
    // The loss of a second window, which starts from where `net` has ended.
    let mut second = |changed: &Short| {
        gradient.restart();
        net.gradient_carried(&samples, &Mse, &mut gradient).unwrap();
        let loss = changed.gradient_carried(&samples, &Mse, &mut gradient).unwrap();
        (loss, gradient.parameters().to_vec())
    };
    let (_, derivatives) = second(&net);
    for (index, derivative) in derivatives.into_iter().enumerate() {
        let mut at = |distance: f64| {
            let mut changed = Short::zeros();
            changed.copy_from(&net);
            changed.parameters_mut()[index] += distance;
            second(&changed).0
        };
        let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
        assert!((slope - derivative).abs() <= 1e-8, "{index}: {slope} {derivative}");
    }
}
