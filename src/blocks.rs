//! The passes over samples: in blocks, with the instruction set entered once.

mod division;
mod forward;
mod mean;
mod single;
mod step;

pub(crate) use forward::{each_output, loss, predict_batch};
pub(crate) use single::{backward, backward_loss, forward, predict};
pub(crate) use step::gradient;
