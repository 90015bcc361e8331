//! Pictures, saved as PNG or SVG: trainings, data and functions in the plane, predictions, confusions, weights,
//! networks.
//!
//! | call | draws |
//! |---|---|
//! | [`History::plot`](crate::History::plot) | the losses of one training, with the best epoch, without a `Chart` |
//! | [`History::plot_metrics`](crate::History::plot_metrics) | its metrics |
//! | [`Chart::curve`] | the losses of a training, next to those of others |
//! | [`Chart::metrics`] | the metrics of a training |
//! | [`Chart::schedule`] | learning rates over the epochs: a schedule |
//! | [`Chart::line`] | a line through points: a function |
//! | [`Chart::points`] | a set of points, in one colour |
//! | [`Chart::colored`] | points whose colour stands for a third value |
//! | [`Chart::surface`] | the plane, coloured by the value of a function |
//! | [`Chart::regions`] | the plane, coloured by a classifier |
//! | [`Chart::mark`] | an upright line at an x |
//! | [`Chart::parity`] | predictions against the truth, about the diagonal |
//! | [`Chart::residuals`] | what predictions miss, about 0 |
//! | [`Chart::roc`] | a ROC curve with its area |
//! | [`Heatmap::confusion`] | a confusion matrix, with counts and the names of classes |
//! | [`Heatmap::weights`] | a matrix of weights |
//! | [`Tiles::weights`] | the weights of a first layer, a small picture for each unit |
//! | [`Tiles::pictures`] | samples that are pictures |
//! | [`Diagram::of`] | a network: its stages, their widths and parameters |
//!
//! [`Chart::axes`], [`Chart::log_x`], [`Chart::log_y`], [`Chart::linear_y`] and [`Chart::size`] hold for all of a
//! chart.
//!
//! Calls that take points take anything that iterates over [points](Point): pairs, or arrays of two, of any numbers.
//! The points of a function over a range are [`function`]; those of a network and samples, true and predicted, are
//! [`pairs`]. Calls that take a function of the plane take closures of x and y.
//!
//! Text is drawn with an embedded font: DejaVu Sans (its licence is `assets/LICENSE-DejaVu`), reduced to Latin-1, Greek
//! and a few symbols. Other characters are left out, and so are control characters; a line break is a space. An SVG
//! viewer may substitute its own font.

mod axis;
mod canvas;
mod colored;
mod colormap;
mod contents;
mod diagram;
mod diagram_drawing;
mod drawing;
mod errors;
mod file;
mod heatmap;
mod heatmap_drawing;
mod judging;
mod layout;
mod legend;
mod matrix;
mod plane;
mod point;
mod regions;
mod scale;
mod series;
mod surface;
mod text;
mod thinning;
mod tiles;
mod training;
mod turns;

pub use contents::Chart;
pub use diagram::Diagram;
pub use errors::Error;
pub use heatmap::Heatmap;
pub use judging::pairs;
pub use point::{Coordinate, Point, Region, function};
pub use tiles::Tiles;
