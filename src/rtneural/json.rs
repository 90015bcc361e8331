//! The JSON of RTNeural's files. What is kept of a file takes at most a few times the memory of its text.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};

use crate::rtneural::error::Unreadable;

/// A whole file.
#[derive(Deserialize)]
pub(super) struct File {
    pub(super) in_shape: Sizes,
    pub(super) layers: Vec<Layer>,
}

/// A layer as the file has it.
#[derive(Deserialize)]
pub(super) struct Layer {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) activation: String,
    pub(super) shape: Sizes,
    pub(super) weights: Tensors,
    #[serde(default)]
    pub(super) kernel_size: Sizes,
    #[serde(default)]
    pub(super) dilation: Sizes,
    #[serde(default = "one")]
    pub(super) groups: usize,
}

fn one() -> usize {
    1
}

/// Sizes, the last of which counts; those that are free are `null`.
#[derive(Default)]
pub(super) struct Sizes(Option<usize>);

impl Sizes {
    /// The last size, which is called `name` in the message if there is none.
    pub(super) fn last(&self, name: &str) -> Result<usize, Unreadable> {
        self.0.ok_or_else(|| Unreadable::new(alloc::format!("{name} is missing")))
    }
}

impl<'de> Deserialize<'de> for Sizes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LastSize)
    }
}

/// Reads sizes, or one by itself.
struct LastSize;

impl<'de> Visitor<'de> for LastSize {
    type Value = Sizes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of sizes")
    }

    fn visit_u64<E: serde::de::Error>(self, size: u64) -> Result<Sizes, E> {
        usize::try_from(size).map(|size| Sizes(Some(size))).map_err(|_| E::custom("a size is too large"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sizes: A) -> Result<Sizes, A::Error> {
        let mut last = None;
        while let Some(size) = sizes.next_element()? {
            last = size;
        }
        Ok(Sizes(last))
    }
}

/// The arrays of a layer's weights.
pub(super) struct Tensors(pub(super) Vec<Tensor>);

/// Numbers in nested lists of equal lengths.
#[derive(Default)]
pub(super) struct Tensor {
    /// The lengths of the lists, outermost first.
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f64>,
}

impl Tensors {
    /// No layer of RTNeural's has more arrays, and none has more dimensions: hostile files end here.
    const MOST: usize = 4;
}

impl<'de> Deserialize<'de> for Tensors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(AllTensors)
    }
}

struct AllTensors;

impl<'de> Visitor<'de> for AllTensors {
    type Value = Tensors;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of weights")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut arrays: A) -> Result<Tensors, A::Error> {
        let mut tensors = Vec::new();
        loop {
            let mut tensor = Tensor::default();
            if arrays.next_element_seed(Axis { tensor: &mut tensor, depth: 0 })?.is_none() {
                return Ok(Tensors(tensors));
            }
            if tensors.len() == Tensors::MOST {
                return Err(A::Error::custom("a layer has more than 4 arrays of weights"));
            }
            tensors.push(tensor);
        }
    }
}

/// Reads what is within `depth` lists into a tensor.
struct Axis<'a> {
    tensor: &'a mut Tensor,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Axis<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Axis<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("weights: numbers in nested lists")
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        if self.depth != self.tensor.shape.len() {
            return Err(E::custom("the lists of an array of weights have different depths"));
        }
        self.tensor.values.push(value);
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { tensor, depth } = self;
        let is_first = depth == tensor.shape.len();
        if is_first {
            if depth == Tensors::MOST || !tensor.values.is_empty() {
                return Err(A::Error::custom("the lists of an array of weights are too deep"));
            }
            tensor.shape.push(0);
        }
        let mut length = 0;
        while list.next_element_seed(Axis { tensor: &mut *tensor, depth: depth + 1 })?.is_some() {
            length += 1;
        }
        if is_first {
            tensor.shape[depth] = length;
        }
        if tensor.shape[depth] == length {
            Ok(())
        } else {
            Err(A::Error::custom("the lists of an array of weights have different lengths"))
        }
    }
}
