//! The step of a unit with long short-term memory.

use crate::kernels::recurrent::cell::{Back, Cell, Derivatives, MOST_GATES, Step};
use crate::real::Real;

/// i, f and o are sigmoids and g is a tanh of the sums of both parts, c' = f c + i g, and h' = o tanh c'.
pub(crate) enum LstmCell {}

impl Cell for LstmCell {
    const GATES: usize = 4;
    /// i, f, g, o, and c'.
    const KEPT: usize = 5;
    const MEMORY: Option<usize> = Some(4);
    const DIFFER: bool = false;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn forward<R: Real>(x: [R; MOST_GATES], hidden: [R; MOST_GATES], _: R, c: R) -> Step<R> {
        let sum = |gate: usize| x[gate] + hidden[gate];
        let (i, f, g, o) = (sum(0).sigmoid(), sum(1).sigmoid(), sum(2).tanh(), sum(3).sigmoid());
        let c = f.mul_add(c, i * g);
        Step { h: o * c.tanh(), kept: [i, f, g, o, c] }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn backward<R: Real>(Back { dh, dc, kept: [i, f, g, o, new], c, .. }: Back<R>) -> Derivatives<R> {
        let (zero, one) = (R::from_f64(0.0), R::from_f64(1.0));
        let t = new.tanh();
        let dc = (dh * o).mul_add(one - t * t, dc);
        let gates =
            [dc * g * i * (one - i), dc * c * f * (one - f), dc * i * (one - g * g), dh * t * o * (one - o)];
        Derivatives { input: gates, hidden: gates, h: zero, c: dc * f }
    }
}
