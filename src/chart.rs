//! Charts, saved as PNG or SVG: losses over the epochs of trainings, and data and functions in the plane.
//!
//! | method | draws |
//! |---|---|
//! | [`History::plot`](crate::History::plot) | the losses of one training, without a `Chart` |
//! | [`Chart::curve`] | the losses of a training, next to those of others |
//! | [`Chart::line`] | a line through points: a function |
//! | [`Chart::points`] | a set of points, in one colour |
//! | [`Chart::colored`] | points whose colour stands for a third value |
//! | [`Chart::regions`] | the plane, coloured by a classifier |
//!
//! Text is drawn with an embedded font: DejaVu Sans (its licence is `assets/LICENSE-DejaVu`), reduced to Latin-1, Greek
//! and a few symbols. Other characters are left out, and so are control characters; a line break is a space. An SVG viewer may substitute its own font.

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
