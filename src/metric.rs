//! Metrics: how good predictions are, in numbers that people read.
//!
//! A metric takes in one prediction after the other ([`add`](Metric::add)), or what a network predicts for all samples of a set
//! ([`measure`](Metric::measure)), without allocating. T is `f32` or `f64`; sums are in f64.
//!
//! | metric | outputs | targets | formula | range | better |
//! |---|---|---|---|---|---|
//! | [`Accuracy`] | `[T; N]` | `Class<N>` | correct / n | 0 to 1 | more |
//! | [`TopK`] | `[T; N]` | `Class<N>` | class among the k largest / n | 0 to 1 | more |
//! | [`Precision`] | `[T; N]` | `Class<N>` | hits / predictions of a class | 0 to 1 | more |
//! | [`Recall`] | `[T; N]` | `Class<N>` | hits / samples of a class | 0 to 1 | more |
//! | [`F1`] | `[T; N]` | `Class<N>` | 2 hits / (predictions + samples) | 0 to 1 | more |
//! | [`ConfusionMatrix`] | `[T; N]` | `Class<N>` | all counts; its value is the accuracy | 0 to 1 | more |
//! | [`Binary`] of one of these | `[T; N]` | `[T; N]` of 0 or 1 | as the inner metric, of y >= threshold | 0 to 1 | more |
//! | [`RocAuc`] | `[T; 1]`, `[T; 2]` | `[T; 1]` of 0 or 1, `Class<2>` | pairs of a yes above a no / all pairs | 0 to 1 | more |
//! | [`LogLoss`] | probabilities `[T; N]` | `Class<N>`, `[T; N]` of 0 or 1 | mean of -ln p | 0 to 36 | less |
//! | [`Brier`] | probabilities `[T; N]` | `Class<N>`, `[T; N]` of 0 or 1 | mean of (p - t)² | 0 to 1 or 2 | less |
//! | [`Rmse`] | `[T; N]` | `[T; N]` | root of the mean of (y - t)² | 0 up | less |
//! | [`Mae`] | `[T; N]` | `[T; N]` | mean of \|y - t\| | 0 up | less |
//! | [`Mape`] | `[T; N]` | `[T; N]` | mean of \|y - t\| / \|t\| | 0 up | less |
//! | [`R2`] | `[T; N]` | `[T; N]` | 1 - sum of (y - t)² / sum of (t - mean t)² | below 1 | more |
//!
//! ```
//! use staticnn::metric::{Metric, R2};
//! use staticnn::prelude::*;
//!
//! network! { struct Line< 1 -> 1 >; }
//!
//! let mut line = Line::zeros();
//! line.layer1.weight[0][0] = 2.0;
//! let samples = Samples::from((&[[1.0], [2.0], [3.0]], &[[2.0], [4.0], [5.0]]));
//! let mut r2 = R2::new();
//! assert!((r2.measure(&line, &samples) - 0.786).abs() < 1e-3);
//!
//! r2.clear(); // or one by one
//! r2.add(&line.predict(&[4.0]), &[8.0]);
//! ```
//!
//! The numbers are scikit-learn's: what is 0 / 0 for a class is 0, and several outputs of numbers have the mean of their metrics,
//! `uniform_average`. Where a metric isn't defined, as before the first sample, it is NaN. A prediction with a NaN is a wrong one
//! where classes are counted, and makes all others NaN.

mod accuracy;
mod average;
mod binary;
mod brier;
mod class_counts;
mod confusion_matrix;
mod contract;
mod decision;
mod error;
mod f1;
mod implement;
mod log_loss;
mod mae;
mod mape;
mod precision;
mod r2;
mod recall;
mod rmse;
mod roc_auc;
#[cfg(feature = "serde")]
mod roc_auc_state;
mod sum;
mod table;
mod top_k;

pub use accuracy::Accuracy;
pub use average::Average;
pub use binary::Binary;
pub use brier::Brier;
pub use confusion_matrix::ConfusionMatrix;
pub use contract::Metric;
pub use error::Error;
pub use f1::F1;
pub use log_loss::LogLoss;
pub use mae::Mae;
pub use mape::Mape;
pub use precision::Precision;
pub use r2::R2;
pub use recall::Recall;
pub use rmse::Rmse;
pub use roc_auc::{RocAuc, Scored};
pub use table::Table;
pub use top_k::TopK;
