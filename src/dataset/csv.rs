//! Data sets from CSV files: columns of numbers and labels, by their names. Feature `csv`.
//!
//! ```
//! use staticnn::dataset::csv::Csv;
//! use staticnn::prelude::*;
//!
//! let text = "\
//! length,width,species
//! 1.4,0.2,setosa
//! 4.7,1.4,versicolor
//! 1.3,0.3,setosa
//! ";
//! // Of a file: `Csv::open("iris.csv")?`.
//! let (data, names) = Csv::from_text(text).inputs(["length", "width"]).label::<f32, 2>("species")?;
//! assert_eq!(data.inputs()[1], [4.7, 1.4]);
//! assert_eq!(names.name(data.targets()[1]), "versicolor");
//! # Ok::<(), staticnn::dataset::csv::Error>(())
//! ```
//!
//! # The form of a file
//!
//! Text in UTF-8, with a header line, a comma between cells, and a decimal point in numbers: the methods of [`Csv`]
//! change that. A cell may stand between quotes (`"`), and then contain commas and line breaks. Spaces around cells and
//! blank lines are skipped, and so is a byte-order mark. Only the columns that are asked for are read; every row has as
//! many cells as the header line.

mod column;
mod error;
mod inputs;
mod nearest;
mod options;
mod refusal;
mod shown;
mod table;

use alloc::string::String;
use alloc::vec::Vec;
use std::io::Read;
use std::path::Path;

pub use column::Column;
pub use error::Error;
pub use inputs::Inputs;
use options::Options;
pub use refusal::Refusal;
use table::Table;

/// The text of a CSV file, and how it is to be read.
///
/// Choose the inputs, then the target: `Csv::open(path)?.inputs(["a", "b"]).target("c")?` is a
/// [`Dataset`](crate::dataset::Dataset). [The module](self) says what form the file has.
#[derive(Clone, Debug)]
pub struct Csv(Options);

impl Csv {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if the file can't be read, [`Refusal::Encoding`] if it isn't text in UTF-8.
    ///
    /// ```
    /// use staticnn::dataset::csv::{Csv, Error};
    ///
    /// let error = Csv::open("no/such.csv").unwrap_err();
    /// assert!(matches!(error, Error::Read { .. }));
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self(Options::open(path.as_ref())?))
    }

    /// Takes text. Errors call it `text`.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let data = Csv::from_text("x,y\n1,2\n").inputs(["x"]).target::<f32>("y")?;
    /// assert_eq!(data.targets(), [[2.0]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(Options::new("text".as_ref(), text.into()))
    }

    /// Reads text to its end: from the standard input, say, or what a program decompresses. Errors call it `text`.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let data = Csv::from_reader(&b"x,y\n1,2\n"[..])?.inputs(["x"]).target::<f32>("y")?;
    /// assert_eq!(data.targets(), [[2.0]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    pub fn from_reader(reader: impl Read) -> Result<Self, Error> {
        Ok(Self(Options::from_reader(reader)?))
    }

    /// Sets what separates cells: `';'`, or `'\t'` for a tab. The default is a comma.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let data = Csv::from_text("x;y\n1;2\n").separator(';').inputs(["x"]).target::<f32>("y")?;
    /// assert_eq!(data.targets(), [[2.0]]);
    ///
    /// let error = Csv::from_text("x;y\n1;2\n").inputs(["x"]).target::<f32>("y").unwrap_err();
    /// let sentence = "text: the first line has one column, `x;y`: set the separator, `.separator(';')`";
    /// assert_eq!(error.to_string(), sentence);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[must_use]
    pub fn separator(mut self, separator: char) -> Self {
        self.0.separator = separator;
        self
    }

    /// Says that numbers have a decimal comma: `0,5`.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let csv = Csv::from_text("x;y\n0,5;2\n").separator(';').decimal_comma();
    /// assert_eq!(csv.inputs(["x"]).target::<f32>("y")?.inputs(), [[0.5]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[must_use]
    pub fn decimal_comma(mut self) -> Self {
        self.0.decimal_comma = true;
        self
    }

    /// Says that there is no header line. Columns are then chosen by their index, counted from 0.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let data = Csv::from_text("1,2\n3,4\n").no_header().inputs([0]).target::<f32>(1)?;
    /// assert_eq!(data.targets(), [[2.0], [4.0]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[must_use]
    pub fn no_header(mut self) -> Self {
        self.0.header = false;
        self
    }

    /// Sets which cells stand for a missing value, beside empty ones.
    ///
    /// A missing value in a column that is read is an error, unless [`drop_missing`](Self::drop_missing) is called.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let csv = Csv::from_text("x,y\n1,2\n?,4\n").missing(["?", "NA"]);
    /// let error = csv.inputs(["x"]).target::<f32>("y").unwrap_err();
    /// assert!(error.to_string().starts_with("text, line 3, column `x`: the value is missing"));
    /// ```
    #[must_use]
    pub fn missing<M: Into<String>>(mut self, cells: impl IntoIterator<Item = M>) -> Self {
        self.0.missing = cells.into_iter().map(Into::into).collect();
        self
    }

    /// Leaves out the rows that have a missing value in a column that is read.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let csv = Csv::from_text("x,y,note\n1,2,\n,4,\n5,6,\n").drop_missing();
    /// assert_eq!(csv.inputs(["x"]).target::<f32>("y")?.inputs(), [[1.0], [5.0]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[must_use]
    pub fn drop_missing(mut self) -> Self {
        self.0.drop_missing = true;
        self
    }

    /// Returns the names of the columns, from the header line.
    ///
    /// # Errors
    ///
    /// [`Refusal::Empty`] if there is no line, [`Refusal::NoHeader`] after [`no_header`](Self::no_header), and
    /// [`Refusal::Setting`].
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// assert_eq!(Csv::from_text("x,y\n1,2\n").columns()?, ["x", "y"]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    pub fn columns(&self) -> Result<Vec<String>, Error> {
        if !self.0.header {
            return Err(self.0.refused(Refusal::NoHeader { column: None }));
        }
        Ok(Table::new(&self.0)?.header())
    }

    /// Chooses the columns of the inputs, in the order of the values, by name or by index. The name of a column and its
    /// index, counted from 0, are both a [`Column`].
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let csv = Csv::from_text("a,b,c\n1,2,3\n");
    /// assert_eq!(csv.clone().inputs(["c", "a"]).rows::<f32>()?, [[3.0, 1.0]]);
    /// assert_eq!(csv.inputs([2, 0]).rows::<f32>()?, [[3.0, 1.0]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[must_use]
    pub fn inputs<C: Into<Column>, const N: usize>(self, columns: [C; N]) -> Inputs<N> {
        Inputs::new(self.0, Some(columns.map(Into::into)))
    }

    /// Chooses every column as an input but those of the target, in the order of the file. There must be N of them.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let data: Dataset<[f32; 2], [f32; 1]> = Csv::from_text("a,y,b\n1,2,3\n").rest_as_inputs().target("y")?;
    /// assert_eq!((data.inputs(), data.targets()), (&[[1.0, 3.0]][..], &[[2.0]][..]));
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[must_use]
    pub fn rest_as_inputs<const N: usize>(self) -> Inputs<N> {
        Inputs::new(self.0, None)
    }
}
