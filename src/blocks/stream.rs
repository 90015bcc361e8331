//! A step of a stream.

use crate::blocks::planes;
use crate::kernels::compiled::Processor;
use crate::layer::model::Model;
use crate::pass::Prediction;
use crate::rows::Block;
use crate::shape::{Shape, U1, Zeros};
use crate::state::State;

/// [`step`](crate::network::Streams::step)
#[inline(always)]
pub(crate) fn step<S: Processor, N: Model>(
    isa: S,
    network: &N,
    frame: &N::Frame,
    state: &mut State<N>,
) -> N::FrameOutput {
    let mut y = Block::<N::Float, <N::OutputShape as Shape>::Frame, U1>::ZEROS;
    let pass = Prediction::<S, U1, false>::new(isa, 1);
    let mut room = None;
    let frame = planes::frame::<S, N::InputShape, N::Float, _>(isa, frame, &mut room);
    network.step_rows(pass, N::frame_rows(frame), y.rows_mut(), &mut state.stages);
    planes::frame_output::<S, N::OutputShape, _>(isa, y.rows().row(0))
}
