//! One call of the passes.

use crate::kernels::compiled::Processor;

/// One call of the passes over a block of samples, on an instruction set.
///
/// ```
/// use staticnn::network::{Pass, Portable};
///
/// let first_block = Pass::new(Portable, 128);
/// let next_block = first_block.adding(true);
/// assert!(next_block.add && next_block.rows == 128);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Pass<S: Processor> {
    /// How many samples, one row each.
    pub rows: usize,
    /// Whether the block follows others of the same step: then the parameters' gradient is added to what is there, and
    /// the weights have been transposed already.
    pub add: bool,
    /// Whether a backward pass will follow: then the tape takes what the derivatives need.
    pub taped: bool,
    /// That there is such a value says that its instruction set may be used.
    isa: S,
}

impl<S: Processor> Pass<S> {
    /// A step's first block of so many samples.
    #[must_use]
    #[inline(always)]
    pub fn new(isa: S, rows: usize) -> Self {
        Self { rows, add: false, taped: true, isa }
    }

    /// The same for a forward pass alone.
    #[must_use]
    #[inline(always)]
    pub fn untaped(mut self) -> Self {
        self.taped = false;
        self
    }

    /// The same, as a block that follows others of its step, if it does.
    #[must_use]
    #[inline(always)]
    pub fn adding(mut self, add: bool) -> Self {
        self.add = add;
        self
    }

    /// Runs a stage's part of the pass, within the instruction set that was entered already. A build with debug assertions
    /// enters it anew, in a function of its own: without optimization, all that is inlined into one function has its place
    /// on the stack at the same time, and a network of five stages would take four megabytes of it.
    #[inline(always)]
    pub(crate) fn stage<R>(self, part: impl FnOnce() -> R) -> R {
        if cfg!(debug_assertions) { self.isa.enter(part) } else { part() }
    }
}
