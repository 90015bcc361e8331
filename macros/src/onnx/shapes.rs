//! The operators that put a sample's values into a row or in another order, and those that compute shapes for them.

use crate::onnx::axes::Axes;
use crate::onnx::chain::Chain;
use crate::onnx::constant::{Constant, MOST_WHOLE_NUMBERS};
use crate::onnx::grid::Grid;
use crate::onnx::message::Node;
use crate::onnx::stages::Stage;
use crate::onnx::values::{Signal, Values};

/// What stands for the number of samples in a computed shape: to Reshape it means that a size stays.
const BATCH: f64 = 0.0;

pub(super) fn flatten<'a>(
    chain: &mut Chain,
    _: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    let rank = signal.rank();
    let axis = node.integer("axis").unwrap_or(1);
    row(chain, node, signal, axis == 1 || i64::try_from(rank).is_ok_and(|rank| axis == 1 - rank))
}

pub(super) fn reshape<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    let target = values.input(node, 1)?.values;
    let [batch, features] = target[..] else {
        let rank = target.len();
        return Err(format!(
            "{} makes {rank} dimensions, and only a row of values per sample is supported",
            node.called()
        ));
    };
    // -1 stands for what the other leaves; 0 for the batch as it is.
    let is_size = signal.size().is_some_and(|size| size as f64 == features);
    row(chain, node, signal, is_size || (features == -1.0 && batch >= 0.0))
}

/// Squeeze of the positions of which there is one each.
pub(super) fn squeeze<'a>(
    chain: &mut Chain,
    values: &Values<'a>,
    node: &Node<'a>,
    signal: &Signal,
) -> Result<Signal, String> {
    let rank = signal.rank();
    let axes = axes(values, node, rank)?.unwrap_or_default();
    let are_all = (2..rank).all(|axis| axes.contains(&axis)) && !axes.contains(&0) && !axes.contains(&1);
    row(chain, node, signal, signal.axes == Axes::Row && are_all)
}

fn row(chain: &mut Chain, node: &Node<'_>, signal: &Signal, is_row: bool) -> Result<Signal, String> {
    if !is_row {
        return Err(format!("{} mixes the values of several samples, or makes several rows of one", node.called()));
    }
    let is_row = signal.axes == Axes::Row || signal.shape.as_ref().is_none_or(|shape| shape.len() == 1);
    // The samples are rows to a network that flattens them first.
    if is_row || chain.network.stages.is_empty() {
        let shape = signal.size().map(|size| vec![size]);
        return Ok(Signal { shape, axes: Axes::ChannelsFirst, ..signal.clone() });
    }
    let grid = Grid::taken(node, signal, Axes::ChannelsFirst)?;
    let stage = Stage { outputs: signal.size().unwrap_or_default(), ..Stage::new("flatten", None) };
    chain.push_row(node, signal, &grid, stage)
}

/// Transpose between channels first and channels last.
pub(super) fn transpose<'a>(_: &mut Chain, _: &Values<'a>, node: &Node<'a>, signal: &Signal) -> Result<Signal, String> {
    let called = node.called();
    let rank = 1 + signal.shape.as_ref().map_or(0, Vec::len);
    let order = order(node, rank);
    let refused = || {
        format!(
            "{called} moves the axes of its samples, and only images from channels first to channels last and back, and series \
             from steps first to features first and back, are supported: export the model with channels first (NCHW)"
        )
    };
    let (Some(shape), Some(order)) = (&signal.shape, order) else { return Err(refused()) };
    let axes = match (signal.axes, &order[..]) {
        (axes, [0, 1] | [0, 1, 2] | [0, 1, 2, 3]) => axes,
        (Axes::Open, [0, 2, 1]) => Axes::Open,
        (Axes::ChannelsFirst, [0, 2, 1] | [0, 2, 3, 1]) => Axes::ChannelsLast,
        (Axes::ChannelsLast, [0, 2, 1] | [0, 3, 1, 2]) => Axes::ChannelsFirst,
        _ => return Err(refused()),
    };
    let shape = Some(order[1..].iter().map(|axis| shape[axis - 1]).collect());
    Ok(Signal { shape, axes, from: called, ..signal.clone() })
}

/// The order of the axes that a Transpose makes: place k has axis `order[k]`.
fn order(node: &Node<'_>, rank: usize) -> Option<Vec<usize>> {
    let Some(order) = node.integers("perm") else { return Some((0..rank).rev().collect()) };
    let order: Vec<usize> = order.iter().map(|axis| place(*axis, rank)).collect::<Option<_>>()?;
    (order.len() == rank && (0..rank).all(|axis| order.contains(&axis))).then_some(order)
}

/// The axis that a number names, which counts from the end if it is negative.
fn place(axis: i64, rank: usize) -> Option<usize> {
    let rank = i64::try_from(rank).ok()?;
    usize::try_from(if axis < 0 { axis.checked_add(rank)? } else { axis }).ok().filter(|axis| (*axis as i64) < rank)
}

/// The axes that a node says, as its attribute or, in later versions, as its second input.
pub(super) fn axes<'a>(values: &Values<'a>, node: &Node<'a>, rank: usize) -> Result<Option<Vec<usize>>, String> {
    let axes = match (node.integers("axes"), values.optional(node, 1)?) {
        (Some(axes), _) => axes.to_vec(),
        (None, Some(axes)) => axes.values.iter().map(|axis| *axis as i64).collect(),
        (None, None) => return Ok(None),
    };
    let axes: Option<Vec<usize>> = axes.into_iter().map(|axis| place(axis, rank)).collect();
    axes.map(Some).ok_or_else(|| format!("{} says axes that its input doesn't have", node.called()))
}

/// What an operator computes of whole numbers that are a shape, or of a tensor of the file; none if it does something else.
pub(super) fn constant<'a>(values: &Values<'a>, node: &Node<'a>) -> Result<Option<Constant>, String> {
    let whole = |shape: Vec<usize>, values: Vec<f64>| Constant { shape, values, is_float: false };
    Ok(match node.operator {
        "Transpose" => {
            let constant = values.input(node, 0)?;
            order(node, constant.shape.len()).and_then(|order| constant.in_order(&order))
        }
        "Unsqueeze" | "Squeeze" => {
            let constant = values.input(node, 0)?;
            let is_small = constant.values.len() == 1 && constant.shape.len() < 2;
            let shape = if node.operator == "Squeeze" { Vec::new() } else { vec![1] };
            is_small.then_some(Constant { shape, ..constant })
        }
        "Concat" => {
            let mut parts = Vec::new();
            for index in 0..node.inputs.len() {
                let part = values.input(node, index)?;
                parts.extend(&part.values);
                if part.is_float || part.shape.len() != 1 || parts.len() > MOST_WHOLE_NUMBERS {
                    return Ok(None);
                }
            }
            Some(whole(vec![parts.len()], parts))
        }
        "Gather" => {
            let (constant, index) = (values.input(node, 0)?, values.input(node, 1)?);
            let [at] = index.values[..] else { return Ok(None) };
            let at = place(at as i64, constant.values.len()).filter(|_| constant.shape.len() == 1);
            at.map(|at| Constant { shape: index.shape, values: vec![constant.values[at]], ..constant })
        }
        _ => None,
    })
}

/// What Shape computes: the sizes of a value that depends on the input, between two axes.
pub(super) fn shape(node: &Node<'_>, signal: &Signal) -> Option<Constant> {
    let sizes: Vec<f64> = [BATCH].into_iter().chain(signal.shape.as_ref()?.iter().map(|size| *size as f64)).collect();
    let end = |name: &str, otherwise: usize| match node.integer(name) {
        Some(axis) if axis >= sizes.len() as i64 => Some(sizes.len()),
        Some(axis) => place(axis, sizes.len()),
        None => Some(otherwise),
    };
    let values = sizes.get(end("start", 0)?..end("end", sizes.len())?)?.to_vec();
    Some(Constant { shape: vec![values.len()], values, is_float: false })
}
