//! From a network to the content of a file, and back.

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;

use safetensors::tensor::{Dtype, View};

use crate::files::archive::{Archive, Entry, KEY};
use crate::files::description;
use crate::files::names::{self, Named};
use crate::files::refusal::{Misfit, Refusal};
use crate::layer::contract::Layer;
use crate::number::Number;

/// Whose names and whose order a file has.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Format {
    Library,
    PyTorch,
}

/// What is written.
enum Part<'a, T> {
    /// A tensor, whose values are in the order of the network.
    Tensor { named: Named, values: &'a [T] },
    /// A whole number, which is 0.
    Counter,
}

impl<T: Number> View for Part<'_, T> {
    fn dtype(&self) -> Dtype {
        if let Self::Tensor { .. } = self { dtype::<T>() } else { Dtype::I64 }
    }

    fn shape(&self) -> &[usize] {
        if let Self::Tensor { named, .. } = self { &named.shape } else { &[] }
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let Self::Tensor { named, values } = self else { return (&[0; 8]).into() };
        let size = size_of::<T>();
        let mut bytes = Vec::with_capacity(self.data_len());
        for place in named.places() {
            bytes.extend_from_slice(&values[place].bits().to_le_bytes()[..size]);
        }
        bytes.into()
    }

    fn data_len(&self) -> usize {
        if let Self::Tensor { values, .. } = self { size_of_val(*values) } else { 8 }
    }
}

/// The content of a file that holds the network.
pub(crate) fn of<L: Layer>(network: &L, format: Format) -> Vec<u8> {
    const { L::STAGE.assert_distinct_names() };
    const { L::STAGE.assert_orders() };
    let (names, metadata) = match format {
        Format::Library => (names::of_library(&L::STAGE), (KEY, description::describe(&L::STAGE))),
        Format::PyTorch => (names::of_pytorch(&L::STAGE, None), ("format", "pt".into())),
    };
    let mut values = network.values();
    let mut parts = Vec::with_capacity(names.len());
    for named in names {
        let (part, rest) = values.split_at(named.tensor.len());
        values = rest;
        parts.extend(named.counter.clone().map(|name| (name, Part::Counter)));
        parts.push((named.name.clone(), Part::Tensor { named, values: part }));
    }
    let metadata = [(metadata.0.to_string(), metadata.1)].into_iter().collect();
    safetensors::serialize(parts, Some(metadata))
        .expect("a network's header is short, and its tensors have their lengths")
}

/// Replaces the parameters of a network by those in a file, or changes nothing.
pub(crate) fn load<L: Layer>(network: &mut L, bytes: &[u8], format: Format, finite: bool) -> Result<(), Refusal> {
    const { L::STAGE.assert_distinct_names() };
    const { L::STAGE.assert_orders() };
    let file = Archive::read(bytes)?;
    let (names, mut misfits) = match (format, &file.description) {
        (Format::Library, None) => return Err(Refusal::Foreign),
        (Format::PyTorch, Some(_)) => return Err(Refusal::NotPyTorch),
        (Format::Library, Some(found)) => {
            let stage = description::difference(found, &L::STAGE);
            (names::of_library(&L::STAGE), stage.into_iter().collect())
        }
        (Format::PyTorch, None) => (names::of_pytorch(&L::STAGE, Some(&file)), Vec::new()),
    };
    let mut places = Vec::with_capacity(names.len());
    for named in &names {
        match file.get(&named.name) {
            Some(entry) => {
                misfits.extend(misfit::<L::Float>(named, entry, format, finite));
                places.push((named, entry));
            }
            None => misfits.push(Misfit::Missing { tensor: named.name.clone(), shape: named.shape.clone() }),
        }
    }
    for entry in &file.tensors {
        let is_whole = entry.dtype == Dtype::I64 && entry.shape.is_empty();
        let is_counter = |named: &Named| is_whole && named.counter.as_ref() == Some(&entry.name);
        if !names.iter().any(|named| named.name == entry.name || is_counter(named)) {
            misfits.push(Misfit::Unknown { tensor: entry.name.clone(), shape: entry.shape.clone() });
        }
    }
    if !misfits.is_empty() {
        return Err(Refusal::Misfits(misfits));
    }
    let mut values = network.values_mut();
    for (named, entry) in places {
        let (part, rest) = values.split_at_mut(named.tensor.len());
        values = rest;
        copy(named, entry, part);
    }
    Ok(())
}

/// What keeps a tensor of a file from being one of the network.
fn misfit<T: Number>(named: &Named, entry: &Entry<'_>, format: Format, finite: bool) -> Option<Misfit> {
    let (tensor, wide) = (entry.name.clone(), size_of::<T>() == 8);
    let (is_taken, expected) = match (format, wide) {
        (Format::Library, _) => (entry.dtype == dtype::<T>(), if wide { "F64" } else { "F32" }),
        (Format::PyTorch, false) => (matches!(entry.dtype, Dtype::F32 | Dtype::F16 | Dtype::BF16), "F32, F16 or BF16"),
        (Format::PyTorch, true) => {
            (matches!(entry.dtype, Dtype::F64 | Dtype::F32 | Dtype::F16 | Dtype::BF16), "F64, F32, F16 or BF16")
        }
    };
    if entry.shape != named.shape {
        return Some(Misfit::Shape { tensor, found: entry.shape.clone(), expected: named.shape.clone() });
    }
    if !is_taken {
        return Some(Misfit::Type { tensor, found: entry.dtype.to_string(), expected });
    }
    let (index, value) = entry.values().enumerate().find(|(_, value)| finite && !value.is_finite())?;
    Some(Misfit::NotFinite { tensor, index, value })
}

/// Writes the values of a tensor of a file to where they belong; every bit of them, where the types are equal.
fn copy<T: Number>(named: &Named, entry: &Entry<'_>, values: &mut [T]) {
    if entry.dtype == dtype::<T>() {
        for (place, bytes) in named.places().zip(entry.bytes().chunks_exact(size_of::<T>())) {
            let mut bits = [0; 8];
            bits[..bytes.len()].copy_from_slice(bytes);
            values[place] = T::from_bits(u64::from_le_bytes(bits));
        }
    } else {
        named.places().zip(entry.values()).for_each(|(place, value)| values[place] = T::from_f64(value));
    }
}

fn dtype<T>() -> Dtype {
    if size_of::<T>() == 8 { Dtype::F64 } else { Dtype::F32 }
}
