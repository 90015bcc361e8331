//! The operators that compute means over the positions or the channels.

use crate::onnx::axes::Axes;
use crate::onnx::chain::Chain;
use crate::onnx::grid::Grid;
use crate::onnx::message::Node;
use crate::onnx::stages::Stage;
use crate::onnx::values::{Signal, Values};
use crate::onnx::{root_mean_square, shapes};

/// The mean of each channel, whose positions stay as axes of one.
pub(super) fn global_avg_pool<'a>(
    chain: &mut Chain,
    _: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    mean(chain, node, signal, true)
}

/// The mean over all positions of each channel.
pub(super) fn reduce_mean<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    let rank = signal.rank();
    let mut axes = shapes::axes(values, node, rank)?.unwrap_or_default();
    axes.sort_unstable();
    let keeps_axes = node.integer("keepdims") != Some(0);
    let is_channels = axes == [rank - 1] && (rank == 2 || signal.axes != Axes::ChannelsFirst);
    if is_channels && keeps_axes && signal.mean_of.is_none() {
        return Ok(root_mean_square::mean(node, signal));
    }
    if rank < 3 || !axes.into_iter().eq(2..rank) {
        return Err(format!(
            "{} isn't over the positions of an image or a series, nor over the channels: if it is part of a layer \
             normalization, export the model with opset 17 or later",
            node.called()
        ));
    }
    mean(chain, node, signal, keeps_axes)
}

fn mean(chain: &mut Chain, node: &Node<'_>, signal: &Signal, keeps_axes: bool) -> Result<Signal, String> {
    let grid = Grid::taken(node, signal, Axes::ChannelsFirst)?;
    let stage = Stage { outputs: grid.channels, ..Stage::new("global_avg_pool", None) };
    let output = chain.push_row(node, signal, &grid, stage)?;
    if !keeps_axes {
        return Ok(output);
    }
    let shape = [grid.channels].into_iter().chain(grid.positions.iter().map(|_| 1)).collect();
    Ok(Signal { shape: Some(shape), axes: Axes::Row, ..output })
}
