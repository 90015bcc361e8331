//! The weights of a layer, from Keras's order to that of a stage.

use alloc::vec::Vec;

use crate::rtneural::described::{Found, Kind};
use crate::rtneural::error::Error;
use crate::rtneural::json::Tensor;

/// Adds the parameters of a layer after so many inputs in the order of its stage, each with the number of the layer.
pub(super) fn add(found: &Found<'_>, inputs: usize, values: &mut Vec<(usize, f64)>) -> Result<(), Error> {
    let (outputs, tensors) = (found.described.outputs, &found.layer.weights.0);
    let (threefold, fourfold) = (outputs.saturating_mul(3), outputs.saturating_mul(4));
    let (matrix, recurrent, bias): (&[usize], &[usize], &[usize]) = match found.described.kind {
        Kind::Dense => (&[inputs, outputs], &[], &[outputs]),
        Kind::Conv { taps, .. } => (&[taps, inputs, outputs], &[], &[outputs]),
        Kind::Gru => (&[inputs, threefold], &[outputs, threefold], &[2, threefold]),
        Kind::Lstm => (&[inputs, fourfold], &[outputs, fourfold], &[fourfold]),
    };
    let shapes = [matrix, recurrent, if found.described.has_bias { bias } else { &[] }];
    let expected = || shapes.iter().filter(|shape| !shape.is_empty());
    for index in 0..tensors.len().max(expected().count()) {
        let (found_shape, expected) = (tensors.get(index).map(|tensor| &tensor.shape), expected().nth(index));
        if found_shape.map(Vec::as_slice) != expected.copied() {
            return Err(Error::Weights {
                layer: found.number,
                index,
                found: found_shape.cloned(),
                expected: expected.map(|shape| shape.to_vec()),
            });
        }
    }
    let mut push = |value: f64| values.push((found.number, value));
    for tensor in tensors {
        match found.described.kind {
            Kind::Gru => reset_first(tensor, outputs).for_each(&mut push),
            _ => tensor.values.iter().copied().for_each(&mut push),
        }
    }
    if found.described.kind == Kind::Lstm {
        (0..fourfold).for_each(|_| push(0.0)); // Keras has one bias, the sum of the two
    }
    Ok(())
}

/// The gates r, z and n of each row of Keras's z, r and n.
fn reset_first(tensor: &Tensor, units: usize) -> impl Iterator<Item = f64> {
    tensor.values.chunks(3 * units).flat_map(move |row| {
        let (update, rest) = row.split_at(units);
        let (reset, candidate) = rest.split_at(units);
        [reset, update, candidate].into_iter().flatten().copied()
    })
}
