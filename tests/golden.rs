//! The numbers that `golden/functions.py` and `golden/make.py` computed with PyTorch and NumPy.

use std::fs;

use serde_json::Value;

/// A file of the folder `golden`: `read("functions.json")`.
///
/// # Panics
///
/// If there is no such file, or if it isn't JSON.
#[must_use]
pub fn read(name: &str) -> Value {
    let path = format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A list of numbers.
///
/// # Panics
///
/// If the value isn't one.
#[must_use]
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}
