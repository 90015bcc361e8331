//! A network as the passes over samples see it.

use core::slice;

use crate::flat::{self, Elements};
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
        Rows::new(flat::elements_of(inputs), N::INPUTS)
    }

    #[inline(always)]
    fn frame_rows(frame: &N::Frame) -> Inputs<'_, N> {
        Rows::new(flat::elements_of(slice::from_ref(frame)), N::Frame::COUNT)
    }
}
