//! What a peer's process reads and prints.
//!
//! It gets the seconds per row as its argument and rows on its standard input, a line each. It prints its version, then a
//! line for each row:
//!
//! ```text
//! version     TEXT
//! row         NAME    MICROSECONDS    PERCENT OF THE PEAK, or NaN    VALUES OF THE SELF-CHECK, with spaces
//! without     NAME
//! ```
//!
//! The fields are separated by tabs; `without` says that the peer leaves the row out.

use std::io::{self, BufRead, Write};

use crate::rows::Row;

/// What a peer found for a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub microseconds: f64,
    /// The share of the peak in percent, or NaN if it wasn't measured.
    pub share: f64,
    /// Losses or outputs, which must be those of staticnn.
    pub values: Vec<f64>,
}

/// A line that a peer prints.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Version(String),
    Row(String, Answer),
    Without(String),
}

impl Line {
    /// Reads a line; `None` for any other text.
    pub fn parse(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["version", text] => Some(Self::Version(text.to_owned())),
            ["without", name] => Some(Self::Without(name.to_owned())),
            ["row", name, microseconds, share, values] => Some(Self::Row(
                name.to_owned(),
                Answer {
                    microseconds: microseconds.parse().ok()?,
                    share: share.parse().ok()?,
                    values: values.split(' ').map(|value| value.parse().ok()).collect::<Option<_>>()?,
                },
            )),
            _ => None,
        }
    }
}

/// Runs a peer's process: `answer` gets each row and the seconds for it, the last argument of the process.
pub fn serve(version: &str, mut answer: impl FnMut(&Row, f64) -> Option<Answer>) {
    let seconds = std::env::args().next_back().and_then(|text| text.parse().ok()).unwrap_or(0.1);
    say(&format!("version\t{version}"));
    for line in io::stdin().lock().lines() {
        let line = line.unwrap_or_else(|error| panic!("standard input: {error}"));
        let row = Row::parse(&line).unwrap_or_else(|| panic!("not a row: {line}"));
        match answer(&row, seconds) {
            None => say(&format!("without\t{}", row.name)),
            Some(Answer { microseconds, share, values }) => {
                let values: Vec<String> = values.iter().map(f64::to_string).collect();
                say(&format!("row\t{}\t{microseconds}\t{share}\t{}", row.name, values.join(" ")));
            }
        }
    }
}

fn say(line: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).unwrap_or_else(|error| panic!("standard output: {error}"));
}

/// Returns the version of a package in the lock file of this workspace.
pub fn version_of(package: &str) -> &'static str {
    let lock = include_str!("../../Cargo.lock");
    let entry = format!("name = \"{package}\"\nversion = \"");
    lock.split_once(&entry).and_then(|(_, rest)| rest.split('"').next()).unwrap_or("of an unknown version")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_is_printed() {
        let answer = Answer { microseconds: 1.5, share: 60.0, values: vec![0.25, -1.0] };
        assert_eq!(Line::parse("row\ta, b\t1.5\t60\t0.25 -1"), Some(Line::Row("a, b".to_owned(), answer)));
        assert_eq!(Line::parse("version\t1.2"), Some(Line::Version("1.2".to_owned())));
        assert_eq!(Line::parse("without\ta"), Some(Line::Without("a".to_owned())));
        assert_eq!(Line::parse("a warning"), None);
    }

    #[test]
    fn the_lock_file_has_the_versions() {
        assert!(version_of("matrixmultiply").starts_with("0."));
        assert_eq!(version_of("no-such-package"), "of an unknown version");
    }
}
