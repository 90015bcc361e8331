//! The passes over samples: in blocks, with the instruction set entered once.

mod division;
mod forward;
mod mean;
mod planes;
mod single;
mod step;
mod stream;

#[cfg(feature = "rayon")]
pub(crate) use forward::loss_of_part;
pub(crate) use forward::{each_output, loss, predict_batch};
#[cfg(feature = "rayon")]
pub(crate) use mean::share;
pub(crate) use single::{backward, backward_loss, forward, predict};
#[cfg(feature = "alloc")]
pub(crate) use step::gradient_without_noise;
#[cfg(feature = "rayon")]
pub(crate) use step::{Places, gradient_of_part};
pub(crate) use step::{gradient, gradient_carried};
pub(crate) use stream::step;
