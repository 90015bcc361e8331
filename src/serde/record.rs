//! Values that formats hold as structs, read in place: serde's derives need up to twenty-five times the value on the stack.

use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Expected, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The most fields that a record can have.
pub(crate) const MOST: usize = 256;

/// A struct of named fields.
pub(crate) trait Record {
    /// What it is: the name of the struct.
    fn kind(&self) -> &'static str;

    /// The names of the fields, all different, in the order in which formats without names have them.
    fn fields(&self) -> &'static [&'static str];

    /// Reads the field of this name.
    fn read<'de, D: Deserializer<'de>>(&mut self, field: &'static str, deserializer: D) -> Result<(), D::Error>;

    /// Writes what was expected, for messages; the names of the fields follow.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// Reads every field of a record.
pub(crate) fn read<'de, R: Record, D: Deserializer<'de>>(record: &mut R, deserializer: D) -> Result<(), D::Error> {
    deserializer.deserialize_struct(record.kind(), record.fields(), Reader(record))
}

/// Refuses elements after the `length` expected ones. Without it, some formats report an error of syntax.
pub(crate) fn end<'de, A>(mut rest: A, length: usize, expected: &dyn Expected) -> Result<(), A::Error>
where
    A: SeqAccess<'de>,
{
    let mut found = length;
    while rest.next_element::<IgnoredAny>()?.is_some() {
        found += 1;
    }
    if found == length { Ok(()) } else { Err(A::Error::invalid_length(found, expected)) }
}

struct Reader<'a, R>(&'a mut R);

impl<'de, R: Record> Visitor<'de> for Reader<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(f)?;
        for (index, name) in self.0.fields().iter().enumerate() {
            write!(f, "{} `{name}`", if index == 0 { " with" } else { "," })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        let names = self.0.fields();
        for (index, &name) in names.iter().enumerate() {
            if values.next_element_seed(Field { record: &mut *self.0, name })?.is_none() {
                return Err(A::Error::invalid_length(index, &self));
            }
        }
        end(values, names.len(), &self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        let (names, mut found) = (self.0.fields(), [false; MOST]);
        while let Some(index) = values.next_key_seed(Name(names))? {
            if core::mem::replace(&mut found[index], true) {
                return Err(A::Error::duplicate_field(names[index]));
            }
            values.next_value_seed(Field { record: &mut *self.0, name: names[index] })?;
        }
        match names.iter().zip(found).find(|(_, found)| !found) {
            Some((name, _)) => Err(A::Error::missing_field(name)),
            None => Ok(()),
        }
    }
}

/// The value of one field.
struct Field<'a, R> {
    record: &'a mut R,
    name: &'static str,
}

impl<'de, R: Record> DeserializeSeed<'de> for Field<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.record.read(self.name, deserializer)
    }
}

/// The name of a field, read as its index among these.
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
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.0.iter().position(|other| *other == name).ok_or_else(|| E::unknown_field(name, self.0))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        self.visit_str(core::str::from_utf8(name).map_err(E::custom)?)
    }
}
