//! `dropped`: its vectors drop what the plain loop does.

use std::vec::Vec;

use crate::kernels::compiled::Compiled;
use crate::kernels::dropout::{Rate, mixed};
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, TestScalar};
use crate::simd::tests::draw::Draw;

const KEY: [u64; 2] = [0x0123_4567_89ab_cdef, 40];

/// Rows of which values are dropped, written or added.
#[derive(Debug)]
struct Dropped<T> {
    rate: f64,
    adds: bool,
    from: Matrix<T>,
    to: Matrix<T>,
}

impl<T: TestScalar> Dropped<T> {
    fn rate(&self) -> Rate<T> {
        Rate { below: (self.rate * 2.0_f64.powi(31)) as u32, factor: T::from_f64(1.0 / (1.0 - self.rate)) }
    }
}

impl<T: TestScalar> Case<T> for Dropped<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, m] = [self.from.rows, self.from.width];
        let mut to = Output::kept(n, m).with(&self.to);
        // SAFETY: both operands have these sizes.
        unsafe { V::dropped(sizes, KEY, self.from.rows_ptr(), to.rows_mut_ptr(), self.rate(), self.adds) };
        to.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let (m, Rate { below, factor }) = (self.from.width, self.rate());
        let value = |at: usize| {
            let (row, column) = (at / m, at % m);
            let key = mixed(KEY[0], KEY[1] + row as u64);
            let mut x = column as u32 ^ key as u32;
            x = (x ^ x >> 16).wrapping_mul(0x7feb_352d) ^ (key >> 32) as u32;
            x = (x ^ x >> 15).wrapping_mul(0x846c_a68b);
            let kept = (x ^ x >> 16) >> 1 >= below;
            let value = if kept { T::from_f64(self.from.at(row, column)) * factor } else { T::ZERO };
            let there = if self.adds { T::from_f64(self.to.at(row, column)) } else { T::ZERO };
            Expected::exactly((there + value).to_f64())
        };
        (0..self.from.rows * m).map(value).collect()
    }
}

#[test]
fn vectors_drop_what_a_plain_loop_does() {
    fn both<T: TestScalar>(draw: &mut Draw) {
        for [n, m] in draw.pairs() {
            for (rate, adds) in [(0.0, false), (0.2, true), (0.5, false), (0.999, false)] {
                let [from, to] = [(); 2].map(|()| Matrix::kept(n, m, draw));
                hold(&Dropped::<T> { rate, adds, from, to });
            }
        }
    }
    both::<f32>(&mut Draw::new(66));
    both::<f64>(&mut Draw::new(67));
}
