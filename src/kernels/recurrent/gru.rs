//! The step of a gated recurrent unit.

use crate::kernels::recurrent::cell::{Back, Cell, Derivatives, MOST_GATES, Step};
use crate::real::Real;

/// r and z are sigmoids of the sums of both parts, n = tanh(x's part + r times h's part), and h' = (1 - z) n + z h.
pub(crate) enum GruCell {}

impl Cell for GruCell {
    const GATES: usize = 3;
    /// r, z, n, and h's part of n.
    const KEPT: usize = 4;
    const MEMORY: Option<usize> = None;
    const DIFFER: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn forward<R: Real>([xr, xz, xn, _]: [R; MOST_GATES], [hr, hz, q, _]: [R; MOST_GATES], h: R, _: R) -> Step<R> {
        let (r, z) = ((xr + hr).sigmoid(), (xz + hz).sigmoid());
        let n = r.mul_add(q, xn).tanh();
        Step { h: z.mul_add(h - n, n), kept: [r, z, n, q, R::from_f64(0.0)] }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn backward<R: Real>(Back { dh, kept: [r, z, n, q, _], h, .. }: Back<R>) -> Derivatives<R> {
        let (zero, one) = (R::from_f64(0.0), R::from_f64(1.0));
        let dz = dh * (h - n) * z * (one - z);
        let dn = dh * (one - z) * (one - n * n);
        let dr = dn * q * r * (one - r);
        Derivatives { input: [dr, dz, dn, zero], hidden: [dr, dz, dn * r, zero], h: dh * z, c: zero }
    }
}
