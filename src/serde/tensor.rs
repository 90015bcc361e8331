//! A tensor, as rows of numbers.

use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeTuple, Serializer};

use crate::layer::dimensions::product;
use crate::layer::tensor::Tensor;
use crate::scalar::Scalar;
use crate::serde::{float, record};

/// The numbers of a tensor, or of a part of it with this shape.
pub(super) struct Written<'a, T> {
    pub(super) shape: &'static [usize],
    pub(super) values: &'a [T],
}

impl<T: Scalar> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [length, shape @ ..] = self.shape else { return float::serialize(&self.values[0], serializer) };
        let (mut parts, each) = (serializer.serialize_tuple(*length)?, product(shape));
        for index in 0..*length {
            parts.serialize_element(&Written { shape, values: &self.values[index * each..][..each] })?;
        }
        parts.end()
    }
}

/// A tensor whose numbers are read in place, or a part of it with this shape.
pub(super) struct Read<'a, T> {
    pub(super) tensor: &'static Tensor,
    pub(super) shape: &'static [usize],
    pub(super) values: &'a mut [T],
}

impl<'de, T: Scalar> DeserializeSeed<'de> for Read<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if let [length, ..] = self.shape {
            return deserializer.deserialize_tuple(*length, self);
        }
        self.values[0] = float::deserialize(deserializer)?;
        Ok(())
    }
}

impl<'de, T: Scalar> Visitor<'de> for Read<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.shape.len() < self.tensor.shape.len() { "a row of " } else { "" })?;
        write!(f, "`{}`, ", self.tensor.name)?;
        let mut dimensions = self.shape;
        while let [rows, rest @ ..] = dimensions
            && !rest.is_empty()
        {
            write!(f, "{rows} row{} of ", if *rows == 1 { "" } else { "s" })?;
            dimensions = rest;
        }
        let numbers = product(dimensions);
        write!(f, "{numbers} number{}", if numbers == 1 { "" } else { "s" })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        let [length, shape @ ..] = self.shape else { return Ok(()) };
        let each = product(shape);
        for index in 0..*length {
            let values = &mut self.values[index * each..][..each];
            if parts.next_element_seed(Read { tensor: self.tensor, shape, values })?.is_none() {
                return Err(A::Error::invalid_length(index, &self));
            }
        }
        record::end(parts, *length, &self)
    }
}
