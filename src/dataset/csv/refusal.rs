//! What is wrong with a CSV text.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::dataset::csv::shown::{List, Meant, Shown};
use crate::debug_by_display::debug_by_display;

/// What usually stands for a missing value.
const MARKS: [&str; 9] = ["na", "n/a", "nan", "null", "none", "?", "-", ".", "missing"];

/// Why a CSV text isn't a data set. Indices are counted from 0.
///
/// ```
/// use staticnn::dataset::csv::{Csv, Error, Refusal};
///
/// let error = Csv::from_text("a,b\n1,2\n,3\n").inputs(["a"]).target::<f32>("b").unwrap_err();
/// assert!(matches!(error, Error::Refused { refusal, .. } if *refusal == Refusal::Missing));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It isn't text in UTF-8.
    Encoding {
        /// Whether it begins as text in UTF-16 does.
        utf_16: bool,
    },
    /// The separator that was set isn't one that a CSV file can have.
    Setting {
        /// The separator.
        separator: char,
    },
    /// There is no line.
    Empty,
    /// There is no row, or each has been left out.
    NoRows {
        /// How many rows were left out because of missing values.
        dropped: u64,
    },
    /// The first line is a single cell that has another separator in it.
    Separator {
        /// The first line.
        line: String,
        /// The separator that it seems to have.
        meant: char,
    },
    /// The name of a column is asked for, and no header line was to be read.
    NoHeader {
        /// The name; `None` if all are asked for.
        column: Option<String>,
    },
    /// A column isn't in the header line.
    Name {
        /// The name of the column.
        name: String,
        /// The columns that are there.
        columns: Vec<String>,
        /// The one of them that was probably meant.
        meant: Option<String>,
    },
    /// Two columns have a name.
    Twice {
        /// The name.
        name: String,
        /// The index of the first.
        first: usize,
        /// The index of the second.
        second: usize,
    },
    /// An index is beyond the last column.
    Index {
        /// The index.
        index: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// More or fewer columns are left for the inputs than an input has values.
    Count {
        /// How many values an input has.
        inputs: usize,
        /// How many columns are left.
        columns: usize,
    },
    /// A row has more or fewer cells than the first line.
    Ragged {
        /// How many cells the first line has.
        expected: u64,
        /// How many cells the row has.
        found: u64,
    },
    /// A value is missing.
    Missing,
    /// A cell isn't a finite number.
    Number {
        /// The cell.
        text: String,
        /// Whether it is a number that only an `f64` can hold.
        too_large: bool,
    },
    /// A label isn't among the names.
    Label {
        /// The label.
        label: String,
        /// The names.
        names: Vec<String>,
        /// The one of them that was probably meant.
        meant: Option<String>,
    },
    /// A label isn't a whole number below the number of classes.
    LabelNumber {
        /// The cell.
        text: String,
        /// The number of classes.
        classes: usize,
    },
    /// There are more or fewer different labels than classes.
    Labels {
        /// The number of classes.
        classes: usize,
        /// The labels that are there, sorted.
        labels: Vec<String>,
    },
}

debug_by_display!(Refusal);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding { utf_16: true } => f.write_str("it is text in UTF-16: save it in UTF-8"),
            Self::Encoding { utf_16: false } => f.write_str("it isn't text in UTF-8: save it in UTF-8"),
            Self::Setting { separator } => {
                write!(
                    f,
                    "the separator is {separator:?}, but must be an ASCII character that isn't a quote or a line break"
                )
            }
            Self::Empty => f.write_str("it is empty, but must have a header line and at least 1 row"),
            Self::NoRows { dropped: 0 } => f.write_str("it has a header line, but no row under it"),
            Self::NoRows { dropped } => {
                write!(
                    f,
                    "no row is left: {dropped} with missing values {} left out",
                    if *dropped == 1 { "is" } else { "are" }
                )
            }
            Self::Separator { line, meant } => {
                write!(
                    f,
                    "the first line has one column, `{}`: set the separator, `.separator({meant:?})`",
                    Shown(line)
                )
            }
            Self::NoHeader { column: Some(column) } => {
                write!(f, "no header line was to be read, so `{}` isn't known: choose columns by index", Shown(column))
            }
            Self::NoHeader { column: None } => f.write_str("no header line was to be read, so columns have no names"),
            Self::Name { name, columns, meant } => {
                let rows = columns.iter().all(|column| column.parse::<f64>().is_ok());
                let advice = if rows { "; if that is a row of data, call `.no_header()`" } else { "" };
                let (name, columns, meant) = (Shown(name), List(columns), Meant(meant));
                write!(f, "no column `{name}` in the header line, which has {columns}{meant}{advice}")
            }
            Self::Twice { name, first, second } => {
                let name = Shown(name);
                write!(
                    f,
                    "two columns are named `{name}`: choose one by its index, {first} or {second} (counted from 0)"
                )
            }
            Self::Index { index, columns } => {
                write!(f, "no column {index}: {columns} columns have the indices 0 to {}", columns.saturating_sub(1))
            }
            Self::Count { inputs, columns } => {
                write!(f, "{columns} columns are left for the inputs, but these have {inputs} values")
            }
            Self::Ragged { expected, found } => write!(f, "{found} cells, but the first line has {expected}"),
            Self::Missing => {
                f.write_str("the value is missing; correct it, or call `.drop_missing()` to leave such rows out")
            }
            Self::Number { text, too_large: true } => {
                write!(f, "`{}` is beyond the range of `f32`; read `f64`, or change the unit", Shown(text))
            }
            Self::Number { text, .. } if MARKS.contains(&text.to_lowercase().as_str()) => {
                write!(
                    f,
                    "`{text}` isn't a finite number; if it stands for a missing value, call `.missing([\"{text}\"])`"
                )
            }
            Self::Number { text, .. } if text.parse::<f64>().is_ok() => {
                write!(f, "`{}` isn't a finite number", Shown(text))
            }
            Self::Number { text, .. } if text.replace(',', ".").parse::<f64>().is_ok() => {
                write!(f, "`{}` isn't a number; if it has a decimal comma, call `.decimal_comma()`", Shown(text))
            }
            Self::Number { text, .. } => write!(f, "`{}` isn't a number", Shown(text)),
            Self::Label { label, names, meant } => {
                write!(f, "no label is `{}`: they are {}{}", Shown(label), List(names), Meant(meant))
            }
            Self::LabelNumber { text, classes } => {
                let last = classes.saturating_sub(1);
                write!(f, "`{}` isn't a label: {classes} classes have the whole numbers 0 to {last}", Shown(text))
            }
            Self::Labels { classes, labels } => {
                write!(f, "{} different labels, but {classes} classes: {}", labels.len(), List(labels))
            }
        }
    }
}

impl core::error::Error for Refusal {}
