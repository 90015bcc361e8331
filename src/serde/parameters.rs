//! The parameters of a layer or of a network, as a struct of its tensors and of the layers inside.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::layer::contract::Layer;
use crate::layer::dimensions::{Dimensions, product};
use crate::layer::stage::Stage;
use crate::layer::tensor::Tensor;
use crate::scalar::Scalar;
use crate::serde::record::{self, MOST, Record};
use crate::serde::tensor;

/// Writes a layer, or a network, as a struct: its tensors, then the layers inside as structs of theirs.
///
/// The library's layers implement `Serialize` by it, and a derived `Serialize` of a network writes the same. Your own layer
/// can do so too: [the module](crate::serde#your-own-layers) has an example.
///
/// Doesn't compile for more than 256 tensors and layers together, or if two tensors or layers inside a layer have one name.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<L: Layer, S: Serializer>(layer: &L, serializer: S) -> Result<S::Ok, S::Error> {
    const { Names::<L>::TABLE };
    Written { stage: &L::STAGE, values: layer.values() }.serialize(serializer)
}

/// Reads what [`serialize`] wrote, for the `Deserialize` of your own layer.
///
/// The value is on the stack, several times in a debug build: read a large network by [`deserialize_into`].
///
/// # Errors
///
/// If a tensor is missing, unknown, there twice, or of another shape; if what should be a number isn't one, or is a finite
/// one beyond the range of an `f32` layer; and the deserializer's own.
pub fn deserialize<'de, L: Layer, D: Deserializer<'de>>(deserializer: D) -> Result<L, D::Error> {
    let mut layer = L::ZEROED;
    deserialize_into(&mut layer, deserializer)?;
    Ok(layer)
}

/// Reads what [`serialize`] or a derived `Serialize` wrote in place, so that nothing of its size is on the stack: for a network
/// in a box. It goes by the names of the declaration; attributes such as `#[serde(rename)]` aren't known here.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use staticnn::prelude::*;
///
/// network! {
///     #[derive(Serialize, Deserialize)]
///     struct Digits< 784 -> 128 relu -> 10 >;
/// }
///
/// let json = serde_json::to_string(&*Digits::boxed())?;
/// let mut net = Digits::boxed();
/// let mut deserializer = serde_json::Deserializer::from_str(&json);
/// staticnn::serde::deserialize_into(&mut *net, &mut deserializer)?;
/// deserializer.end()?; // nothing follows
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// As [`deserialize`]. Some parameters may have been read then.
pub fn deserialize_into<'de, L: Layer, D: Deserializer<'de>>(layer: &mut L, deserializer: D) -> Result<(), D::Error> {
    let mut parameters = Read { stage: &L::STAGE, names: Names::<L>::TABLE, values: layer.values_mut() };
    record::read(&mut parameters, deserializer)
}

/// The parameters of a network as a value that can be written, whether or not the network itself can.
pub(crate) struct Parameters<'a, L>(pub(crate) &'a L);

impl<L: Layer> Serialize for Parameters<'_, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self.0, serializer)
    }
}

/// A layer that is written.
struct Written<'a, T> {
    stage: &'static Stage,
    values: &'a [T],
}

impl<T: Scalar> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct(self.stage.kind, fields(self.stage))?;
        let mut rest = self.values;
        for Tensor { name, shape, .. } in self.stage.tensors {
            let values = rest.split_off(..product(shape)).unwrap_or_default();
            fields.serialize_field(name, &tensor::Written { shape, values })?;
        }
        for stage in self.stage.stages {
            let values = rest.split_off(..stage.parameters()).unwrap_or_default();
            fields.serialize_field(stage.name, &Self { stage, values })?;
        }
        fields.end()
    }
}

/// A layer that is read in place.
struct Read<'a, T> {
    stage: &'static Stage,
    /// The names of its fields, then those of the layers inside, and of the layers in those.
    names: &'static [&'static str],
    values: &'a mut [T],
}

impl<T: Scalar> Record for Read<'_, T> {
    fn kind(&self) -> &'static str {
        self.stage.kind
    }

    fn fields(&self) -> &'static [&'static str] {
        &self.names[..fields(self.stage)]
    }

    fn read<'de, D: Deserializer<'de>>(&mut self, field: &'static str, deserializer: D) -> Result<(), D::Error> {
        let mut rest = &mut *self.values;
        for tensor in self.stage.tensors {
            let values = rest.split_off_mut(..tensor.len()).unwrap_or_default();
            if tensor.name == field {
                return tensor::Read { tensor, shape: tensor.shape, values }.deserialize(deserializer);
            }
        }
        let mut names = &self.names[fields(self.stage)..];
        for stage in self.stage.stages {
            let values = rest.split_off_mut(..stage.parameters()).unwrap_or_default();
            if stage.name == field {
                return record::read(&mut Read { stage, names, values }, deserializer);
            }
            names = &names[all_fields(stage)..];
        }
        Ok(())
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stage { kind, input, output, .. } = self.stage;
        write!(f, "{kind} {} -> {}", Dimensions(input), Dimensions(output))
    }
}

/// The names that a layer's record has.
struct Names<L>(PhantomData<L>);

impl<L: Layer> Names<L> {
    /// As [`Read::names`], with empty names after them.
    const TABLE: &'static [&'static str] = &{
        L::STAGE.assert_distinct_names();
        assert!(
            all_fields(&L::STAGE) <= MOST,
            "a network has at most 256 tensors and layers where serde's traits are used"
        );
        let mut table = [""; MOST];
        fill(&mut table, 0, &L::STAGE);
        table
    };
}

/// How many fields the record of a layer has.
const fn fields(stage: &Stage) -> usize {
    stage.tensors.len() + stage.stages.len()
}

/// How many fields the record of a layer has, with those of the layers inside.
const fn all_fields(stage: &Stage) -> usize {
    let (mut sum, mut index) = (fields(stage), 0);
    while index < stage.stages.len() {
        sum += all_fields(stage.stages[index]);
        index += 1;
    }
    sum
}

/// Writes the names of all fields into the table, from `start` on.
const fn fill(table: &mut [&'static str; MOST], start: usize, stage: &Stage) {
    let mut index = 0;
    while index < fields(stage) {
        table[start + index] = stage.part(index);
        index += 1;
    }
    let (mut next, mut index) = (start + fields(stage), 0);
    while index < stage.stages.len() {
        fill(table, next, stage.stages[index]);
        next += all_fields(stage.stages[index]);
        index += 1;
    }
}
