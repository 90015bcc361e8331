//! Compares a layer's backward pass with central differences of its forward pass.

use core::fmt;

use crate::kernels::rowwise;
use crate::layer::contract::{Layer, Outputs, Seen};
use crate::layer::input_gradient::Before;
use crate::layer::row_activation::RowActivation;
use crate::layer::tensor::{Initial, Tensor};
use crate::number::Number;
use crate::pass::{Call, Pass};
use crate::real::Real;
use crate::rows::{Block, Rows};
use crate::shape::{Length, Shape, Size, U1, U3, Zeros};
use crate::simd::portable::Portable;

/// What a layer's backward pass got wrong.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The derivative with respect to a parameter isn't the slope of the forward pass.
    Parameter {
        /// The name of its tensor in [`STAGE`](Layer::STAGE).
        tensor: &'static str,
        /// Its index within the tensor.
        index: usize,
        /// The derivative by the backward pass.
        found: f64,
        /// The slope of the forward pass.
        expected: f64,
    },
    /// The derivative with respect to a parameter that isn't trained ([`Tensor::trained`](crate::layer::Tensor::trained)) isn't 0.
    Untrained {
        /// The name of its tensor in [`STAGE`](Layer::STAGE).
        tensor: &'static str,
        /// Its index within the tensor.
        index: usize,
        /// The derivative by the backward pass.
        found: f64,
    },
    /// dL/dx isn't the slope of the forward pass.
    Input {
        /// The number of the row.
        row: usize,
        /// The index within the row.
        index: usize,
        /// dL/dx by the backward pass.
        found: f64,
        /// The slope of the forward pass.
        expected: f64,
    },
    /// A call that adds derivatives ([`Pass::adds`]) did something else.
    Adding {
        /// The index of the parameter.
        index: usize,
        /// The derivative after the second call.
        found: f64,
        /// Twice the derivative after the first.
        expected: f64,
    },
    /// A pass over a single row has another output than one over several.
    SingleRow {
        /// The number of the row.
        row: usize,
        /// The index within the row.
        index: usize,
        /// The output by itself.
        found: f64,
        /// The output among other rows.
        expected: f64,
    },
}

/// How many rows are compared at once.
type Rows3 = U3;

/// The calls of this file: with a tape, outside of a training.
type Taped<R> = Call<Portable, R, true, false, false>;

/// A call of the passes over `rows` rows, for tests that call a layer directly: with a tape, outside of a training, without
/// vector instructions.
///
/// # Panics
///
/// If `rows` is 0 or more than `R`.
///
/// ```
/// use staticnn::layer::{Block, Layer, Rows, Zeros, call};
/// use staticnn::layers::Dense;
/// use staticnn::shape::{U1, U2};
///
/// type Line = Dense<f32, U2, U1>;
///
/// let mut layer = Line::ZEROED;
/// layer.weight[1][0] = 3.0;
/// let (x, mut y) = ([[1.0, 2.0], [3.0, 4.0]], Block::<f32, U1, U2>::ZEROS);
/// let mut scratch = <Line as Layer>::ForwardScratch::<U2>::ZEROS;
/// layer.forward_rows(call::<U2>(2), Rows::new(x.as_flattened(), 2), y.rows_mut(), &mut (), &mut scratch);
/// assert_eq!((y.rows().row(0), y.rows().row(1)), (&[6.0][..], &[12.0][..]));
/// ```
#[must_use]
pub fn call<R: Size>(rows: usize) -> impl Pass<Rows = R> {
    assert!(0 < rows && rows <= R::VALUE, "a call over {rows} rows, with room for {}", R::VALUE);
    Taped::<R>::new(Portable, rows)
}

/// Compares the backward pass of a layer with central differences of its forward pass, for every parameter and every input,
/// over three rows of pseudo-random numbers; also that derivatives add up where a call asks for it, and that one row gives
/// what several give. For the tests of your own layers.
///
/// Parameters and inputs are drawn from `seed`, between -0.8 and 0.8; to parameters that aren't trained, which have to have a
/// derivative of 0, what they start from is added. In f64 derivatives may differ by 1e-6 of the
/// larger of 1 and themselves; in f32 by 0.02, so test in f64 where the layer allows it. At a kink, as that of relu at 0,
/// differences mean nothing: take another seed.
///
/// # Errors
///
/// The first [`Mismatch`].
///
/// ```
/// use staticnn::activation::Tanh;
/// use staticnn::layer::check;
/// use staticnn::layers::Dense;
/// use staticnn::shape::{U3, U4};
///
/// check::<Dense<f64, U3, U4, Tanh>>(1)?;
/// # Ok::<(), staticnn::layer::Mismatch>(())
/// ```
pub fn check<L>(seed: u64) -> Result<(), Mismatch>
where
    L: Layer<InputShape: Shape<Element<<L as Layer>::Float> = <L as Layer>::Float>>,
{
    let (mut layer, mut random) = (L::ZEROED, Random(seed));
    layer.values_mut().iter_mut().for_each(|value| *value = random.next());
    let mut rest = layer.values_mut();
    L::STAGE.each_tensor(&mut |tensor| {
        let (values, others) = core::mem::take(&mut rest).split_at_mut(tensor.len());
        let start = match tensor.initial {
            Initial::One => 1.0,
            Initial::Constant(start) => start,
            Initial::Zero
            | Initial::Parts(_)
            | Initial::Normal(_)
            | Initial::Drawn { .. }
            | Initial::Recurrent { .. } => 0.0,
        };
        if !tensor.trained {
            values.iter_mut().for_each(|value| *value += L::Float::from_f64(start));
        }
        rest = others;
    });
    let mut x = Block::<L::Float, <L::InputShape as Shape>::Len, Rows3>::ZEROS;
    let mut weights = Outputs::<L, Rows3>::ZEROS;
    for row in 0..Rows3::VALUE {
        x.rows_mut().row_mut(row).iter_mut().for_each(|value| *value = random.next());
        weights.rows_mut().row_mut(row).iter_mut().for_each(|value| *value = random.next());
    }
    let single = size_of::<L::Float>() == 4;
    let (step, tolerance) = if single { (4e-3, 0.02) } else { (1e-5, 1e-6) };
    let differ = |found: f64, expected: f64, tolerance: f64| {
        let error = (found - expected).abs();
        !error.is_finite() || error > tolerance * Real::max(1.0, expected.abs())
    };

    let mut gradient = L::ZEROED;
    let mut dx = Block::<L::Float, <L::InputShape as Shape>::Len, Rows3>::ZEROS;
    passes(&layer, &x, &weights, &mut gradient, &mut dx, false);

    let slope = |difference: f64| difference / (2.0 * step);
    for index in 0..gradient.values().len() {
        let (tensor, place) = tensor_of::<L>(index);
        let found = gradient.values()[index].to_f64();
        if !tensor.trained {
            // NaN is refused, too.
            if !matches!(found, 0.0) {
                return Err(Mismatch::Untrained { tensor: tensor.name, index: place, found });
            }
            continue;
        }
        let value = layer.values()[index];
        let mut at = |offset: f64| {
            layer.values_mut()[index] = L::Float::from_f64(value.to_f64() + offset);
            weighted_sum(&layer, &x, &weights)
        };
        let expected = slope(at(step) - at(-step));
        layer.values_mut()[index] = value;
        if differ(found, expected, tolerance) {
            return Err(Mismatch::Parameter { tensor: tensor.name, index: place, found, expected });
        }
    }
    for row in 0..Rows3::VALUE {
        for index in 0..<L::InputShape as Shape>::Len::VALUE {
            let value = x.rows().row(row)[index];
            let mut at = |offset: f64| {
                x.rows_mut().row_mut(row)[index] = L::Float::from_f64(value.to_f64() + offset);
                weighted_sum(&layer, &x, &weights)
            };
            let expected = slope(at(step) - at(-step));
            x.rows_mut().row_mut(row)[index] = value;
            let found = dx.rows().row(row)[index].to_f64();
            if differ(found, expected, tolerance) {
                return Err(Mismatch::Input { row, index, found, expected });
            }
        }
    }

    let rounding = if single { 1e-4 } else { 1e-12 };
    let mut twice = L::ZEROED;
    twice.values_mut().copy_from_slice(gradient.values());
    passes(&layer, &x, &weights, &mut twice, &mut dx, true);
    for (index, (found, once)) in twice.values().iter().zip(gradient.values()).enumerate() {
        let (found, expected) = (found.to_f64(), 2.0 * once.to_f64());
        if differ(found, expected, rounding) {
            return Err(Mismatch::Adding { index, found, expected });
        }
    }
    let y = outputs(&layer, &x);
    for row in 0..Rows3::VALUE {
        let (mut tape, mut scratch) = (L::Tape::<U1>::ZEROS, L::ForwardScratch::<U1>::ZEROS);
        let mut alone = Outputs::<L, U1>::ZEROS;
        let x = Rows::new(x.rows().row(row), <L::InputShape as Shape>::Len::VALUE);
        layer.forward_rows(Taped::<U1>::new(Portable, 1), x, alone.rows_mut(), &mut tape, &mut scratch);
        for (index, (found, expected)) in alone.rows().row(0).iter().zip(y.rows().row(row)).enumerate() {
            let (found, expected) = (found.to_f64(), expected.to_f64());
            if differ(found, expected, rounding) {
                return Err(Mismatch::SingleRow { row, index, found, expected });
            }
        }
    }
    Ok(())
}

/// A layer whose input consists of floats.
trait Floats: Layer<InputShape: Shape<Element<<Self as Layer>::Float> = <Self as Layer>::Float>> {}

impl<L: Layer<InputShape: Shape<Element<<L as Layer>::Float> = <L as Layer>::Float>>> Floats for L {}

/// A layer's input for three rows.
type Input<L> = Block<<L as Layer>::Float, <<L as Layer>::InputShape as Shape>::Len, Rows3>;

/// The outputs of three rows.
fn outputs<L: Floats>(layer: &L, x: &Input<L>) -> Outputs<L, Rows3> {
    let (mut tape, mut scratch) = (L::Tape::<Rows3>::ZEROS, L::ForwardScratch::<Rows3>::ZEROS);
    let mut y = Outputs::<L, Rows3>::ZEROS;
    layer.forward_rows(Taped::<Rows3>::new(Portable, 3), x.rows(), y.rows_mut(), &mut tape, &mut scratch);
    y
}

/// The sum of all outputs, each times its weight: a loss whose gradient with respect to the outputs is the weights.
fn weighted_sum<L: Floats>(layer: &L, x: &Input<L>, weights: &Outputs<L, Rows3>) -> f64 {
    let y = outputs(layer, x);
    let row = |row| y.rows().row(row).iter().zip(weights.rows().row(row)).map(|(y, w)| y.to_f64() * w.to_f64());
    (0..Rows3::VALUE).flat_map(row).sum()
}

/// The two passes, for the loss of [`weighted_sum`].
fn passes<L: Floats>(
    layer: &L,
    x: &Input<L>,
    weights: &Outputs<L, Rows3>,
    gradient: &mut L,
    dx: &mut Input<L>,
    add: bool,
) {
    let pass = Taped::<Rows3>::new(Portable, 3);
    let pass = pass.adding(add);
    let (mut tape, mut scratch) = (L::Tape::<Rows3>::ZEROS, L::ForwardScratch::<Rows3>::ZEROS);
    let (mut y, mut d) = (Outputs::<L, Rows3>::ZEROS, Outputs::<L, Rows3>::ZEROS);
    let (mut backward, mut input) = (L::BackwardScratch::<Rows3>::ZEROS, L::InputScratch::<Rows3>::ZEROS);
    layer.forward_rows(pass, x.rows(), y.rows_mut(), &mut tape, &mut scratch);
    for row in 0..Rows3::VALUE {
        d.rows_mut().row_mut(row).copy_from_slice(weights.rows().row(row));
    }
    let sizes = [pass.rows(), <L::OutputShape as Shape>::Len::VALUE];
    rowwise::multiply_by_derivative::<_, L::Float, <L::Activation as RowActivation>::Each>(
        Portable,
        sizes,
        L::kept(&tape, y.rows()),
        d.rows_mut(),
    );
    let seen = Seen { x: x.rows(), y: y.rows(), tape: &tape };
    let dx = Before::plain(dx.rows_mut(), &mut input);
    layer.backward_rows(pass, seen, d.rows_mut(), Some(dx), gradient, &mut backward);
}

/// The tensor that a parameter is part of, and its index there.
fn tensor_of<L: Layer>(parameter: usize) -> (&'static Tensor, usize) {
    let (mut left, mut place) = (parameter, None);
    L::STAGE.each_tensor(&mut |tensor| {
        if place.is_none() && left < tensor.len() {
            place = Some((tensor, left));
        }
        left = left.wrapping_sub(tensor.len());
    });
    place.unwrap_or((&Tensor::PARAMETER, parameter))
}

/// Pseudo-random numbers between -0.8 and 0.8, by a linear congruential generator (Knuth's MMIX).
struct Random(u64);

impl Random {
    #[allow(clippy::cast_precision_loss, reason = "31 bits fit an f64")]
    fn next<T: Real>(&mut self) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        T::from_f64((self.0 >> 33) as f64 / (1_u64 << 31) as f64 * 1.6 - 0.8)
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Parameter { tensor, index, found, expected } => {
                write!(
                    f,
                    "the derivative of `{tensor}` {index} is {found}, but the forward pass has the slope {expected}"
                )
            }
            Self::Untrained { tensor, index, found } => {
                write!(f, "the derivative of `{tensor}` {index} is {found}, but it isn't trained: it has to be 0")
            }
            Self::Input { row, index, found, expected } => {
                write!(f, "dL/dx of row {row}, value {index} is {found}, but the forward pass has the slope {expected}")
            }
            Self::Adding { index, found, expected } => write!(
                f,
                "a second backward pass that adds leaves {found} as the derivative of parameter {index}, not {expected}"
            ),
            Self::SingleRow { row, index, found, expected } => write!(
                f,
                "output {index} of row {row} is {found} in a pass by itself, and {expected} in a pass with other rows"
            ),
        }
    }
}

impl core::error::Error for Mismatch {}
