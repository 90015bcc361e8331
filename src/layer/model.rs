//! A network as the passes over samples see it.

use crate::flat::{Elements, Flat};
use crate::layer::contract::{Inputs, Layer};
use crate::shape::{Shape, Size};

/// What a layer's input consists of: its floats, or classes.
type ElementOf<L> = <<L as Layer>::InputShape as Shape>::Element<<L as Layer>::Float>;

/// What the passes over samples ask of a network beside its being a layer: plain arrays at both ends, and how many samples
/// go through it together. Implemented for every [`Network`](crate::Network), which is defined above the passes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a network",
    note = "declare one: `network! {{ struct Name< 3 -> 12 relu -> 1 >; }}`",
    note = "one that is boxed is passed on as `&mut *net`"
)]
pub trait Model: Layer {
    /// One sample's input.
    type Input: Elements<Element = ElementOf<Self>> + Copy;
    /// One sample's output.
    type Output: Flat<Scalar = Self::Float> + Copy;
    /// What a stream takes at each step.
    type Frame: Elements<Element = ElementOf<Self>> + Copy;
    /// What a stream puts out at each step.
    type FrameOutput: Flat<Scalar = Self::Float> + Copy;
    /// How many samples go through the passes together.
    type Block: Size;

    /// The rows of adjoining inputs, in place.
    fn rows(inputs: &[Self::Input]) -> Inputs<'_, Self>;

    /// The row of a frame.
    fn frame_rows(frame: &Self::Frame) -> Inputs<'_, Self>;
}
