//! Errors of charts.

use core::fmt;
use core::ops::RangeInclusive;
use std::io;
use std::path::PathBuf;

use crate::debug_by_display::debug_by_display;

/// The sides that a chart can have, in pixels.
pub(super) const SIDES: RangeInclusive<u32> = 240..=3840;

/// Why a chart wasn't saved.
///
/// ```
/// use staticnn::chart::Error;
/// use staticnn::prelude::*;
///
/// let history: History = [4.0, 2.0, 1.0].into_iter().collect();
/// let error = Chart::new("Loss").curve("", &history).save("loss.jpg").unwrap_err();
/// assert!(matches!(error, Error::Extension { .. }));
/// assert_eq!(error.to_string(), "no way to draw `loss.jpg`: a chart's name ends in .png or .svg");
/// ```
#[non_exhaustive]
pub enum Error {
    /// The path ends neither in `.png` nor in `.svg`.
    Extension {
        /// The path that was given.
        path: PathBuf,
    },
    /// There is no finite loss, point or number.
    Empty {
        /// The path that was given.
        path: PathBuf,
    },
    /// The width or the height isn't 240 to 3840 pixels.
    Size {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
    /// A range of [`Chart::regions`](crate::chart::Chart::regions) or [`Chart::surface`](crate::chart::Chart::surface)
    /// can't be an axis.
    Range {
        /// The axis: `x` or `y`.
        axis: &'static str,
        /// The lower end of the range.
        low: f64,
        /// The upper end of the range.
        high: f64,
    },
    /// The numbers of a matrix aren't as many as its rows and columns say.
    Shape {
        /// The number of rows.
        rows: usize,
        /// The number of columns.
        columns: usize,
        /// How many numbers were given.
        found: usize,
    },
    /// A chart with regions, a surface or a ROC curve was asked for a logarithmic axis.
    LogarithmicRectangle,
    /// No point can be drawn on a logarithmic axis.
    NothingPositive {
        /// The path that was given.
        path: PathBuf,
    },
    /// The file can't be written.
    Write {
        /// The path that was given.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}

debug_by_display!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension { path } => {
                write!(f, "no way to draw `{}`: a chart's name ends in .png or .svg", path.display())
            }
            Self::Empty { path } => {
                write!(
                    f,
                    "nothing to draw in `{}`: a chart needs at least one finite loss, point or number",
                    path.display()
                )
            }
            Self::Size { width, height } => {
                let (min, max) = (SIDES.start(), SIDES.end());
                write!(
                    f,
                    "a chart of {width} x {height} pixels: each side must be {min} to {max}, see its method `size`"
                )
            }
            Self::Range { axis, low, high } => write!(
                f,
                "the chart has the {axis} range {low:?} to {high:?}: write two finite ends, at most 1e300 in \
                 size, that differ by more than a millionth of the larger and by more than 1e-290"
            ),
            Self::Shape { rows, columns, found } => write!(
                f,
                "a picture of {rows} x {columns} numbers, but {found} were given: give as many as rows x columns"
            ),
            Self::LogarithmicRectangle => f.write_str(
                "a chart with regions, a surface or a ROC curve has linear axes: leave out `log_x` and `log_y`",
            ),
            Self::NothingPositive { path } => write!(
                f,
                "nothing to draw in `{}`: a logarithmic axis begins at 1e-300, and no point is above; leave out `log_x` or \
                 `log_y`",
                path.display()
            ),
            Self::Write { path, source } => write!(f, "the chart `{}` can't be written: {source}", path.display()),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
