//! What a stream carries, as a list of its numbers.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserializer, Error, Expected, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};

use crate::layer::stream::Carries;
use crate::scalar::Scalar;
use crate::serde::float::Float;
use crate::serde::record;

/// How many numbers there are.
pub(crate) fn count<T: Scalar, C: Carries<T>>(carried: &C) -> usize {
    let mut count = 0;
    carried.see(&mut |values| count += values.len());
    count
}

/// Writes all numbers, part by part.
pub(crate) fn serialize<T: Scalar, C: Carries<T>, S: Serializer>(
    carried: &C,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (mut list, mut written) = (serializer.serialize_seq(Some(count(carried)))?, Ok(()));
    carried.see(&mut |values| {
        for value in values {
            if written.is_ok() {
                written = list.serialize_element(&Float(*value));
            }
        }
    });
    written?;
    list.end()
}

/// Reads as many numbers as there are.
pub(crate) fn read<'de, T: Scalar, C: Carries<T>, D: Deserializer<'de>>(
    carried: &mut C,
    deserializer: D,
) -> Result<(), D::Error> {
    deserializer.deserialize_seq(Reader { count: count(carried), carried, scalar: PhantomData })
}

struct Reader<'a, T, C> {
    count: usize,
    carried: &'a mut C,
    scalar: PhantomData<T>,
}

/// So many numbers, for messages.
struct Numbers(usize);

impl Expected for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} numbers of the network's state", self.0)
    }
}

impl<'de, T: Scalar, C: Carries<T>> Visitor<'de> for Reader<'_, T, C> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Numbers(self.count), f)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<(), A::Error> {
        let (expected, mut found, mut failed) = (Numbers(self.count), 0, None);
        self.carried.see_mut(&mut |values| {
            for value in values {
                if failed.is_some() {
                    return;
                }
                match numbers.next_element::<Float<T>>() {
                    Ok(Some(Float(number))) => (*value, found) = (number, found + 1),
                    Ok(None) => failed = Some(A::Error::invalid_length(found, &expected)),
                    Err(error) => failed = Some(error),
                }
            }
        });
        match failed {
            Some(error) => Err(error),
            None => record::end(numbers, self.count, &expected),
        }
    }
}
