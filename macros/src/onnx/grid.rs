//! Images and series, as channels and positions.

use crate::onnx::axes::Axes;
use crate::onnx::message::Node;
use crate::onnx::values::Signal;

/// Channels and positions: the rows and columns of an image, or the steps of a series.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) channels: usize,
    pub(super) positions: Vec<usize>,
}

impl Grid {
    /// What a node takes that has its channels there.
    pub(super) fn taken(node: &Node<'_>, signal: &Signal, axes: Axes) -> Result<Self, String> {
        let (called, from) = (node.called(), &signal.from);
        let Some(shape) = signal.shape.as_deref() else {
            return Err(format!(
                "{called} takes an image or a series whose sizes the file doesn't say: export the model with all sizes but that \
                 of the batch fixed"
            ));
        };
        let grid = match (shape, axes) {
            _ if signal.axes == Axes::Row => None,
            ([channels, positions @ ..], Axes::ChannelsFirst) => Some((*channels, positions)),
            ([positions @ .., channels], _) => Some((*channels, positions)),
            _ => None,
        };
        let is_grid = |(_, positions): &(usize, &[usize])| matches!(positions.len(), 1 | 2) && !shape.contains(&0);
        let Some((channels, positions)) = grid.filter(is_grid) else {
            let shape = dimensions(shape);
            return Err(format!(
                "{called} takes samples of {shape} values, and only an image or a series is supported: three axes or two"
            ));
        };
        if signal.axes != axes && signal.axes != Axes::Open {
            let (found, expected) = (signal.axes.text(), axes.text());
            return Err(format!(
                "{called} takes {expected}, and {from} has {found}: export the model with channels first (NCHW)"
            ));
        }
        Ok(Self { channels, positions: positions.to_vec() })
    }

    /// The dimensions as a declaration has them.
    pub(super) fn declared(&self) -> Vec<usize> {
        match self.positions[..] {
            [steps] => vec![steps, self.channels],
            _ => self.axes(Axes::ChannelsFirst),
        }
    }

    /// The dimensions in an order of the axes.
    pub(super) fn axes(&self, axes: Axes) -> Vec<usize> {
        let (channels, positions) = ([self.channels], &self.positions[..]);
        if axes == Axes::ChannelsLast { [positions, &channels].concat() } else { [&channels, positions].concat() }
    }
}

/// Dimensions for messages.
pub(super) fn dimensions(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ")
}
