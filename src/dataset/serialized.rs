//! Data sets in the formats of serde.

use alloc::vec::Vec;

use ::serde::de::Error as _;
use ::serde::ser::SerializeStruct;
use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::dataset::rows::Dataset;
use crate::serde::Value;
use crate::serde::value::{Read, Sequence};

/// Writes the inputs, then the targets. [`staticnn::serde`](crate::serde) has an example.
impl<Input: Value, Target: Value> Serialize for Dataset<Input, Target> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Dataset", 2)?;
        fields.serialize_field("inputs", &Sequence(self.inputs()))?;
        fields.serialize_field("targets", &Sequence(self.targets()))?;
        fields.end()
    }
}

/// Reads a data set, and refuses one without rows, or with more or fewer targets than inputs.
impl<'de, Input: Value, Target: Value> Deserialize<'de> for Dataset<Input, Target> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// How formats hold it.
        #[derive(Deserialize)]
        #[serde(rename = "Dataset", deny_unknown_fields, bound = "Input: Value, Target: Value")]
        struct Stored<Input, Target> {
            inputs: Vec<Read<Input>>,
            targets: Vec<Read<Target>>,
        }

        let Stored { inputs, targets } = Stored::deserialize(deserializer)?;
        let inputs = inputs.into_iter().map(|input| input.0).collect();
        let targets = targets.into_iter().map(|target| target.0).collect();
        Self::new(inputs, targets).map_err(D::Error::custom)
    }
}
