//! Reads columns of numbers from a CSV file with a header line.

use std::path::{Path, PathBuf};
use std::{error, fmt, fs, io};

/// Reads the columns with these names, in this order: one array per row.
///
/// Other columns and blank lines are skipped. Every cell must be a finite number, and there must be at least one row.
pub fn read<const N: usize>(file: impl AsRef<Path>, columns: [&str; N]) -> Result<Vec<[f64; N]>, Error> {
    let file = file.as_ref();
    let text = fs::read_to_string(file).map_err(|source| Error::Unreadable { file: file.into(), source })?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| refused(file, &text, error))?.clone();
    if header.is_empty() {
        return Err(Error::Empty { file: file.into() });
    }

    let mut indices = [0; N];
    for (index, name) in indices.iter_mut().zip(columns) {
        let found = header.iter().position(|column| column == name);
        *index = found.ok_or_else(|| Error::Column {
            file: file.into(),
            column: name.into(),
            found: header.iter().map(String::from).collect(),
        })?;
    }

    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| refused(file, &text, error))?;
        let mut row = [0.0; N];
        for ((value, index), name) in row.iter_mut().zip(indices).zip(columns) {
            let cell = record.get(index).unwrap_or_default();
            let number = cell.parse().ok().filter(|number: &f64| number.is_finite());
            *value = number.ok_or_else(|| Error::Cell {
                file: file.into(),
                line: line(&text, record.position()),
                column: name.into(),
                text: cell.into(),
            })?;
        }
        rows.push(row);
    }
    if rows.is_empty() { Err(Error::Empty { file: file.into() }) } else { Ok(rows) }
}

fn refused(file: &Path, text: &str, error: csv::Error) -> Error {
    let file = file.into();
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            Error::Ragged { file, line: line(text, pos.as_ref()), expected: *expected_len, found: *len }
        }
        _ => Error::Unreadable { file, source: error.into() },
    }
}

/// Returns the line of a row; the first is 1.
fn line(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    // The position that the reader reports is before skipped blank lines.
    let rest = text.bytes().skip(position.byte() as usize);
    let blank = rest.take_while(|byte| b"\r\n".contains(byte)).filter(|byte| *byte == b'\n').count();
    position.line() + blank as u64
}

/// Why a table wasn't read.
pub enum Error {
    /// The file can't be opened or read, or isn't text.
    Unreadable { file: PathBuf, source: io::Error },
    /// There is no header line, or no row under it.
    Empty { file: PathBuf },
    /// A column isn't in the header line.
    Column { file: PathBuf, column: String, found: Vec<String> },
    /// A row has more or fewer cells than the header line.
    Ragged { file: PathBuf, line: u64, expected: u64, found: u64 },
    /// A cell isn't a finite number.
    Cell { file: PathBuf, line: u64, column: String, text: String },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, source } => write!(f, "{}: can't be read: {source}", file.display()),
            Self::Empty { file } => write!(f, "{}: a header line and at least one row are needed", file.display()),
            Self::Column { file, column, found } => {
                write!(f, "{}: no column `{column}` in the header line, which has {}", file.display(), found.join(", "))
            }
            Self::Ragged { file, line, expected, found } => {
                write!(f, "{}, line {line}: {found} cells, but the header line has {expected}", file.display())
            }
            Self::Cell { file, line, column, text } => {
                write!(f, "{}, line {line}, column `{column}`: `{text}` isn't a finite number", file.display())
            }
        }
    }
}

/// By `Display`: a `main` that returns the error prints `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            _ => None,
        }
    }
}
