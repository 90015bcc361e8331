//! The passes of a linear layer, called by hand over some rows.

use std::ops::Range;
use std::slice;

use staticnn::layer::{
    Before, Inputs, Layer, Length, Number, Outputs, Pass, Real, Rows, RowsMut, Seen, Shape, Zeros, call,
};
use staticnn::shape::U8;
use staticnn_tests::golden;

/// What the passes over rows compute, where the loss is the sum of c y.
#[derive(Debug, Default, PartialEq)]
pub struct Computed {
    pub y: Vec<f64>,
    pub dx: Vec<f64>,
    pub gradient: Vec<f64>,
}

/// The passes over up to eight rows, in these parts one after the other.
pub fn compute<L>(layer: &L, x: &[f64], c: &[f64], parts: &[Range<usize>]) -> Computed
where
    L: Layer<InputShape: Shape<Element<<L as Layer>::Float> = <L as Layer>::Float>>,
{
    let numbers = |values: &[f64]| values.iter().map(|value| L::Float::from_f64(*value)).collect::<Vec<_>>();
    let (x, c) = (numbers(x), numbers(c));
    let [inputs, outputs] = [<L::InputShape as Shape>::Len::VALUE, <L::OutputShape as Shape>::Len::VALUE];
    let (mut computed, mut gradient) = (Computed::default(), L::ZEROED);
    // One for all parts: a layer may prepare in it what later calls use.
    let (mut forward, mut backward, mut input) =
        (L::ForwardScratch::<U8>::ZEROS, L::BackwardScratch::<U8>::ZEROS, L::InputScratch::<U8>::ZEROS);
    for part in parts {
        // Nothing that was there counts, unless the call adds to it.
        if part.start == 0 {
            gradient.values_mut().fill(L::Float::from_f64(f64::NAN));
        }
        let pass = call::<U8>(8).part(part.clone());
        let (mut y, mut d) = (Outputs::<L, U8>::ZEROS, Outputs::<L, U8>::ZEROS);
        let mut tape = L::Tape::<U8>::ZEROS;
        let rows: Inputs<'_, L> = Rows::new(&x[part.start * inputs..part.end * inputs], inputs);
        layer.forward_rows(pass, rows, y.rows_mut(), &mut tape, &mut forward);
        for row in 0..part.len() {
            computed.y.extend(y.rows().row(row).iter().map(|y| y.to_f64()));
            d.rows_mut().row_mut(row).copy_from_slice(&c[(part.start + row) * outputs..][..outputs]);
        }
        let mut dx = vec![L::Float::from_f64(f64::NAN); part.len() * inputs];
        let before = Before::plain(RowsMut::new(&mut dx, inputs), &mut input);
        let seen = Seen { x: rows, y: y.rows(), tape: &tape };
        layer.backward_rows(pass, seen, d.rows_mut(), Some(before), &mut gradient, &mut backward);
        computed.dx.extend(dx.iter().map(|dx| dx.to_f64()));
    }
    computed.gradient = gradient.values().iter().map(|g| g.to_f64()).collect();
    computed
}

/// Compares number by number.
pub fn close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs();
        assert!(error <= tolerance * expected.abs().max(1.0), "{what} {index}: {found}, but {expected} is expected");
    }
}

/// Compares a norm with PyTorch's numbers for this kind and shape.
pub fn hold_to_pytorch<L>(kind: &str, shape: &str)
where
    L: Layer<InputShape: Shape<Element<<L as Layer>::Float> = <L as Layer>::Float>>,
{
    hold_to_pytorch_in::<L>("norms.json", kind, shape);
}

/// Compares a layer with PyTorch's numbers for this kind and shape, in a file of the folder `golden`.
pub fn hold_to_pytorch_in<L>(file: &str, kind: &str, shape: &str)
where
    L: Layer<InputShape: Shape<Element<<L as Layer>::Float> = <L as Layer>::Float>>,
{
    let cases = golden::read(file);
    let mut cases = cases.as_array().unwrap().iter();
    let case = cases.find(|case| case["kind"] == kind && case["shape"] == shape).unwrap();
    let list = |name: &str| golden::numbers(&case[name]);
    let mut layer = L::ZEROED;
    layer.values_mut().iter_mut().zip(list("parameters")).for_each(|(p, value)| *p = L::Float::from_f64(value));
    let (name, tolerance) = if size_of::<L::Float>() == 4 { ("f32", 1e-5) } else { ("f64", 1e-12) };
    let Computed { y, dx, gradient } = compute(&layer, &list("x"), &list("c"), slice::from_ref(&(0..2)));
    for (found, what) in [(y, "y"), (dx, "dx"), (gradient, "gradient")] {
        close(&found, &list(what), tolerance, &format!("{kind} of {shape} in {name}: {what}"));
    }
}

/// Numbers between -2 and 4.
pub fn numbers(count: usize, seed: f64) -> Vec<f64> {
    (0..count).map(|index| 3.0 * (index as f64 * 1.7 + seed).sin() + 1.0).collect()
}

/// A layer's numbers don't depend on the size of the blocks, and a NaN or an infinity of a position stays there.
pub fn hold_in_blocks_and_positions<L>()
where
    L: Layer<InputShape: Shape<Element<<L as Layer>::Float> = <L as Layer>::Float>>,
{
    let (mut layer, width) = (L::ZEROED, <L::InputShape as Shape>::Len::VALUE);
    let parameters = numbers(L::STAGE.parameters(), 0.3);
    layer.values_mut().iter_mut().zip(parameters).for_each(|(p, value)| *p = L::Float::from_f64(value.abs() + 0.1));
    let (mut x, c) = (numbers(8 * width, 0.2), numbers(8 * width, 0.9));
    let whole = compute(&layer, &x, &c, slice::from_ref(&(0..8)));
    for parts in [&[0..1, 1..8][..], &[0..3, 3..5, 5..8], &[0..4, 4..8]] {
        assert_eq!(compute(&layer, &x, &c, parts), whole, "{} in parts of {parts:?}", L::STAGE.kind);
    }
    // The second position of the third row.
    let channels = L::STAGE.tensors[0].len();
    let position = 2 * width + channels..2 * width + 2 * channels;
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        x[position.start] = wrong;
        let found = compute(&layer, &x, &c, slice::from_ref(&(0..8)));
        for (found, whole) in [(&found.y, &whole.y), (&found.dx, &whole.dx)] {
            for index in (0..whole.len()).filter(|index| !position.contains(index)) {
                assert_eq!(found[index], whole[index], "{}: {wrong} has reached value {index}", L::STAGE.kind);
            }
        }
        assert!(!found.y[position.start].is_finite());
    }
    x[position.start] = 1e-310;
    assert!(compute(&layer, &x, &c, slice::from_ref(&(0..8))).y.iter().all(|y| y.is_finite()));
}
