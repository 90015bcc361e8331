//! Whole programs and what they show: the examples, the trainer, the charts.

mod baseline;
mod datasets;
mod full_charts;
mod judging_charts;
mod matrices;
mod models;
mod onnx;
mod pictures;
mod plane;
mod retold;
mod saved;
mod seen;
mod strange_charts;
mod tables;
mod trainer;
mod training;
