//! Whole programs and what they show: the examples, the trainer, the charts.

mod baseline;
mod pictures;
mod plane;
mod retold;
mod tables;
mod trainer;
