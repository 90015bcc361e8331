//! The step of a unit with long short-term memory.

use core::ops::Range;

use crate::kernels::recurrent::cell::{Back, Cell, Derivatives, MOST_GATES, Step};
use crate::real::Real;

/// i, f and o are sigmoids and g is a tanh of the sums of both parts, c' = f c + i g, and h' = o tanh c'.
pub(crate) enum LstmCell {}

impl Cell for LstmCell {
    const GATES: usize = 4;
    const SUMS: usize = 4;
    const TANH: Range<usize> = 2..3;
    /// i, f, g, o, c', and tanh c'.
    const KEPT: usize = 6;
    const MEMORY: Option<usize> = Some(4);
    const DIFFER: bool = false;
    const DIRECT: bool = false;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn forward<R: Real>([i, f, g, o]: [R; MOST_GATES], _: [R; MOST_GATES], _: R, c: R) -> Step<R> {
        let c = f.mul_add(c, i * g);
        let t = c.tanh();
        Step { h: o * t, kept: [i, f, g, o, c, t] }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn backward<R: Real>(Back { dh, dc, kept: [i, f, g, o, _, t], c, .. }: Back<R>) -> Derivatives<R> {
        let (zero, one) = (R::from_f64(0.0), R::from_f64(1.0));
        let by_h = dh * o;
        let dc = by_h.mul_add(one - t * t, dc);
        let (by_i, by_f) = (dc * i, dc * f);
        let gates = [by_i * g * (one - i), by_f * c * (one - f), by_i * (one - g * g), by_h * t * (one - o)];
        Derivatives { input: gates, hidden: gates, h: zero, c: by_f }
    }
}
