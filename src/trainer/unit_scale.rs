//! Whether data is of about unit scale.

use alloc::vec;
use alloc::vec::Vec;

use crate::flat;
use crate::history::{Scale, Warning};
use crate::loss::Loss;
use crate::network::Network;
use crate::number::Number;
use crate::real::Real;
use crate::samples::Samples;

/// The largest mean, and the largest deviation, of a column that needs no scaling.
const FAR: f64 = 10.0;

/// The least deviation that one of the columns should have.
const NEAR: f64 = 0.01;

/// The most samples that are looked at, so that a long training set costs little.
const SAMPLES: usize = 1000;

/// The running mean of a column, and the sum of the squared differences from it. Source: Welford, "Note on a Method for
/// Calculating Corrected Sums of Squares and Products", 1962.
#[derive(Clone, Copy, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let difference = value - self.mean;
        self.mean += difference / self.count;
        self.squares += difference * (value - self.mean);
    }

    fn deviation(&self) -> f64 {
        Real::sqrt(self.squares / self.count)
    }
}

/// Says what is far from unit scale: the inputs, and the targets if the loss looks at differences.
pub(super) fn warnings<N: Network, L: Loss<N::Output, N::Head>>(
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> Vec<Warning> {
    let stride = samples.len().div_ceil(SAMPLES).max(1);
    let chosen = || samples.iter().step_by(stride);
    let inputs = furthest(chosen().map(|(input, _)| flat::scalars(input)));
    let targets = furthest(chosen().map(|(_, target)| loss.differs_by(target)));
    inputs.map(Warning::Inputs).into_iter().chain(targets.map(Warning::Targets)).collect()
}

/// The column that is furthest from unit scale, if any is far.
fn furthest<'v, T: Number>(rows: impl Iterator<Item = &'v [T]>) -> Option<Scale> {
    let mut columns: Vec<Moments> = Vec::new();
    for row in rows {
        if columns.is_empty() {
            columns = vec![Moments::default(); row.len()];
        }
        columns.iter_mut().zip(row).for_each(|(moments, value)| moments.add(value.to_f64()));
    }
    let size = |moments: &Moments| moments.mean.abs().max(moments.deviation());
    let by = |measure: &dyn Fn(&Moments) -> f64| {
        columns.iter().enumerate().max_by(|one, other| measure(one.1).total_cmp(&measure(other.1)))
    };
    let scale = |(column, moments): (usize, &Moments)| {
        Some(Scale { column, mean: moments.mean, deviation: moments.deviation() })
    };
    let (largest, most_varied) = (by(&size)?, by(&Moments::deviation)?);
    if size(largest.1) > FAR {
        return scale(largest);
    }
    let deviation = most_varied.1.deviation();
    if deviation > 0.0 && deviation < NEAR { scale(most_varied) } else { None }
}
