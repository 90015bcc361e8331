//! The fields of records: numbers, and arrays of any length, which serde's derives don't know.

use core::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeTuple, Serializer};

use crate::scalar::Scalar;
use crate::serde::{float, record};

/// What a field can be.
pub(crate) trait Field {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error>;
}

impl<T: Scalar> Field for T {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        float::serialize(self, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        *self = float::deserialize(deserializer)?;
        Ok(())
    }
}

macro_rules! own {
    ($($Type:ty)*) => { $(
        impl Field for $Type {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }

            fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
                *self = Self::deserialize(deserializer)?;
                Ok(())
            }
        }
    )* };
}

own!(bool u64);

impl<F: Field, const N: usize> Field for [F; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut elements = serializer.serialize_tuple(N)?;
        self.iter().try_for_each(|element| elements.serialize_element(&Written(element)))?;
        elements.end()
    }

    fn read<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_tuple(N, Elements(self))
    }
}

/// A field as a value that serde writes.
pub(crate) struct Written<'a, F>(pub(crate) &'a F);

impl<F: Field> Serialize for Written<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// A field that serde reads in place.
pub(crate) struct Place<'a, F>(pub(crate) &'a mut F);

impl<'de, F: Field> DeserializeSeed<'de> for Place<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.read(deserializer)
    }
}

/// The elements of an array that is read in place.
struct Elements<'a, F>(&'a mut [F]);

impl<'de, F: Field> Visitor<'de> for Elements<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of {}", self.0.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        for index in 0..self.0.len() {
            if elements.next_element_seed(Place(&mut self.0[index]))?.is_none() {
                return Err(A::Error::invalid_length(index, &self));
            }
        }
        record::end(elements, self.0.len(), &self)
    }
}

/// Implements `Serialize` and `Deserialize` for a struct of [`Field`]s with a method `check`, which says what of a value that was
/// read isn't sound. Reading fills in a given value.
macro_rules! stored {
    ([$($generics:tt)*] $Type:ident $(<$($argument:ident),+>)? { $($field:ident),+ } from $start:expr) => {
        impl<$($generics)*> ::serde::Serialize for $Type $(<$($argument),+>)? {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeStruct;

                let mut fields = serializer.serialize_struct(stringify!($Type), [$(stringify!($field)),+].len())?;
                $(fields.serialize_field(stringify!($field), &$crate::serde::field::Written(&self.$field))?;)+
                fields.end()
            }
        }

        impl<$($generics)*> $crate::serde::field::Field for $Type $(<$($argument),+>)? {
            fn write<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(self, serializer)
            }

            fn read<'de, D: ::serde::Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
                <Self as ::serde::Deserialize>::deserialize_in_place(deserializer, self)
            }
        }

        impl<$($generics)*> $crate::serde::record::Record for $Type $(<$($argument),+>)? {
            fn kind(&self) -> &'static str {
                stringify!($Type)
            }

            fn fields(&self) -> &'static [&'static str] {
                &[$(stringify!($field)),+]
            }

            fn read<'de, D: ::serde::Deserializer<'de>>(
                &mut self,
                field: &'static str,
                deserializer: D,
            ) -> Result<(), D::Error> {
                match field {
                    $(stringify!($field) => $crate::serde::field::Field::read(&mut self.$field, deserializer),)+
                    _ => Ok(()),
                }
            }
        }

        impl<'de, $($generics)*> ::serde::Deserialize<'de> for $Type $(<$($argument),+>)? {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut value = $start;
                Self::deserialize_in_place(deserializer, &mut value)?;
                Ok(value)
            }

            fn deserialize_in_place<D: ::serde::Deserializer<'de>>(
                deserializer: D,
                place: &mut Self,
            ) -> Result<(), D::Error> {
                $crate::serde::record::read(place, deserializer)?;
                place.check().map_err(::serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use stored;
