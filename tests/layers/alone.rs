//! A layer by itself: its two passes over given rows, in blocks of any size.

use rand::RngExt;
use serde_json::Value;
use staticnn::activation::{Activation, Linear, Tanh};
use staticnn::layer::{
    Before, Block, Grid, Layer, Length, Outputs, Real, RowActivation, Scalar, Seen, Shape, Size, Zeros, call,
};
use staticnn::prelude::*;
use staticnn::shape::{U1, U2, U3};
use staticnn_tests::golden::{numbers, read};

/// What the two passes leave: y and dL/dx of each row, and the derivatives of the parameters.
#[derive(Debug, Default)]
pub struct Found<T> {
    pub y: Vec<Vec<T>>,
    pub dx: Vec<Vec<T>>,
    pub gradient: Vec<T>,
}

/// A layer of floats.
pub trait Alone: Layer<InputShape: Shape<Element<<Self as Layer>::Float> = <Self as Layer>::Float>> {}

impl<L: Layer<InputShape: Shape<Element<<L as Layer>::Float> = <L as Layer>::Float>>> Alone for L {}

/// The passes over all rows, up to `R` at a time. `d` is dL/dz of a layer that ends in nothing else. Before the layer stands the
/// activation `B`, whose outputs x are.
pub fn passes<L: Alone, B: Activation, R: Size>(
    layer: &L,
    x: &[Vec<L::Float>],
    d: &[Vec<L::Float>],
) -> Found<L::Float> {
    let mut found = Found::default();
    let mut gradient = L::ZEROED;
    for (part, (x, d)) in x.chunks(R::VALUE).zip(d.chunks(R::VALUE)).enumerate() {
        let mut rows = Block::<L::Float, <L::InputShape as Shape>::Len, R>::ZEROS;
        let mut dx = Block::<L::Float, <L::InputShape as Shape>::Len, R>::ZEROS;
        let (mut y, mut to) = (Outputs::<L, R>::ZEROS, Outputs::<L, R>::ZEROS);
        for (row, (x, d)) in x.iter().zip(d).enumerate() {
            rows.rows_mut().row_mut(row).copy_from_slice(x);
            to.rows_mut().row_mut(row).copy_from_slice(d);
            // Whatever was there before is overwritten.
            dx.rows_mut().row_mut(row).fill(L::Float::from_f64(f64::NAN));
            y.rows_mut().row_mut(row).fill(L::Float::from_f64(f64::NAN));
        }
        let (mut tape, mut forward) = (L::Tape::<R>::ZEROS, L::ForwardScratch::<R>::ZEROS);
        let (mut backward, mut input) = (L::BackwardScratch::<R>::ZEROS, L::InputScratch::<R>::ZEROS);
        layer.forward_rows(call::<R>(x.len()), rows.rows(), y.rows_mut(), &mut tape, &mut forward);
        let seen = Seen { x: rows.rows(), y: y.rows(), tape: &tape };
        let before = Before::<_, _, B>::new(dx.rows_mut(), rows.rows(), &mut input);
        let mut part_gradient = L::ZEROED;
        layer.backward_rows(call::<R>(x.len()), seen, to.rows_mut(), Some(before), &mut part_gradient, &mut backward);
        for (sum, part_sum) in gradient.values_mut().iter_mut().zip(part_gradient.values()) {
            *sum = if part == 0 { *part_sum } else { *sum + *part_sum };
        }
        found.y.extend((0..x.len()).map(|row| y.rows().row(row).to_vec()));
        found.dx.extend((0..x.len()).map(|row| dx.rows().row(row).to_vec()));
    }
    found.gradient = gradient.values().to_vec();
    found
}

/// Rows of positions with channels from rows in PyTorch's order, channels first.
pub fn channels_last<T: Copy>(rows: &[Vec<T>], channels: usize) -> Vec<Vec<T>> {
    let last = |row: &Vec<T>| {
        let positions = row.len() / channels;
        (0..row.len()).map(|at| row[at % channels * positions + at / channels]).collect()
    };
    rows.iter().map(last).collect()
}

/// The shape of a grid: channels, height and width.
pub fn dimensions<X: Grid>() -> [usize; 3] {
    [X::Channels::VALUE, X::Height::VALUE, X::Width::VALUE]
}

/// Rows of pseudo-random numbers between -1 and 1.
pub fn drawn<T: Scalar>(rows: usize, width: usize, seed: u64) -> Vec<Vec<T>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut row = || (0..width).map(|_| T::from_f64(rng.random_range(-1.0..1.0))).collect();
    (0..rows).map(|_| row()).collect()
}

/// Outputs of any block are equal, and so are the derivatives, to the last bit.
pub fn blocks_are_equal<L: Alone<Float = f32>>(layer: &L) {
    let x = drawn(3, <L::InputShape as Shape>::Len::VALUE, 5);
    let d = drawn(3, <L::OutputShape as Shape>::Len::VALUE, 6);
    let one = passes::<L, Tanh, U1>(layer, &x, &d);
    for other in [passes::<L, Tanh, U2>(layer, &x, &d), passes::<L, Tanh, U3>(layer, &x, &d)] {
        assert_eq!(bits(&one.y.concat()), bits(&other.y.concat()));
        assert_eq!(bits(&one.dx.concat()), bits(&other.dx.concat()));
        assert_eq!(bits(&one.gradient), bits(&other.gradient));
    }
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Compares the passes with a case of `golden/pools.json`, and returns the derivatives of the parameters. The layer's parameters have
/// been set; the activation's derivative is applied to d here, as the layer after it would.
pub fn is_pytorchs<L: Alone<Float = f32, InputShape: Grid, OutputShape: Grid>>(layer: &L, case: &Value) -> Vec<f32> {
    let rows = |name: &str, channels: usize| -> Vec<Vec<f32>> {
        let rows =
            case[name].as_array().expect("rows").iter().map(|row| numbers(row).iter().map(|v| *v as f32).collect());
        channels_last(&rows.collect::<Vec<_>>(), channels)
    };
    let [inputs, outputs] = [dimensions::<L::InputShape>()[0], dimensions::<L::OutputShape>()[0]];
    let (x, y, mut d, dx) = (rows("x", inputs), rows("y", outputs), rows("d", outputs), rows("dx", inputs));
    for (d, y) in d.iter_mut().flatten().zip(y.iter().flatten()) {
        *d = <L::Activation as RowActivation>::Each::backward(*d, *y);
    }
    let found = passes::<L, Linear, U2>(layer, &x, &d);
    close(&found.y.concat(), &y.concat(), &format!("{}: y", case["kind"]));
    close(&found.dx.concat(), &dx.concat(), &format!("{}: dx", case["kind"]));
    found.gradient
}

/// Asserts that each number is within 1e-5 of the expected one; false for NaN.
pub fn close(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs();
        assert!(error <= 1e-5 * expected.abs().max(1.0), "{what} {at}: {found}, but {expected} is expected");
    }
}

/// A case of `golden/pools.json`.
pub fn golden(kind: &str) -> Value {
    let cases = read("pools.json");
    let case = cases.as_array().expect("cases").iter().find(|case| case["kind"] == kind);
    case.unwrap_or_else(|| panic!("there is no case {kind:?}")).clone()
}
