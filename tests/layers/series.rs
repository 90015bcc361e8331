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
    struct Gesture< 12x3 -> lstm 7 -> last -> 4 softmax >;
    struct Waves< 20x2 -> conv 4 (3, dilation 4, causal) tanh -> conv 17 (2, causal) -> conv 3 (1, causal) gelu -> 2 >;
    #[scalar(f64)] struct ExactWaves< 9x2 -> conv 3 (3, dilation 2, causal) tanh -> conv 2 (2, causal) no_bias -> gru 2 >;
    #[scalar(f64)] struct Exact< 8x3 -> gru 9 -> lstm 5 -> 2 >;
}

/// Steps of a stream are the outputs of a window.
fn streams<N: Network, const S: usize, const F: usize, const O: usize>(seed: u64) -> bool
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
    println!("{}", streams::<Amp, 64, 1, 1>(1));
    println!("{}", streams::<Control, 16, 8, 1>(1));
    println!("{}", streams::<Wide, 8, 3, 5>(1));
    println!("{}", streams::<Waves, 20, 2, 2>(1));
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
