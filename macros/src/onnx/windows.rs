//! The operators whose window moves over an image or a series.

use crate::literal::LARGEST;
use crate::onnx::axes::Axes;
use crate::onnx::chain::Chain;
use crate::onnx::grid::{Grid, dimensions};
use crate::onnx::message::Node;
use crate::onnx::stages::{Stage, Window};
use crate::onnx::values::{Signal, Values};

/// Conv, whose weights are outputs x inputs of a group x kernel.
pub(super) fn conv<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    let called = node.called();
    let grid = Grid::taken(node, signal, Axes::ChannelsFirst)?;
    let weight = values.weights(node, 1)?;
    let rank = grid.positions.len();
    let [outputs, inputs, ref kernel @ ..] = weight.shape[..] else {
        return Err(format!("{called} has weights of {} dimensions", weight.shape.len()));
    };
    if kernel.len() != rank {
        let (shape, taken) = (dimensions(&weight.shape), dimensions(&grid.axes(Axes::ChannelsFirst)));
        return Err(format!("{called} has weights of {shape}, which don't fit samples of {taken} values"));
    }
    let window = window(node, &grid, kernel.to_vec(), true)?;
    let groups = window.groups;
    if inputs.checked_mul(groups) != Some(grid.channels) || outputs % groups != 0 {
        let (channels, from) = (grid.channels, &signal.from);
        return Err(format!(
            "{called} has weights for {inputs} channels in each of {groups} groups, and {from} gives {channels}"
        ));
    }
    // From outputs x inputs x kernel to kernel x inputs x outputs.
    let order: Vec<usize> = (2..2 + rank).chain([1, 0]).collect();
    let weight = weight.in_order(&order).unwrap_or(weight);
    let is_depthwise = inputs == 1 && groups == outputs && groups > 1;
    let kind = if is_depthwise { "depthwise" } else { "conv" };
    let mut stage = Stage { tensors: vec![weight.values], outputs, ..Stage::new(kind, node.label()) };
    stage.has_bias = false;
    if let Some(bias) = values.optional(node, 2)? {
        stage.add_bias(bias).map_err(|message| format!("{called} {message}"))?;
    }
    let positions = positions(node, &grid, &window)?;
    stage.window = Some(if is_depthwise { Window { groups: 1, ..window } } else { window });
    chain.push(node, signal, &grid, stage, (&Grid { channels: outputs, positions }, Axes::ChannelsFirst))
}

pub(super) fn max_pool<'a>(
    chain: &mut Chain,
    _: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    pool(chain, node, signal, "max_pool")
}

pub(super) fn avg_pool<'a>(
    chain: &mut Chain,
    _: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    pool(chain, node, signal, "avg_pool")
}

fn pool(chain: &mut Chain, node: &Node<'_>, signal: &Signal, kind: &'static str) -> Result<Signal, String> {
    let grid = Grid::taken(node, signal, Axes::ChannelsFirst)?;
    let called = node.called();
    let kernel = sizes(node, "kernel_shape")?.ok_or_else(|| format!("{called} doesn't say its kernel_shape"))?;
    let mut window = window(node, &grid, kernel, false)?;
    let positions = positions(node, &grid, &window)?;
    // What the last window doesn't reach is left out.
    let taken = |at: usize| (positions[at] - 1) * window.stride[at] + window.taps[at];
    window.floor = (0..positions.len()).any(|at| taken(at) < grid.positions[at]);
    if window.floor && node.integer("ceil_mode").unwrap_or(0) != 0 {
        return Err(format!(
            "{called} rounds the number of its windows up (ceil_mode), and only what whole windows reach is supported"
        ));
    }
    let channels = grid.channels;
    let stage = Stage { outputs: channels, window: Some(window), ..Stage::new(kind, None) };
    chain.push(node, signal, &grid, stage, (&Grid { channels, positions }, Axes::ChannelsFirst))
}

/// The window of a node, with this kernel. That of a convolution may have pads, dilations and groups.
fn window(node: &Node<'_>, grid: &Grid, taps: Vec<usize>, is_conv: bool) -> Result<Window, String> {
    let (called, rank) = (node.called(), grid.positions.len());
    let read = |name: &str, count: usize, otherwise: usize| match sizes(node, name)? {
        Some(sizes) if sizes.len() == count => Ok(sizes),
        Some(sizes) => {
            let found = sizes.len();
            Err(format!("{called} has {found} numbers in {name}, and {count} fit a window over {rank} axes"))
        }
        None => Ok(vec![otherwise; count]),
    };
    let said = read("kernel_shape", rank, 0)?;
    if is_conv && said.iter().any(|size| *size != 0) && said != taps {
        return Err(format!("{called} says in kernel_shape that it has another window than its weights"));
    }
    match node.text("auto_pad") {
        None | Some(b"NOTSET" | b"VALID") => {}
        Some(_) => {
            return Err(format!(
                "{called} leaves its pads to the program that runs it (auto_pad), which isn't supported: write them as pads"
            ));
        }
    }
    let mut pad = read("pads", 2 * rank, 0)?;
    let end = pad.split_off(rank);
    if pad != end {
        return Err(format!("{called} has other pads at the start of an axis than at its end, which isn't supported"));
    }
    let (stride, dilation) = (read("strides", rank, 1)?, read("dilations", rank, 1)?);
    if let Some(name) = [("kernel_shape", &taps), ("strides", &stride), ("dilations", &dilation)]
        .into_iter()
        .find_map(|(name, sizes)| sizes.contains(&0).then_some(name))
    {
        return Err(format!("{called} has a 0 in {name}"));
    }
    if !is_conv && pad.iter().any(|pad| *pad > 0) {
        return Err(format!("{called} has pads, and only a pool without them is supported"));
    }
    if !is_conv && dilation.iter().any(|dilation| *dilation > 1) {
        return Err(format!("{called} has dilations, and only a pool without them is supported"));
    }
    let groups = usize::try_from(node.integer("group").unwrap_or(1)).ok().filter(|groups| *groups > 0);
    let groups = groups.ok_or_else(|| format!("{called} has a number of groups that isn't 1 or more"))?;
    Ok(Window { taps, stride, pad, dilation, groups, floor: false })
}

/// How many positions the window takes along each axis.
fn positions(node: &Node<'_>, grid: &Grid, window: &Window) -> Result<Vec<usize>, String> {
    let along = |at: usize| {
        let padded = grid.positions[at] + 2 * window.pad[at];
        let room = padded.checked_sub(window.dilation[at] * (window.taps[at] - 1) + 1)?;
        Some(room / window.stride[at] + 1)
    };
    (0..grid.positions.len()).map(along).collect::<Option<_>>().ok_or_else(|| {
        let (taps, called) = (dimensions(&window.taps), node.called());
        format!("{called} has a window of {taps}, which is larger than its input of {}", dimensions(&grid.positions))
    })
}

/// The sizes in an attribute, each at most [`LARGEST`], which products of two of them don't overflow.
fn sizes(node: &Node<'_>, name: &str) -> Result<Option<Vec<usize>>, String> {
    let Some(numbers) = node.integers(name) else { return Ok(None) };
    let size = |number: &i64| usize::try_from(*number).ok().filter(|size| *size <= LARGEST);
    let sizes: Option<Vec<usize>> = numbers.iter().map(size).collect();
    sizes.map(Some).ok_or_else(|| format!("{} has numbers in {name} that aren't sizes", node.called()))
}
