//! Attention over the steps of a series, and the rows that are added to them.

use std::slice;

use staticnn::layer::{Attribute, Carries, Initial, Layer, Rows, RowsMut, Zeros, call, check};
use staticnn::layers::{AllSteps, Attention, Positions, StepsSoFar};
use staticnn::prelude::*;
use staticnn::shape::{Series, U1, U2, U3, U4, U5, U6, U9, U17, U18};

use crate::by_hand::{close, compute, hold_to_pytorch_in, numbers};

/// An attention over `S` steps with as many units as features.
type Square<T, S, N, const HEADS: usize, C> = Attention<T, Series<S, N>, Series<S, N>, HEADS, C>;

#[test]
fn it_computes_what_pytorch_does() {
    hold_to_pytorch_in::<Square<f64, U5, U6, 2, StepsSoFar>>("attention.json", "attention", "two causal heads");
    hold_to_pytorch_in::<Square<f64, U18, U3, 1, StepsSoFar>>("attention.json", "attention", "one causal head");
    hold_to_pytorch_in::<Square<f64, U18, U4, 4, AllSteps>>("attention.json", "attention", "four heads");
    hold_to_pytorch_in::<Square<f32, U5, U6, 2, StepsSoFar>>("attention.json", "attention", "two causal heads");
    hold_to_pytorch_in::<Square<f32, U18, U3, 1, StepsSoFar>>("attention.json", "attention", "one causal head");
    hold_to_pytorch_in::<Square<f32, U18, U4, 4, AllSteps>>("attention.json", "attention", "four heads");
    hold_to_pytorch_in::<Positions<f64, Series<U5, U3>>>("attention.json", "positions", "series");
    hold_to_pytorch_in::<Positions<f32, Series<U5, U3>>>("attention.json", "positions", "series");
}

#[test]
fn derivatives_are_slopes() {
    for seed in 1..3 {
        check::<Square<f64, U5, U6, 2, StepsSoFar>>(seed).unwrap();
        check::<Square<f64, U5, U6, 3, AllSteps>>(seed).unwrap();
        check::<Square<f64, U1, U1, 1, AllSteps>>(seed).unwrap();
        check::<Positions<f64, Series<U5, U3>>>(seed).unwrap();
    }
    check::<Square<f64, U17, U2, 2, StepsSoFar>>(4).unwrap();
    check::<Square<f64, U18, U3, 1, AllSteps>>(5).unwrap();
    check::<Square<f64, U2, U9, 1, StepsSoFar>>(6).unwrap();
    check::<Attention<f64, Series<U2, U3>, Series<U2, U9>>>(7).unwrap();
}

/// A layer with parameters between -1 and 1.
fn filled<L: Layer>() -> L {
    let mut layer = L::ZEROED;
    let values = layer.values_mut().iter_mut().enumerate();
    values.for_each(|(index, value)| *value = staticnn::layer::Real::from_f64((index as f64 * 1.3).sin()));
    layer
}

#[test]
fn samples_are_apart() {
    type Layer = Square<f32, U18, U6, 2, AllSteps>;
    let layer = filled::<Layer>();
    let (mut x, c) = (numbers(8 * 18 * 6, 0.2), numbers(8 * 18 * 6, 0.9));
    let whole = compute(&layer, &x, &c, slice::from_ref(&(0..8)));
    for parts in [&[0..1, 1..8][..], &[0..3, 3..5, 5..8]] {
        let found = compute(&layer, &x, &c, parts);
        close(&found.y, &whole.y, 0.0, "y");
        close(&found.dx, &whole.dx, 0.0, "dx");
        let largest = whole.gradient.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        close(&found.gradient, &whole.gradient, 1e-6 * largest, "gradient");
    }
    // The third sample.
    let sample = 2 * 18 * 6..3 * 18 * 6;
    x[sample.start + 7] = f64::NAN;
    let found = compute(&layer, &x, &c, slice::from_ref(&(0..8)));
    for index in 0..x.len() {
        if sample.contains(&index) {
            assert!(found.y[index].is_nan() && found.dx[index].is_nan());
        } else {
            assert_eq!((found.y[index], found.dx[index]), (whole.y[index], whole.dx[index]));
        }
    }
}

#[test]
fn a_causal_attention_sees_no_later_step() {
    fn hold<const HEADS: usize>()
    where
        Square<f32, U18, U6, HEADS, StepsSoFar>: Layer<Float = f32, InputShape = Series<U18, U6>>,
    {
        let layer = filled::<Square<f32, U18, U6, HEADS, StepsSoFar>>();
        let (x, c) = (numbers(18 * 6, 0.2), numbers(18 * 6, 0.9));
        let whole = compute(&layer, &x, &c, slice::from_ref(&(0..1)));
        for (step, wrong) in [(1, f64::NAN), (5, f64::INFINITY), (16, f64::NAN), (17, f64::NEG_INFINITY)] {
            let mut x = x.clone();
            x[step * 6..(step + 1) * 6].fill(wrong);
            let y = compute(&layer, &x, &c, slice::from_ref(&(0..1))).y;
            assert_eq!(y[..step * 6], whole.y[..step * 6], "{HEADS} heads, step {step}");
            assert!(y[step * 6..].iter().all(|y| y.is_nan()), "{HEADS} heads, step {step}");
        }
    }
    hold::<1>();
    hold::<3>();
}

network! {
    struct Reader< 18x6 -> positions -> attention 6 (heads 2, causal) -> 2 >;
}

#[test]
fn steps_of_a_stream_are_those_of_a_window() {
    let net = Reader::init(&mut ChaCha8Rng::seed_from_u64(7));
    let frame = |s: usize| -> [f32; 6] { core::array::from_fn(|f| ((s * 7 + f * 3) as f32 * 0.61).sin()) };
    let (window, mut state) = (core::array::from_fn(frame), State::<Reader>::new());
    let mut many = [[[0.0; 2]; 18]; 3];
    net.predict_batch(&[window; 3], &mut many).unwrap();
    for (s, frame) in window.iter().enumerate() {
        assert_eq!(net.step(frame, &mut state), many[2][s], "step {s}");
    }
}

/// A step of a layer with features of `N`.
fn step<L, const N: usize>(layer: &L, x: &[f32], state: &mut L::State) -> [f32; N]
where
    L: Layer<Float = f32, InputShape: staticnn::layer::Shape<Element<f32> = f32>>,
{
    let mut y = [0.0; N];
    layer.step_rows(call::<U1>(1), Rows::new(x, N), RowsMut::new(&mut y, N), state);
    y
}

#[test]
fn a_stream_attends_to_the_last_steps_of_a_window() {
    type Layer = Square<f32, U5, U6, 3, StepsSoFar>;
    let (layer, mut state) = (filled::<Layer>(), <Layer as staticnn::layer::Layer>::State::ZEROS);
    let x = numbers(23 * 6, 0.2);
    for (index, frame) in x.chunks(6).enumerate() {
        let frame: Vec<f32> = frame.iter().map(|x| *x as f32).collect();
        let y: [f32; 6] = step(&layer, &frame, &mut state);
        if let Some(first) = (index + 1).checked_sub(5) {
            let window = compute(&layer, &x[first * 6..(index + 1) * 6], &[0.0; 30], slice::from_ref(&(0..1))).y;
            close(&y.map(f64::from), &window[24..], 1e-5, "a step");
        }
    }
}

#[test]
fn a_state_may_hold_any_numbers() {
    let (attention, mut memory) = (filled::<Square<f32, U5, U6, 3, StepsSoFar>>(), Zeros::ZEROS);
    let positions = filled::<Positions<f32, Series<U5, U6>>>();
    for wrong in [f32::NAN, f32::INFINITY, -1.0, 1e30, 7.5] {
        Carries::<f32>::see_mut(&mut memory, &mut |values| values.fill(wrong));
        for _ in 0..12 {
            let _: [f32; 6] = step(&attention, &[1.0; 6], &mut memory);
        }
        let y: [f32; 6] = step(&attention, &[1.0; 6], &mut memory);
        assert!(y.iter().all(|y| y.is_finite()), "{wrong} is forgotten after five steps");
        let mut count = wrong;
        let y: [f32; 6] = step(&positions, &[0.0; 6], &mut count);
        assert!(positions.weight.iter().any(|row| row[..] == y));
    }
}

#[test]
fn the_last_position_stays() {
    let (positions, mut count) = (filled::<Positions<f32, Series<U3, U2>>>(), 0.0);
    for row in [0, 1, 2, 2, 2] {
        assert_eq!(
            step::<_, 2>(&positions, &[1.0, -1.0], &mut count),
            [1.0, -1.0].map(|x| x + positions.weight[row][usize::from(x < 0.0)])
        );
    }
}

#[test]
fn they_are_described() {
    type Layer = Square<f32, U5, U6, 3, StepsSoFar>;
    let stage = Layer::STAGE;
    let attribute = |name, value| Attribute { name, value };
    assert_eq!(stage.attributes, [attribute("heads", 3.0), attribute("causal", 1.0)]);
    assert_eq!(
        Square::<f32, U5, U6, 1, AllSteps>::STAGE.attributes,
        [attribute("heads", 1.0), attribute("causal", 0.0)]
    );
    let names = stage.tensors.iter().map(|tensor| (tensor.pytorch.name, tensor.shape, tensor.pytorch.order));
    let expected: [(_, &[usize], &[usize]); 4] = [
        ("in_proj_weight", &[6, 18], &[1, 0]),
        ("in_proj_bias", &[18], &[]),
        ("out_proj.weight", &[6, 6], &[1, 0]),
        ("out_proj.bias", &[6], &[]),
    ];
    assert!(names.eq(expected));
    assert_eq!(stage.multiply_adds, 5 * 6 * 18 + 2 * 5 * 5 * 6 + 5 * 6 * 6);
    assert_eq!(Reader::MULTIPLY_ADDS, 18 * 6 * 18 + 2 * 18 * 18 * 6 + 18 * 6 * 6 + 18 * 6 * 2);
    let [tensor] = Positions::<f32, Series<U5, U3>>::STAGE.tensors else { panic!() };
    assert_eq!((tensor.shape, tensor.initial, tensor.decays), (&[5, 3][..], Initial::Normal(0.02), false));
}

#[test]
fn positions_start_small() {
    let net = Reader::new(&Constant(0.5), &mut ChaCha8Rng::seed_from_u64(1));
    let rows = net.layer1.weight.as_slice().iter().flatten();
    let squares: f32 = rows.map(|value| value * value).sum();
    assert!(((squares / 108.0).sqrt() - 0.02).abs() < 0.005);
}
