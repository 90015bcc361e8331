//! A confusion matrix as text.

use core::fmt::{self, Display};

use crate::width::width;

/// The table of a [`ConfusionMatrix`](crate::metric::ConfusionMatrix), to print: a row for each true class, a column for each
/// predicted one, and one for predictions of no class, if there are any.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a, S, const N: usize> {
    counts: &'a [[u64; N]; N],
    undecided: &'a [u64; N],
    names: &'a [S],
}

/// What stands above the names of the true classes.
const CORNER: &str = "true \\ predicted";

/// The head of the column of predictions of no class.
const UNDECIDED: &str = "NaN";

impl<'a, S, const N: usize> Table<'a, S, N> {
    pub(super) const fn new(counts: &'a [[u64; N]; N], undecided: &'a [u64; N], names: &'a [S]) -> Self {
        Self { counts, undecided, names }
    }
}

/// The name of a class, or its label.
struct Name<'a, S>(&'a [S], usize);

impl<S: AsRef<str>> Display for Name<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get(self.1) {
            Some(name) => f.write_str(name.as_ref()),
            None => write!(f, "{}", self.1),
        }
    }
}

/// The width of a column: of its head, or of its widest count.
fn column(head: &dyn Display, counts: impl Iterator<Item = u64>) -> Result<usize, fmt::Error> {
    counts.map(|count| width(&count)).try_fold(width(head)?, |widest, cell| Ok(widest.max(cell?)))
}

fn right(f: &mut fmt::Formatter<'_>, cell: &dyn Display, column: usize) -> fmt::Result {
    write!(f, "  {:1$}{cell}", "", column - width(cell)?)
}

impl<S: AsRef<str>, const N: usize> Display for Table<'_, S, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |class| Name(self.names, class);
        let heads = (0..N).map(|class| width(&name(class)));
        let first = heads.into_iter().try_fold(CORNER.len(), |widest, head| Ok(widest.max(head?)))?;
        let of_class = |class: usize| column(&name(class), self.counts.iter().map(|row| row[class]));
        let undecided = if self.undecided.iter().any(|count| *count > 0) {
            Some(column(&UNDECIDED, self.undecided.iter().copied())?)
        } else {
            None
        };
        write!(f, "{CORNER:first$}")?;
        for class in 0..N {
            right(f, &name(class), of_class(class)?)?;
        }
        if let Some(column) = undecided {
            right(f, &UNDECIDED, column)?;
        }
        writeln!(f)?;
        for (class, counts) in self.counts.iter().enumerate() {
            write!(f, "{}{:2$}", name(class), "", first - width(&name(class))?)?;
            for (predicted, count) in counts.iter().enumerate() {
                right(f, count, of_class(predicted)?)?;
            }
            if let Some(column) = undecided {
                right(f, &self.undecided[class], column)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
