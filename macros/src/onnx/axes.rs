//! Where the channels of a value stand.
//!
//! ONNX's operators have the channels before the positions, as PyTorch has, and normalizations over the last axis take them last,
//! between two transpositions. A network's images are channels x rows x columns, its series steps x features.

/// The order of a value's axes, behind that of the samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Axes {
    /// Channels before the positions; of a value of one axis, its only one.
    ChannelsFirst,
    /// Channels after the positions.
    ChannelsLast,
    /// Those of an input of two axes, of which either may be the channels: the first operator that takes them says which.
    Open,
    /// Channels, and then positions of which there is one: a row of values to the network.
    Row,
}

impl Axes {
    /// Those of an input.
    pub(super) fn of_input(rank: usize) -> Self {
        if rank == 2 { Self::Open } else { Self::ChannelsFirst }
    }

    /// As a message says it.
    pub(super) fn text(self) -> &'static str {
        if self == Self::ChannelsLast { "the channels last" } else { "the channels first" }
    }
}
