//! The kernel for one sample that reads weights in aligned vectors, wherever they lie.

use crate::activation::Activation;
use crate::kernels::epilogue::{BiasActivation, Epilogue};
use crate::number::Number;
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// From how many inputs on a layer's weights are read in lines. With fewer, beginning and end cost more than they gain.
pub(super) const LINES: usize = 16;

/// y (m) = f(bias + x (k) w (k x m)), for rows that are whole vectors.
///
/// The weights are read in lines, vectors whose addresses are multiples of their size, wherever the weights begin. A line holds
/// the same columns of each row, but for the first, which holds the last columns of the row before and the first of its row.
/// Each output is added up input by input, so the address doesn't change its bits.
///
/// # Safety
///
/// `x` has k values, and k is at least 1. `w` has k x m, where m is a multiple of `COUNT`. The bias of the epilogue has m
/// values, or is null. `y` has m values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn lines<V: Lanes, F: Activation>(
    x: *const V::Scalar,
    w: *const V::Scalar,
    epilogue: BiasActivation<V, F>,
    y: *mut V::Scalar,
    [k, m]: [usize; 2],
) {
    let lines = m / V::COUNT;
    // How many columns of the row before are in a row's first line.
    let before = w.addr() % size_of::<V>() / size_of::<V::Scalar>();
    let row = Row { x, w, y, sizes: [k, m], before };
    // SAFETY: the obligations of this function; the lines before `lines` are a row's.
    unsafe {
        let most = if let Kind::Avx512 = V::KIND { 8 } else { 4 };
        let mut line = if most == 8 && lines >= 8 {
            row.first_lines::<V, F, 8>(&epilogue);
            8
        } else if lines >= 4 {
            row.first_lines::<V, F, 4>(&epilogue);
            4
        } else if lines >= 2 {
            row.first_lines::<V, F, 2>(&epilogue);
            2
        } else {
            row.first_lines::<V, F, 1>(&epilogue);
            1
        };
        while most == 8 && line + 8 <= lines {
            row.lines::<V, F, 8>(&epilogue, line);
            line += 8;
        }
        while line + 4 <= lines {
            row.lines::<V, F, 4>(&epilogue, line);
            line += 4;
        }
        while line + 2 <= lines {
            row.lines::<V, F, 2>(&epilogue, line);
            line += 2;
        }
        while line < lines {
            row.lines::<V, F, 1>(&epilogue, line);
            line += 1;
        }
    }
}

/// What `lines` computes.
struct Row<T> {
    x: *const T,
    w: *const T,
    y: *mut T,
    sizes: [usize; 2],
    before: usize,
}

impl<T: Number> Row<T> {
    /// C lines from `line` on, which isn't the first.
    ///
    /// # Safety
    ///
    /// The obligations of `lines`, and the lines are a row's.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn lines<V: Lanes<Scalar = T>, F: Activation, const C: usize>(
        &self,
        epilogue: &BiasActivation<V, F>,
        line: usize,
    ) {
        let [k, m] = self.sizes;
        let column = line * V::COUNT - self.before;
        // SAFETY: the C vectors of columns from `column` on are less than m.
        unsafe {
            let mut sums = [V::from_f64(0.0); C];
            for c in 0..C {
                sums[c] = epilogue.start(column + c * V::COUNT, V::COUNT);
            }
            let mut row = self.w.add(column);
            for t in 0..k {
                let x = V::splat(*self.x.add(t));
                for c in 0..C {
                    sums[c] = x.mul_add(V::load(row.add(c * V::COUNT)), sums[c]);
                }
                row = row.wrapping_add(m);
            }
            for c in 0..C {
                F::value(sums[c]).store(self.y.add(column + c * V::COUNT));
            }
        }
    }

    /// The first C lines.
    ///
    /// # Safety
    ///
    /// As [`lines`](Self::lines).
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn first_lines<V: Lanes<Scalar = T>, F: Activation, const C: usize>(&self, epilogue: &BiasActivation<V, F>) {
        let [k, m] = self.sizes;
        let before = self.before;
        let (lanes, limit) = (V::lane_indices(), V::from_f64(before as f64));
        // SAFETY: a row has C vectors. Of the first row's first line, which may begin before the weights, and of the one
        // behind the last row only what belongs to the weights is read. `before` is less than `COUNT`.
        unsafe {
            let mut sums = [V::from_f64(0.0); C];
            let (head, tail) = (epilogue.start(0, V::COUNT), epilogue.start(m - V::COUNT, V::COUNT));
            sums[0] = lanes.if_less(V::from_f64((V::COUNT - before) as f64), head, tail).turned(V::COUNT - before);
            for c in 1..C {
                sums[c] = epilogue.start(c * V::COUNT - before, V::COUNT);
            }
            let mut row = self.w.wrapping_sub(before);
            let mut last = V::splat(*self.x);
            let first = last.mul_add(V::load(self.w).turned(V::COUNT - before), sums[0]);
            sums[0] = lanes.if_less(limit, sums[0], first);
            for c in 1..C {
                sums[c] = last.mul_add(V::load(row.wrapping_add(c * V::COUNT)), sums[c]);
            }
            for t in 1..k {
                row = row.wrapping_add(m);
                let x = V::splat(*self.x.add(t));
                sums[0] = lanes.if_less(limit, last, x).mul_add(V::load(row), sums[0]);
                for c in 1..C {
                    sums[c] = x.mul_add(V::load(row.add(c * V::COUNT)), sums[c]);
                }
                last = x;
            }
            let end = last.mul_add(V::load_part(row.wrapping_add(m), before), sums[0]);
            sums[0] = lanes.if_less(limit, end, sums[0]);
            if m == C * V::COUNT {
                // These are all lines: what follows reads whole vectors, faster if they were stored whole.
                for c in 0..C {
                    let sum = lanes.if_less(limit, sums[(c + 1) % C], sums[c]).turned(before);
                    F::value(sum).store(self.y.add(c * V::COUNT));
                }
                return;
            }
            // The first vector of y and the last one share the first line; the lines between are stored over the rest.
            let ends = F::value(sums[0].turned(before));
            ends.store(self.y.add(m - V::COUNT));
            ends.store(self.y);
            for c in 1..C {
                F::value(sums[c]).store(self.y.add(c * V::COUNT - before));
            }
        }
    }
}
