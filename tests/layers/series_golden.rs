//! Recurrent layers, dense layers at every step and causal convolutions: outputs and derivatives as PyTorch computes them, over a window
//! and over the one that continues it.

use serde_json::{Value, json};
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

/// The network, and its two windows.
fn read<N: Network<Scalar = f32>>(name: &str) -> (Box<N>, [Value; 2]) {
    let case = &golden::read("sequences.json")[name];
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

/// A stream that starts from PyTorch's state after the first window: `parts` of 5 numbers of each of the two samples, h and then c.
fn hold_state<N>(name: &str, parts: usize)
where
    N: Network<Scalar = f32, Frame = [f32; 3], FrameOutput = [f32; 2], Stream = Steps>,
{
    let (net, [_, window]) = read::<N>(name);
    let state = golden::numbers(&golden::read("sequences.json")[name]["state"]);
    let expected = golden::numbers(&window["y"]);
    let zeros: Vec<f64> = golden::numbers(&serde_json::to_value(State::<N>::new()).unwrap());
    assert!(zeros.iter().all(|value| *value == 0.0));
    for r in 0..2 {
        let mut numbers = zeros.clone();
        for (part, numbers) in numbers.chunks_exact_mut(zeros.len() / parts).enumerate() {
            numbers[..5].copy_from_slice(&state[10 * part + 5 * r..][..5]);
        }
        let mut start: State<N> = serde_json::from_value(json!(numbers)).unwrap();
        let mut y = Y::default();
        net.run(&samples::<3>(&window, "x")[r], &mut y, &mut start).unwrap();
        let found: Vec<f64> = y.as_flattened().iter().map(|value| f64::from(*value)).collect();
        close(&found, &expected[12 * r..][..12], TOLERANCE, &format!("{name}: y from PyTorch's state"));
    }
}

/// Formats of serde hold a state as the list of its numbers: 5 of h, padded to 16.
#[test]
fn a_state_is_written_and_read_and_one_of_another_length_is_refused() {
    hold_state::<Plain>("rnn", 1);
    hold_state::<Gated>("gru", 1);
    hold_state::<Remembering>("lstm", 2);
    let (net, [window, _]) = read::<Gated>("gru");
    let (mut state, mut y) = (State::<Gated>::new(), Y::default());
    net.run(&samples::<3>(&window, "x")[0], &mut y, &mut state).unwrap();
    let bytes = postcard::to_allocvec(&state).unwrap();
    assert_eq!(bytes.len(), 1 + 4 * 16);
    let mut again: State<Gated> = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(net.step(&[0.5; 3], &mut again), net.step(&[0.5; 3], &mut state));
    let says = "invalid length 16, expected the 32 numbers of the network's state";
    let error = serde_json::from_value::<State<Remembering>>(serde_json::to_value(&state).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), says);
    let error = serde_json::from_value::<State<Gated>>(json!(vec![0.0; 17])).unwrap_err();
    assert_eq!(error.to_string(), "invalid length 17, expected the 16 numbers of the network's state");
    assert!(serde_json::from_value::<State<Gated>>(json!([0.0, null])).is_err());
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
