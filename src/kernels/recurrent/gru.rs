//! The step of a gated recurrent unit.

use core::ops::Range;

use crate::kernels::recurrent::cell::{Back, Cell, Derivatives, MOST_GATES, Step};
use crate::real::Real;

/// r and z are sigmoids of the sums of both parts, n = tanh(x's part + r times h's part), and h' = (1 - z) n + z h.
pub(crate) enum GruCell {}

impl Cell for GruCell {
    const GATES: usize = 3;
    const SUMS: usize = 2;
    const TANH: Range<usize> = 2..2;
    /// r, z, n, and h's part of n.
    const KEPT: usize = 4;
    const MEMORY: Option<usize> = None;
    const DIFFER: bool = true;
    const DIRECT: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn forward<R: Real>([r, z, x, _]: [R; MOST_GATES], [_, _, q, _]: [R; MOST_GATES], h: R, _: R) -> Step<R> {
        let (n, zero) = (r.mul_add(q, x).tanh(), R::from_f64(0.0));
        Step { h: z.mul_add(h - n, n), kept: [r, z, n, q, zero, zero] }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn backward<R: Real>(Back { dh, kept: [r, z, n, q, ..], h, .. }: Back<R>) -> Derivatives<R> {
        let (zero, one) = (R::from_f64(0.0), R::from_f64(1.0));
        let direct = dh * z;
        let dz = (h - n) * direct * (one - z);
        let dn = (dh - direct) * (one - n * n);
        let hidden = dn * r;
        let dr = hidden * q * (one - r);
        Derivatives { input: [dr, dz, dn, zero], hidden: [dr, dz, hidden, zero], h: direct, c: zero }
    }
}
