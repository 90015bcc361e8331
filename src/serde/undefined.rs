//! Numbers that may be undefined: NaN is written as none, so that formats without NaN have it, too.

use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serializer};

use crate::serde::float::Float;

/// Writes numbers, NaN as none.
pub(crate) fn serialize<S: Serializer>(numbers: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(numbers.iter().map(|number| (!number.is_nan()).then_some(Float(*number))))
}

/// Reads numbers, none as NaN.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    let numbers = Vec::<Option<Float<f64>>>::deserialize(deserializer)?;
    Ok(numbers.into_iter().map(|number| number.map_or(f64::NAN, |number| number.0)).collect())
}
