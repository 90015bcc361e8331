//! `transpose`: the weights turned over, bit by bit.

use std::vec::Vec;

use crate::kernels::shared::Shared;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::draw::Draw;
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Number};
use crate::kernels::transpose::transpose;

#[derive(Debug)]
struct Turned<T> {
    compiled: bool,
    w: Matrix<T>,
}

impl<T: Number> Case<T> for Turned<T> {
    #[inline(always)]
    fn run<V: Shared<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [k, m] = [self.w.rows, self.w.width];
        let mut turned = Output::padded(m, k);
        let to = turned.to();
        // SAFETY: w has these sizes, and there is room for it turned over.
        unsafe {
            if self.compiled {
                V::turn(self.w.start(), sizes, to.start, to.stride);
            } else {
                transpose::<V>(self.w.start(), sizes, to.start, to.stride);
            }
        }
        turned.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let [k, m] = [self.w.rows, self.w.width];
        (0..k * m).map(|at| Expected::exactly(self.w.at(at % k, at / k))).collect()
    }
}

#[test]
fn weights_turned_over_are_the_same_numbers() {
    let draw = &mut Draw::new(41);
    for [k, m] in draw.pairs() {
        for compiled in [false, true] {
            hold(&Turned { compiled, w: Matrix::<f32>::dense(k, m, draw) });
            hold(&Turned { compiled, w: Matrix::<f64>::dense(k, m, draw) });
        }
    }
}
