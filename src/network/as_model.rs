//! A network as the passes over samples see it.

use crate::flat::{self, Flat};
use crate::layer::contract::Inputs;
use crate::layer::model::Model;
use crate::network::contract::Network;
use crate::rows::Rows;

#[diagnostic::do_not_recommend]
impl<N: Network> Model for N {
    type Input = N::Input;
    type Output = N::Output;
    type Frame = N::Frame;
    type FrameOutput = N::FrameOutput;
    type Block = N::Block;

    #[inline(always)]
    fn rows(inputs: &[N::Input]) -> Inputs<'_, N> {
        Rows::new(flat::scalars_of(inputs), N::INPUTS)
    }

    #[inline(always)]
    fn frame_rows(frame: &N::Frame) -> Inputs<'_, N> {
        Rows::new(flat::scalars(frame), N::Frame::COUNT)
    }
}
