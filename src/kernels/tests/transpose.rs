//! `transpose`, whose results are exact.

use std::vec::Vec;

use crate::kernels::compiled::Compiled;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, TestScalar};
use crate::kernels::transpose::transpose;
use crate::simd::tests::draw::Draw;

#[derive(Debug)]
struct Transposed<T> {
    compiled: bool,
    w: Matrix<T>,
}

impl<T: TestScalar> Case<T> for Transposed<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [k, m] = [self.w.rows, self.w.width];
        let mut transposed = Output::padded(m, k);
        let to = transposed.rows_mut_ptr();
        // SAFETY: `w` has these sizes, and `transposed` has room for m rows of k values.
        unsafe {
            if self.compiled {
                V::transpose(self.w.start(), sizes, to.start, to.stride);
            } else {
                transpose::<V>(self.w.start(), sizes, to.start, to.stride);
            }
        }
        transposed.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let [k, m] = [self.w.rows, self.w.width];
        (0..k * m).map(|at| Expected::exactly(self.w.at(at % k, at / k))).collect()
    }
}

#[test]
fn weights_transposed_are_the_same_numbers() {
    let draw = &mut Draw::new(41);
    for [k, m] in draw.pairs() {
        for compiled in [false, true] {
            hold(&Transposed { compiled, w: Matrix::<f32>::dense(k, m, draw) });
            hold(&Transposed { compiled, w: Matrix::<f64>::dense(k, m, draw) });
        }
    }
}
