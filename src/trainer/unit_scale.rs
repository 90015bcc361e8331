//! Whether data is of about unit scale.

use alloc::vec::Vec;
use core::slice;

use crate::flat;
use crate::history::{Scale, Warning};
use crate::loss::Loss;
use crate::moments;
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

/// The mean of a column, and the sum of the squared differences from it.
#[derive(Clone, Copy, Default)]
struct Moments {
    mean: f64,
    squares: f64,
}

/// Says what is far from unit scale: the inputs, and the targets if the loss looks at differences.
pub(super) fn warnings<N: Network, L: Loss<N::Output, N::Head>>(
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
) -> Vec<Warning> {
    let stride = samples.len().div_ceil(SAMPLES).max(1);
    let chosen = || samples.iter().step_by(stride);
    let inputs = furthest(chosen().map(|(input, _)| flat::floats_of::<N::Scalar, _>(slice::from_ref(input))));
    let targets = furthest(chosen().map(|(_, target)| loss.differs_by(target)));
    inputs.map(Warning::Inputs).into_iter().chain(targets.map(Warning::Targets)).collect()
}

/// The column that is furthest from unit scale, if any is far.
fn furthest<'v, T: Number>(rows: impl Iterator<Item = &'v [T]>) -> Option<Scale> {
    let (mut columns, mut count): (Vec<Moments>, f64) = (Vec::new(), 0.0);
    for row in rows {
        columns.resize(row.len(), Moments::default());
        count += 1.0;
        let share = 1.0 / count;
        for (Moments { mean, squares }, value) in columns.iter_mut().zip(row) {
            moments::add(mean, squares, value.to_f64(), share);
        }
    }
    let deviation = |moments: &Moments| Real::sqrt(moments.squares / count);
    let size = |moments: &Moments| moments.mean.abs().max(deviation(moments));
    let by = |measure: &dyn Fn(&Moments) -> f64| {
        columns.iter().enumerate().max_by(|one, other| measure(one.1).total_cmp(&measure(other.1)))
    };
    let scale = |(column, moments): (usize, &Moments)| {
        Some(Scale { column, mean: moments.mean, deviation: deviation(moments) })
    };
    let (largest, most_varied) = (by(&size)?, by(&deviation)?);
    if size(largest.1) > FAR {
        return scale(largest);
    }
    let varied = deviation(most_varied.1);
    if varied > 0.0 && varied < NEAR { scale(most_varied) } else { None }
}
