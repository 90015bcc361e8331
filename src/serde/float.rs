//! One number, `f32` or `f64`, and arrays of a few.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::scalar::Scalar;

/// A number, or an array of numbers, which need no bound beside [`Scalar`].
#[derive(Clone, Copy)]
pub(crate) struct Float<T>(pub(crate) T);

impl<T: Scalar> Serialize for Float<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de, T: Scalar> Deserialize<'de> for Float<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}

impl<T: Scalar, const K: usize> Serialize for Float<[T; K]>
where
    [Float<T>; K]: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.map(Float).serialize(serializer)
    }
}

impl<'de, T: Scalar, const K: usize> Deserialize<'de> for Float<[T; K]>
where
    [Float<T>; K]: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <[Float<T>; K]>::deserialize(deserializer).map(|numbers| Self(numbers.map(|number| number.0)))
    }
}

/// Writes a number as what it is, an `f32` or an `f64`.
pub(crate) fn serialize<T: Scalar, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    // Its bits: a conversion between the types would change a signalling NaN.
    if const { is_single::<T>() } {
        #[allow(clippy::cast_possible_truncation, reason = "the upper half is zero")]
        serializer.serialize_f32(f32::from_bits(number.bits() as u32))
    } else {
        serializer.serialize_f64(f64::from_bits(number.bits()))
    }
}

/// Reads a number: any that the type can hold, whole ones too, and NaN and infinities where the format has them.
pub(crate) fn deserialize<'de, T: Scalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if const { is_single::<T>() } {
        deserializer.deserialize_f32(Reader(PhantomData))
    } else {
        deserializer.deserialize_f64(Reader(PhantomData))
    }
}

const fn is_single<T>() -> bool {
    size_of::<T>() == size_of::<f32>()
}

struct Reader<T>(PhantomData<T>);

impl<T: Scalar> Visitor<'_> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number (not null, which JSON has for NaN and infinities)")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        let rounded = T::from_f64(number);
        if number.is_finite() && !rounded.is_finite() {
            return Err(E::invalid_value(Unexpected::Float(number), &"a number that an f32 can hold"));
        }
        Ok(rounded)
    }

    fn visit_f32<E: de::Error>(self, number: f32) -> Result<T, E> {
        if const { is_single::<T>() } {
            Ok(T::from_bits(number.to_bits().into()))
        } else {
            self.visit_f64(number.into())
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "a whole number is rounded as any other")]
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        self.visit_f64(number as f64)
    }

    #[allow(clippy::cast_precision_loss, reason = "a whole number is rounded as any other")]
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        self.visit_f64(number as f64)
    }
}
