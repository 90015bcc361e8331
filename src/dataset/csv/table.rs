//! The rows of a CSV text.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::str::FromStr;

use ::csv::{ErrorKind, Position, Reader, ReaderBuilder, StringRecord, Trim};

use crate::dataset::csv::column::Column;
use crate::dataset::csv::error::Error;
use crate::dataset::csv::nearest::nearest;
use crate::dataset::csv::options::{Options, line};
use crate::dataset::csv::refusal::Refusal;
use crate::scalar::Scalar;

/// The usual separators.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// A text whose first line has been read.
pub(super) struct Table<'a> {
    options: &'a Options,
    reader: Reader<&'a [u8]>,
    first: StringRecord,
}

impl<'a> Table<'a> {
    pub(super) fn new(options: &'a Options) -> Result<Self, Error> {
        let separator =
            u8::try_from(options.separator).ok().filter(|byte| byte.is_ascii() && !b"\"\r\n".contains(byte));
        let separator = separator.ok_or_else(|| options.refused(Refusal::Setting { separator: options.separator }))?;
        let mut builder = ReaderBuilder::new();
        builder.trim(Trim::All).delimiter(separator).has_headers(options.header);
        let mut reader = builder.from_reader(options.text.as_bytes());
        let first = reader.headers().map_err(|error| refused(options, error))?.clone();
        if first.is_empty() { Err(options.refused(Refusal::Empty)) } else { Ok(Self { options, reader, first }) }
    }

    /// The cells of the first line.
    pub(super) fn header(&self) -> Vec<String> {
        self.first.iter().map(String::from).collect()
    }

    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.first.len()
    }

    /// The index of a column.
    pub(super) fn find(&self, column: &Column) -> Result<usize, Error> {
        let refusal = match column {
            Column::Index(index) if *index < self.columns() => return Ok(*index),
            Column::Index(index) => Refusal::Index { index: *index, columns: self.columns() },
            Column::Name(name) if !self.options.header => Refusal::NoHeader { column: Some(name.clone()) },
            Column::Name(name) => {
                let mut found = self.first.iter().enumerate().filter(|(_, cell)| cell == name).map(|(index, _)| index);
                match (found.next(), found.next()) {
                    (Some(index), None) => return Ok(index),
                    (Some(first), Some(second)) => Refusal::Twice { name: name.clone(), first, second },
                    (None, _) => {
                        let meant = nearest(name, self.first.iter()).map(String::from);
                        Refusal::Name { name: name.clone(), columns: self.header(), meant }
                    }
                }
            }
        };
        Err(self.misfit(refusal))
    }

    /// The error that the columns aren't those that are asked for: a first line of one cell that has another separator
    /// in it explains that.
    pub(super) fn misfit(&self, refusal: Refusal) -> Error {
        let separator = || {
            let [line] = &self.header()[..] else { return None };
            let count = |separator: char| line.matches(separator).count();
            let others = SEPARATORS.into_iter().filter(|separator| *separator != self.options.separator);
            let meant = others.filter(|separator| count(*separator) > 0).max_by_key(|separator| count(*separator))?;
            Some(Refusal::Separator { line: line.clone(), meant })
        };
        self.options.refused(separator().unwrap_or(refusal))
    }

    /// A column as messages name it: by its name, if it has one.
    fn column(&self, index: usize) -> Column {
        match self.first.get(index) {
            Some(name) if self.options.header && !name.is_empty() => name.into(),
            _ => index.into(),
        }
    }

    /// Calls `take` with every row that has no missing value in these columns.
    pub(super) fn rows(
        mut self,
        columns: &[usize],
        mut take: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (mut taken, mut dropped) = (0_u64, 0);
        let mut cells = StringRecord::new();
        while self.reader.read_record(&mut cells).map_err(|error| refused(self.options, error))? {
            let row = Row { table: &self, cells: &cells };
            match columns.iter().find(|index| row.is_missing(**index)) {
                Some(_) if self.options.drop_missing => dropped += 1,
                Some(index) => return Err(row.refused(*index, Refusal::Missing)),
                None => {
                    take(&row)?;
                    taken += 1;
                }
            }
        }
        if taken == 0 { Err(self.options.refused(Refusal::NoRows { dropped })) } else { Ok(()) }
    }
}

/// The cells of one row.
pub(super) struct Row<'a> {
    table: &'a Table<'a>,
    cells: &'a StringRecord,
}

impl Row<'_> {
    /// The text of a cell.
    pub(super) fn text(&self, index: usize) -> &str {
        self.cells.get(index).unwrap_or_default()
    }

    /// The numbers in these columns.
    pub(super) fn numbers<T: Scalar + FromStr, const N: usize>(&self, columns: &[usize]) -> Result<[T; N], Error> {
        let mut numbers = [T::ZERO; N];
        for (number, index) in numbers.iter_mut().zip(columns) {
            *number = self.number(*index).filter(|number: &T| number.is_finite()).ok_or_else(|| {
                let too_large = self.number(*index).is_some_and(f64::is_finite);
                self.refused(*index, Refusal::Number { text: self.text(*index).into(), too_large })
            })?;
        }
        Ok(numbers)
    }

    /// The number in a column, which may be infinite or NaN.
    pub(super) fn number<T: FromStr>(&self, index: usize) -> Option<T> {
        let text = self.text(index);
        let text =
            if self.table.options.decimal_comma { Cow::Owned(text.replace(',', ".")) } else { Cow::Borrowed(text) };
        text.parse().ok()
    }

    fn is_missing(&self, index: usize) -> bool {
        let text = self.text(index);
        text.is_empty() || self.table.options.missing.iter().any(|missing| missing == text)
    }

    /// The error that a cell is refused.
    pub(super) fn refused(&self, index: usize, refusal: Refusal) -> Error {
        let options = self.table.options;
        let line = Some(row_line(options, self.cells.position()));
        let column = Some(self.table.column(index));
        Error::Refused { file: options.file.clone(), line, column, refusal: Box::new(refusal) }
    }
}

/// The line on which a row begins.
fn row_line(options: &Options, position: Option<&Position>) -> u64 {
    let text = options.text.as_bytes();
    let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0).min(text.len());
    // The position is before blank lines that were skipped.
    let blank = text[start..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
    line(&text[..start + blank])
}

fn refused(options: &Options, error: ::csv::Error) -> Error {
    let file = options.file.clone();
    match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let refusal = Box::new(Refusal::Ragged { expected: *expected_len, found: *len });
            Error::Refused { file, line: Some(row_line(options, pos.as_ref())), column: None, refusal }
        }
        _ => Error::Read { file, source: std::io::Error::other(error.to_string()) },
    }
}
