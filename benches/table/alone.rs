//! A layer by itself: its forward pass and its backward pass with dL/dx, over a batch.

use staticnn::activation::{Activation, Linear};
use staticnn::layer::{
    Before, Block, Features, InputGradient, Inputs, Layer, Length, Outputs, Pass, RowsMut, Seen, Shape, Size, Stage,
    Whole,
};
use staticnn::layers::{Depthwise, LayerNorm, Pad, Stride, Window};
use staticnn::prelude::*;
use staticnn::shape::{Image, U1, U3, U16, U32, U64};

/// The passes of the layer `L`, for a network of this one stage, which enters the instruction set and goes through the batch
/// in blocks. A sample is a row as `L` reads it, so nothing is permuted before it.
///
/// The backward pass starts from [`derivative`] at each output of `L`, whatever the loss is, and computes dL/dx, which a first
/// stage isn't asked for. The output is the first value that `L` puts out.
#[derive(Clone, Debug, PartialEq)]
pub struct Alone<L>(pub L);

/// A filter of three by three for each of the 32 channels of an image.
pub type Filters = Alone<Depthwise<f32, Filtered, Filtered, Window<U3, U3, Stride<1, 1>, Pad<1, 1>>>>;
type Filtered = Image<U32, U16, U16>;

/// Layer normalization of 64 values.
pub type Norm = Alone<LayerNorm<f32, Features<U64>>>;

/// dL/dy at the output of this index, in every sample.
pub fn derivative(index: usize) -> f32 {
    (index * 7 % 13) as f32 / 8.0 - 0.75
}

/// What the backward pass writes: dL/dy, which is filled once, and dL/dx; then the layer's buffers.
type Backward<L, R> = (Rows<L, R>, (<L as Layer>::BackwardScratch<R>, <L as Layer>::InputScratch<R>));

/// Rows of outputs, and of inputs.
type Rows<L, R> = (Outputs<L, R>, Block<f32, <<L as Layer>::InputShape as Shape>::Len, R>);

impl<L: Layer<Float = f32, Activation = Linear, InputShape: Shape<Element<f32> = f32>>> Layer for Alone<L> {
    type Float = f32;
    type InputShape = Features<<L::InputShape as Shape>::Len>;
    type OutputShape = Features<U1>;
    type Activation = Linear;
    type Tape<R: Size> = (Outputs<L, R>, L::Tape<R>);
    type ForwardScratch<R: Size> = L::ForwardScratch<R>;
    type BackwardScratch<R: Size> = Backward<L, R>;
    type InputScratch<R: Size> = ();
    type State = ();
    type Stream = Whole;
    const ZEROED: Self = Self(L::ZEROED);
    const STAGE: Stage = Stage { kind: "alone", stages: &[&L::STAGE], ..Self::OUTLINE };

    fn tensors(&self) -> impl AsRef<[&[f32]]> {
        self.0.tensors()
    }

    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
        self.0.tensors_mut()
    }

    #[inline(always)]
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, f32>,
        (inner, tape): &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        self.0.forward_rows(pass.inner(), x, inner.rows_mut(), tape, scratch);
        for row in 0..pass.rows() {
            y.row_mut(row)[0] = inner.rows().row(row)[0];
        }
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        _: RowsMut<'_, f32>,
        _: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        ((d, dx), (scratch, input)): &mut Self::BackwardScratch<P::Rows>,
    ) {
        // Whatever `derivative` is at 0, it isn't 0. A linear layer leaves d as it is.
        if d.rows().row(0)[0] == 0.0 {
            for row in 0..P::Rows::VALUE {
                d.rows_mut().row_mut(row).iter_mut().enumerate().for_each(|(index, d)| *d = derivative(index));
            }
        }
        let (y, tape) = seen.tape;
        let (seen, dx) = (Seen { x: seen.x, y: y.rows(), tape }, Some(Before::plain(dx.rows_mut(), input)));
        self.0.backward_rows(pass.inner(), seen, d.rows_mut(), dx, &mut gradient.0, scratch);
    }
}

/// A loss that does nothing.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl<H> Loss<[f32; 1], H> for Nothing {
    type Target = ();

    fn sample(&self, [y]: &[f32; 1], (): &(), gradient: &mut [f32; 1]) -> f32 {
        *gradient = [0.0];
        *y
    }
}
