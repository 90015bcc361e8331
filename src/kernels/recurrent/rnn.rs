//! The step of Elman's recurrent network.

use core::ops::Range;

use crate::kernels::recurrent::cell::{Back, Cell, Derivatives, MOST_GATES, Step};
use crate::real::Real;

/// h' = tanh(the sum of both parts).
pub(crate) enum RnnCell {}

impl Cell for RnnCell {
    const GATES: usize = 1;
    const SUMS: usize = 1;
    const TANH: Range<usize> = 0..1;
    const KEPT: usize = 1;
    const MEMORY: Option<usize> = None;
    const DIFFER: bool = false;
    const DIRECT: bool = false;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn forward<R: Real>([h, ..]: [R; MOST_GATES], _: [R; MOST_GATES], _: R, _: R) -> Step<R> {
        let zero = R::from_f64(0.0);
        Step { h, kept: [h, zero, zero, zero, zero, zero] }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn backward<R: Real>(Back { dh, kept: [h, ..], .. }: Back<R>) -> Derivatives<R> {
        let (d, zero) = (dh * (R::from_f64(1.0) - h * h), R::from_f64(0.0));
        let gates = [d, zero, zero, zero];
        Derivatives { input: gates, hidden: gates, h: zero, c: zero }
    }
}
