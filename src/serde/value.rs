//! What a data set consists of: numbers, classes, and arrays of these.

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeTuple, Serializer};

use crate::serde::{float, record};

/// A value that a [`Dataset`](crate::dataset::Dataset) can be written with: a number, a [`Class`](crate::Class), or an
/// array of such values of any length, where serde's own traits end at 32.
///
/// ```
/// use staticnn::dataset::Dataset;
/// use staticnn::prelude::*;
///
/// let data = Dataset::new(vec![[0.5_f32; 40]], vec![Class::<3>::new(2)?])?;
/// let json = serde_json::to_string(&data)?;
/// assert!(json.ends_with(r#"0.5]],"targets":[2]}"#));
/// assert_eq!(serde_json::from_str::<Dataset<[f32; 40], Class<3>>>(&json)?, data);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Value: Sized {
    /// Writes the value.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// If what is there isn't such a value: an array of another length, a label that isn't below the number of classes,
    /// what isn't a number or is beyond the range of `f32`; and the deserializer's own.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// A number.
macro_rules! number {
    ($Number:ty) => {
        impl Value for $Number {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                float::serialize(self, serializer)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                float::deserialize(deserializer)
            }
        }
    };
}

number!(f32);
number!(f64);

impl<V: Value, const N: usize> Value for [V; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut values = serializer.serialize_tuple(N)?;
        for value in self {
            values.serialize_element(&Written(value))?;
        }
        values.end()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(N, Row(PhantomData))
    }
}

/// A value that is written.
pub(crate) struct Written<'a, V>(pub(crate) &'a V);

impl<V: Value> Serialize for Written<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// Values in a sequence that are written.
pub(crate) struct Sequence<'a, V>(pub(crate) &'a [V]);

impl<V: Value> Serialize for Sequence<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Written))
    }
}

/// A value that has been read.
pub(crate) struct Read<V>(pub(crate) V);

impl<'de, V: Value> Deserialize<'de> for Read<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        V::read(deserializer).map(Self)
    }
}

/// Values in an array.
struct Row<V, const N: usize>(PhantomData<V>);

impl<'de, V: Value, const N: usize> Visitor<'de> for Row<V, N> {
    type Value = [V; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a row of length {N}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<[V; N], A::Error> {
        let mut row = Vec::with_capacity(N);
        while row.len() < N {
            match values.next_element()? {
                Some(Read(value)) => row.push(value),
                None => return Err(A::Error::invalid_length(row.len(), &self)),
            }
        }
        record::end(values, N, &self)?;
        row.try_into().map_err(|row: Vec<V>| A::Error::invalid_length(row.len(), &self))
    }
}
