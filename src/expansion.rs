//! What only the expansion of `network!` needs. It is no part of the public interface.

mod block;
mod checks;
#[cfg(feature = "pretrained")]
mod modules;
#[cfg(feature = "pretrained")]
mod pretrained;
mod shapes;
mod stages;
#[cfg(feature = "pretrained")]
mod weights_file;

#[doc(inline)]
pub use crate::flat::plain;
pub use crate::flat::{Plain, from_scalars, size_of_plain};
pub use crate::layer::bytes::{from_le_bytes, to_le_bytes};
pub use crate::layer::dimensions::product;
pub use crate::shape::Number;
pub use block::{Block, block};
pub use checks::{
    CheckedActivation, CheckedStage, activation, digit, fits, in_limit, in_range, input_fits, is_in_limit, is_size,
    layer, layer_of_classes,
};
#[cfg(feature = "pretrained")]
pub use pretrained::{in_order, pretrained};
pub use shapes::{
    exact_positions, group_inputs, heads_of, positions, same_shape, taken, takes_grid, takes_image, takes_series,
    takes_vector,
};
pub use stages::{
    ActivationOf, BackwardScratch, BothStream, ForwardScratch, FrameArray, HasActivation, HasStage, InputScratch,
    InputShape, OutputArray, OutputShape, OutputSize, Outputs, StageOf, State, StreamAt, Tape, dimension, dimensions,
    frames, input_size, named, output_size, rank, see,
};
#[cfg(feature = "pretrained")]
pub use weights_file::{File, FileStage, FileTensor};
