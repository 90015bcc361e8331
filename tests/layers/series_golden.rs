//! Recurrent layers, dense layers at every step and causal convolutions: outputs and derivatives as PyTorch computes them, over a window
//! and over the one that continues it.

use serde_json::Value;
use staticnn::layer::Steps;
use staticnn::prelude::*;
use staticnn_tests::golden;

use crate::by_hand::close;

network! {
    struct Plain< 6x3 -> rnn 5 -> 2 >;
    struct Gated< 6x3 -> gru 5 -> 2 >;
    struct Remembering< 6x3 -> lstm 5 -> 2 >;
    struct Waves< 6x3 -> conv 4 (3, dilation 2, causal) tanh -> conv 2 (2, causal) >;
}

type X = [[f32; 3]; 6];
type Y = [[f32; 2]; 6];

const TOLERANCE: f64 = 1e-5;

/// Σ c y over a sample: c is the target.
struct Weighted;

impl<H> Loss<Y, H> for Weighted {
    type Target = Y;

    fn sample(&self, y: &Y, c: &Y, gradient: &mut Y) -> f32 {
        *gradient = *c;
        y.as_flattened().iter().zip(c.as_flattened()).map(|(y, c)| y * c).sum()
    }
}

/// Two samples of a window.
fn samples<const F: usize>(window: &Value, name: &str) -> [[[f32; F]; 6]; 2] {
    let values: Vec<f32> = golden::numbers(&window[name]).into_iter().map(|value| value as f32).collect();
    std::array::from_fn(|r| std::array::from_fn(|s| std::array::from_fn(|f| values[(6 * r + s) * F + f])))
}

fn near(found: &[f32], expected: &Value, what: &str) {
    let found: Vec<f64> = found.iter().map(|value| f64::from(*value)).collect();
    close(&found, &golden::numbers(expected), TOLERANCE, what);
}

/// A network and its two windows.
fn read<N: Network<Scalar = f32>>(name: &str) -> (Box<N>, [Value; 2]) {
    let mut cases = golden::read("sequences.json");
    let case = cases[name].take();
    let (mut net, parameters) = (N::boxed(), golden::numbers(&case["parameters"]));
    assert_eq!(parameters.len(), N::PARAMETERS);
    net.parameters_mut().iter_mut().zip(parameters).for_each(|(p, value)| *p = value as f32);
    (net, [case["windows"][0].clone(), case["windows"][1].clone()])
}

/// The passes over a window from new states, and the stream that goes through both windows.
fn hold<N>(name: &str)
where
    N: Network<Scalar = f32, Input = X, Output = Y, Frame = [f32; 3], FrameOutput = [f32; 2], Stream = Steps>,
    Weighted: Loss<Y, N::Head, Target = Y>,
{
    let (net, windows) = read::<N>(name);
    let (x, c) = (samples::<3>(&windows[0], "x"), samples::<2>(&windows[0], "c"));
    near(x.map(|x| net.predict(&x)).as_flattened().as_flattened(), &windows[0]["y"], &format!("{name}: y"));
    let (mut tape, mut gradient) = (Tape::<N>::boxed(), Gradient::<N>::boxed());
    let dx = [0, 1].map(|r| {
        net.forward(&x[r], &mut tape);
        net.backward(&tape, &c[r], &mut gradient)
    });
    near(dx.as_flattened().as_flattened(), &windows[0]["dx"], &format!("{name}: dx"));
    near(gradient.parameters(), &windows[0]["gradient"], &format!("{name}: gradient"));

    for r in 0..2 {
        let mut state = State::<N>::new();
        for (number, window) in windows.iter().enumerate() {
            let mut y = Y::default();
            net.run(&samples::<3>(window, "x")[r], &mut y, &mut state).unwrap();
            let expected = golden::numbers(&window["y"]);
            let what = format!("{name}: y of window {number} as a stream");
            let found: Vec<f64> = y.as_flattened().iter().map(|value| f64::from(*value)).collect();
            close(&found, &expected[12 * r..][..12], TOLERANCE, &what);
        }
    }
}

/// The derivatives of two windows, the second of which continues the first.
fn hold_carried<N>(name: &str)
where
    N: Network<Scalar = f32, Input = X, Output = Y, Stream = Steps>,
    Weighted: Loss<Y, N::Head, Target = Y>,
{
    let (net, windows) = read::<N>(name);
    let mut gradient = Gradient::<N>::boxed();
    for (number, window) in windows.iter().enumerate() {
        let (x, c) = (samples::<3>(window, "x"), samples::<2>(window, "c"));
        net.gradient_carried(&Samples::from((&x, &c)), &Weighted, &mut gradient).unwrap();
        gradient.scale(2.0); // the sum over the two samples, not the mean
        near(gradient.parameters(), &window["gradient"], &format!("{name}: gradient of window {number}"));
    }
}

#[test]
fn networks_over_steps_compute_what_pytorch_does() {
    hold::<Plain>("rnn");
    hold::<Gated>("gru");
    hold::<Remembering>("lstm");
    hold::<Waves>("causal");
}

#[test]
fn windows_that_continue_have_the_derivatives_of_pytorch() {
    hold_carried::<Plain>("rnn");
    hold_carried::<Gated>("gru");
    hold_carried::<Remembering>("lstm");
}
