//! When a training that doesn't improve is stopped.

/// The best epoch so far, and how many have passed since.
pub(super) struct Patience {
    /// How many epochs in a row may pass without an improvement; `None` for any number.
    patience: Option<usize>,
    min_improvement: f64,
    best: f64,
    /// The loss that the next one is compared with.
    reference: f64,
    /// Epochs in a row without an improvement.
    bad: usize,
}

impl Patience {
    pub(super) fn new(patience: Option<usize>, min_improvement: f64) -> Self {
        Self { patience, min_improvement, best: f64::INFINITY, reference: f64::INFINITY, bad: 0 }
    }

    /// Takes in the loss of an epoch. Returns whether it is the best one so far.
    pub(super) fn observe(&mut self, loss: f64) -> bool {
        if loss < self.reference - self.min_improvement {
            (self.reference, self.bad) = (loss, 0);
        } else {
            self.bad += 1;
        }
        let is_best = loss < self.best;
        if is_best {
            self.best = loss;
        }
        is_best
    }

    /// Whether the patience is exhausted.
    pub(super) fn is_over(&self) -> bool {
        self.patience.is_some_and(|patience| self.bad >= patience)
    }
}
