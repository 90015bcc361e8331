//! How one column is scaled.

/// The scaling of one column: x becomes (x - center) / spread. A spread of 0 stands for a constant column, which becomes 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) center: f64,
    pub(super) spread: f64,
}

impl Column {
    pub(super) fn apply(self, x: f64) -> f64 {
        // NaN and infinities of a constant column become NaN, as in a folded network.
        if self.spread == 0.0 { (x - self.center) * 0.0 } else { (x - self.center) / self.spread }
    }

    pub(super) fn invert(self, scaled: f64) -> f64 {
        scaled * self.spread + self.center
    }

    /// What x - center is multiplied by.
    pub(super) fn factor(self) -> f64 {
        if self.spread == 0.0 { 0.0 } else { 1.0 / self.spread }
    }
}
