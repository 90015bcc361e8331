//! The scores of an area under a curve in the formats of serde.

use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::metric::roc_auc::{RocAuc, Scored, Seen};
use crate::metric::sum::check_count;
use crate::serde::field::{Field, Written};
use crate::serde::record::{self, Record};

/// Writes the scores. They are read by [`DeserializeSeed`], into a buffer that is there.
impl<B: AsRef<[Scored]> + AsMut<[Scored]>> Serialize for RocAuc<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RocAuc", FIELDS.len())?;
        let scores = self.with_scores(|scores| Some(fields.serialize_field("scores", &Scores(scores))));
        scores.unwrap_or(Ok(()))?;
        let Seen { samples, nan, undefined } = self.seen;
        fields.serialize_field("samples", &Written(&samples))?;
        fields.serialize_field("nan", &Written(&nan))?;
        fields.serialize_field("undefined", &Written(&undefined))?;
        fields.end()
    }
}

/// Reads what `Serialize` wrote into the buffer, which has room for it: nothing is allocated. After an error there are no samples.
///
/// ```
/// use serde::de::DeserializeSeed;
/// use staticnn::metric::{Metric, RocAuc, Scored};
///
/// let mut auc = RocAuc::new([Scored::EMPTY; 10]);
/// auc.add(&[0.5], &[1.0]);
/// let json = serde_json::to_string(&auc)?;
///
/// let mut other = RocAuc::new([Scored::EMPTY; 10]);
/// other.deserialize(&mut serde_json::Deserializer::from_str(&json))?;
/// assert_eq!(other, auc);
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de, B: AsRef<[Scored]> + AsMut<[Scored]>> DeserializeSeed<'de> for &mut RocAuc<B> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.clear();
        let mut read = Read { buffer: self.buffer_mut(), length: 0, seen: Seen::NOTHING };
        record::read(&mut read, deserializer)?;
        let Read { buffer, length, mut seen } = read;
        check_count(seen.samples).map_err(D::Error::custom)?;
        // Samples without a score are those for which there was no room.
        if seen.samples != length as u64 && (seen.samples < length as u64 || length < buffer.len()) {
            return Err(D::Error::custom(format_args!("{length} scores of {} samples", seen.samples)));
        }
        seen.nan |= buffer[..length].iter().any(|scored| scored.score.is_nan());
        self.seen = seen;
        Ok(())
    }
}

const FIELDS: &[&str] = &["scores", "samples", "nan", "undefined"];

/// Scores that are written.
struct Scores<'a>(&'a [Scored]);

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|scored| (scored.score, scored.positive)))
    }
}

/// What is read.
struct Read<'a> {
    buffer: &'a mut [Scored],
    /// How many scores were read.
    length: usize,
    seen: Seen,
}

impl Record for Read<'_> {
    fn kind(&self) -> &'static str {
        "RocAuc"
    }

    fn fields(&self) -> &'static [&'static str] {
        FIELDS
    }

    fn read<'de, D: Deserializer<'de>>(&mut self, field: &'static str, deserializer: D) -> Result<(), D::Error> {
        match field {
            "scores" => self.length = deserializer.deserialize_seq(Room(self.buffer))?,
            "samples" => self.seen.samples.read(deserializer)?,
            "nan" => self.seen.nan.read(deserializer)?,
            _ => self.seen.undefined.read(deserializer)?,
        }
        Ok(())
    }
}

/// The buffer that scores are read into.
struct Room<'a>(&'a mut [Scored]);

impl<'de> Visitor<'de> for Room<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {} scores, for which the buffer has room", self.0.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut scores: A) -> Result<usize, A::Error> {
        let mut length = 0;
        while let Some((score, positive)) = scores.next_element()? {
            match self.0.get_mut(length) {
                Some(place) => *place = Scored { score, positive },
                None => return Err(A::Error::invalid_length(length + 1, &self)),
            }
            length += 1;
        }
        Ok(length)
    }
}
