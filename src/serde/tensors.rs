//! A layer as a struct whose fields are its tensors.

use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Expected, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, SerializeTuple, Serializer};

use crate::layer::contract::Layer;
use crate::layer::stage::{Dimensions, Stage, Tensor, product};
use crate::scalar::Scalar;
use crate::serde::float;

/// Writes a layer as a struct of its tensors, for the `Serialize` of your own layer. [The module](crate::serde) has an
/// example.
///
/// Doesn't compile for a layer with layers inside, or with more than 16 tensors.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<L: Layer, S: Serializer>(layer: &L, serializer: S) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct(L::STAGE.kind, Tensors::<L>::NAMES.len())?;
    let mut rest = layer.values();
    for tensor in L::STAGE.tensors {
        let (values, others) = rest.split_at(tensor.len());
        fields.serialize_field(tensor.name, &Written { shape: tensor.shape, values })?;
        rest = others;
    }
    fields.end()
}

/// Reads a layer that [`serialize`] wrote, for the `Deserialize` of your own layer. The layer is on the stack twice at
/// most.
///
/// Doesn't compile for a layer with layers inside, or with more than 16 tensors.
///
/// # Errors
///
/// If a tensor is missing, unknown, there twice, or has another shape; if a number isn't one, or is finite but too large for
/// the layer's scalar; and those of the deserializer.
pub fn deserialize<'de, L: Layer, D: Deserializer<'de>>(deserializer: D) -> Result<L, D::Error> {
    let mut layer = L::ZEROED;
    deserialize_into(&mut layer, deserializer)?;
    Ok(layer)
}

/// Reads a layer in place. After an error, a part of the tensors may have been read.
///
/// # Errors
///
/// As [`deserialize`].
pub fn deserialize_into<'de, L: Layer, D: Deserializer<'de>>(layer: &mut L, deserializer: D) -> Result<(), D::Error> {
    deserializer.deserialize_struct(L::STAGE.kind, Tensors::<L>::NAMES, Tensors(layer))
}

/// The most tensors that a layer can have here.
const MOST: usize = 16;

/// A layer whose tensors are read in place.
struct Tensors<'a, L>(&'a mut L);

impl<L: Layer> Tensors<'_, L> {
    /// The names of the tensors, in their order.
    const NAMES: &'static [&'static str] = Self::TABLE.split_at(L::STAGE.tensors.len()).0;
    const TABLE: &'static [&'static str; MOST] = &{
        assert!(
            L::STAGE.stages.is_empty(),
            "a layer with layers inside isn't a struct of tensors: derive serde's traits"
        );
        assert!(L::STAGE.tensors.len() <= MOST, "such a layer has at most 16 tensors: derive serde's traits");
        let (mut names, mut index) = ([""; MOST], 0);
        while index < L::STAGE.tensors.len() {
            names[index] = L::STAGE.tensors[index].name;
            index += 1;
        }
        names
    };
}

impl<'de, L: Layer> Visitor<'de> for Tensors<'_, L> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stage { kind, input, output, .. } = L::STAGE;
        write!(f, "{kind} {} -> {} with ", Dimensions(input), Dimensions(output))?;
        for (index, name) in Self::NAMES.iter().enumerate() {
            write!(f, "{}`{name}`", if index > 0 { ", " } else { "" })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut tensors: A) -> Result<(), A::Error> {
        let mut start = 0;
        for (index, tensor) in L::STAGE.tensors.iter().enumerate() {
            let values = &mut self.0.values_mut()[start..][..tensor.len()];
            if tensors.next_element_seed(Read::new(tensor, values))?.is_none() {
                return Err(A::Error::invalid_length(index, &self));
            }
            start += tensor.len();
        }
        end(tensors, Self::NAMES.len(), &self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut tensors: A) -> Result<(), A::Error> {
        let mut found = [false; MOST];
        while let Some(index) = tensors.next_key_seed(Name(Self::NAMES))? {
            if core::mem::replace(&mut found[index], true) {
                return Err(A::Error::duplicate_field(Self::NAMES[index]));
            }
            let (tensor, start) = (&L::STAGE.tensors[index], L::STAGE.tensors[..index].iter().map(Tensor::len).sum());
            let values = &mut self.0.values_mut()[start..][..tensor.len()];
            tensors.next_value_seed(Read::new(tensor, values))?;
        }
        match Self::NAMES.iter().zip(found).find(|(_, found)| !found) {
            Some((name, _)) => Err(A::Error::missing_field(name)),
            None => Ok(()),
        }
    }
}

/// Reads a name as an index among these.
struct Name(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a tensor")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.0.iter().position(|other| *other == name).ok_or_else(|| E::unknown_field(name, self.0))
    }
}

/// The numbers of a tensor, or of a part of it with this shape.
struct Written<'a, T> {
    shape: &'static [usize],
    values: &'a [T],
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

/// A tensor whose numbers are read, or a part of it with this shape.
struct Read<'a, T> {
    tensor: &'static Tensor,
    shape: &'static [usize],
    values: &'a mut [T],
}

impl<'a, T> Read<'a, T> {
    fn new(tensor: &'static Tensor, values: &'a mut [T]) -> Self {
        Self { tensor, shape: tensor.shape, values }
    }
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
        end(parts, *length, &self)
    }
}

/// Refuses elements after the `expected` ones, which some formats would report as an error of syntax.
fn end<'de, A: SeqAccess<'de>>(mut rest: A, length: usize, expected: &dyn Expected) -> Result<(), A::Error> {
    let mut found = length;
    while rest.next_element::<IgnoredAny>()?.is_some() {
        found += 1;
    }
    if found == length { Ok(()) } else { Err(A::Error::invalid_length(found, expected)) }
}
