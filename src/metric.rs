//! Metrics: how good predictions are, in numbers that people read.
//!
//! A metric takes in one prediction after the other, or all of a set of samples, without allocating.

mod contract;

pub use contract::Metric;
