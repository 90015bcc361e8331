//! Whether data is of about unit scale.

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

/// The sums of a column's differences from its first value, and of their squares: so the squares lose no digits to a mean far
/// from 0. Source: Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance", 1983.
#[derive(Clone, Copy)]
struct Moments {
    first: f64,
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn new(first: f64) -> Self {
        Self { first, count: 0.0, sum: 0.0, squares: 0.0 }
    }

    fn add(&mut self, value: f64) {
        let difference = value - self.first;
        self.count += 1.0;
        self.sum += difference;
        self.squares += difference * difference;
    }

    fn mean(&self) -> f64 {
        self.first + self.sum / self.count
    }

    fn deviation(&self) -> f64 {
        let variance = (self.squares - self.sum * self.sum / self.count) / self.count;
        // Rounding may leave less than nothing of a column that is nearly constant.
        if variance > 0.0 { Real::sqrt(variance) } else { 0.0 }
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
            columns = row.iter().map(|value| Moments::new(value.to_f64())).collect();
        }
        columns.iter_mut().zip(row).for_each(|(moments, value)| moments.add(value.to_f64()));
    }
    let size = |moments: &Moments| moments.mean().abs().max(moments.deviation());
    let by = |measure: &dyn Fn(&Moments) -> f64| {
        columns.iter().enumerate().max_by(|one, other| measure(one.1).total_cmp(&measure(other.1)))
    };
    let scale = |(column, moments): (usize, &Moments)| {
        Some(Scale { column, mean: moments.mean(), deviation: moments.deviation() })
    };
    let (largest, most_varied) = (by(&size)?, by(&Moments::deviation)?);
    if size(largest.1) > FAR {
        return scale(largest);
    }
    let deviation = most_varied.1.deviation();
    if deviation > 0.0 && deviation < NEAR { scale(most_varied) } else { None }
}
