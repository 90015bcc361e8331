//! `sums_of_terms`.

use core::fmt::{Debug, Formatter, Result};
use std::boxed::Box;
use std::vec::Vec;

use crate::kernels::compiled::Compiled;
use crate::kernels::sums::Term;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::rows::RowsPtr;
use crate::simd::tests::draw::Draw;

/// A product with its bias. The weights end with their allocation, and begin `before` values behind its beginning.
struct Operands<T> {
    rows: Matrix<T>,
    weights: Box<[T]>,
    bias: Box<[T]>,
    before: usize,
}

impl<T: TestScalar> Operands<T> {
    fn new([n, k, m]: [usize; 3], before: usize, draw: &mut Draw) -> Self {
        let (weights, bias) = (draw.numbers(before + k * m), draw.numbers(m));
        Self { rows: Matrix::dense(n, k, draw), weights, bias, before }
    }

    /// The term of the rows from `row` on.
    fn term(&self, row: usize) -> Term<T> {
        let (rows, m) = (self.rows.rows_ptr(), self.bias.len());
        Term {
            rows: RowsPtr { start: rows.start.wrapping_add(row * rows.stride), ..rows },
            k: self.rows.width,
            weights: RowsPtr { start: self.weights[self.before..].as_ptr(), stride: m },
            bias: self.bias.as_ptr(),
        }
    }

    fn add(&self, sum: &mut Sum, row: usize, column: usize) {
        sum.add(self.bias[column].to_f64());
        for k in 0..self.rows.width {
            let weight = self.weights[self.before + k * self.bias.len() + column];
            sum.add(self.rows.at(row, k) * weight.to_f64());
        }
    }
}

/// The sum of one or two terms.
struct Sums<T>(Vec<Operands<T>>);

impl<T: TestScalar> Sums<T> {
    fn sizes(&self) -> [usize; 2] {
        [self.0[0].rows.rows, self.0[0].bias.len()]
    }

    /// The sums of so many rows from `row` on.
    #[inline(always)]
    fn of_rows<V: Compiled<Scalar = T>>(&self, row: usize, count: usize) -> Vec<T> {
        let ([_, m], terms) = (self.sizes(), self.0.iter().map(|operands| operands.term(row)).collect::<Vec<_>>());
        let mut z = Output::padded(count, m);
        // SAFETY: the operands have these sizes, and there are `count` rows from `row` on.
        unsafe { V::sums_of_terms(&terms, z.rows_mut_ptr(), [count, m]) };
        z.taken()
    }
}

impl<T> Debug for Sums<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let each =
            |operands: &Operands<T>| (operands.rows.rows, operands.rows.width, operands.bias.len(), operands.before);
        f.debug_list().entries(self.0.iter().map(each)).finish()
    }
}

impl<T: TestScalar> Case<T> for Sums<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let [n, m] = self.sizes();
        let together = self.of_rows::<V>(0, n);
        for row in 0..n {
            let (alone, among) = (self.of_rows::<V>(row, 1), &together[row * m..][..m]);
            let equal = alone.iter().zip(among).all(|(a, b)| a.bits() == b.bits());
            assert!(equal, "{self:?}: row {row} by itself has other bits");
        }
        together
    }

    fn twin(&self) -> Vec<Expected> {
        let [n, m] = self.sizes();
        let mut all = Vec::new();
        for (row, column) in (0..n).flat_map(|row| (0..m).map(move |column| (row, column))) {
            let mut sum = Sum::default();
            self.0.iter().for_each(|operands| operands.add(&mut sum, row, column));
            all.push(sum.expected::<T>());
        }
        all
    }
}

/// One product, and two.
fn check<T: TestScalar>([n, k, m]: [usize; 3], before: usize, draw: &mut Draw) {
    hold(&Sums(Vec::from([Operands::<T>::new([n, k, m], before, draw)])));
    let two = [k.div_ceil(2), k].map(|k| Operands::<T>::new([n, k, m], before, draw));
    hold(&Sums(Vec::from(two)));
}

#[test]
fn sums_are_the_twins_and_a_row_has_its_bits_by_itself() {
    let draw = &mut Draw::new(31);
    for [k, m] in draw.pairs() {
        check::<f32>([1 + k % 9, k, m], 0, draw);
        check::<f64>([1 + m % 9, k, m], 0, draw);
    }
}

/// More than 32 KB of weights, wherever they begin.
#[test]
fn sums_of_large_weights_are_the_twins() {
    let draw = &mut Draw::new(32);
    for (before, shape) in [[1, 70, 128], [6, 90, 96], [1, 50, 170], [2, 600, 16], [1, 1100, 9]].into_iter().enumerate()
    {
        for before in [before, before + 4, 15] {
            check::<f32>(shape, before, draw);
            check::<f64>(shape, before, draw);
        }
    }
}
