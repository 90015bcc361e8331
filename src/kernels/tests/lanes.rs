//! Vectors: loads and stores, whole and in part, and sums. Every instruction set gives the same bits.

use std::vec::Vec;

use crate::kernels::compiled::Compiled;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::simd::tests::draw::Draw;

/// The first `count` lanes, copied from memory to memory.
#[derive(Debug)]
struct Parts<T>(Matrix<T>);

impl<T: TestScalar> Case<T> for Parts<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let count = self.0.width;
        let (mut part, mut rest) = (Output::dense(1, count), Output::<T>::dense(1, 16));
        // SAFETY: both sides have `count` values. `rest` has 16, and `COUNT` divides 16.
        unsafe {
            let vector = V::load_up_to(self.0.start(), count);
            vector.store_up_to(part.start(), count);
            let mut at = 0;
            while at < 16 {
                // Lanes beyond `count` are zero after `load_up_to` as well as after `keep_first`.
                let zeros = if at == 0 { vector } else { V::splat(T::ZERO) };
                zeros.keep_first(count).store(rest.start().add(at));
                at += V::COUNT;
            }
        }
        let mut found = part.taken();
        found.extend(rest.taken());
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let count = self.0.width;
        let value = |lane: usize| if lane < count { self.0.at(0, lane) } else { 0.0 };
        (0..count).chain(0..16).map(value).map(Expected::exactly).collect()
    }
}

/// `sum` of each row, then `sums` of all rows.
#[derive(Debug)]
struct Sums<T> {
    rows: Matrix<T>,
    /// Whether the values are integers, whose sums are exact in any order.
    integers: bool,
}

impl<T: TestScalar> Case<T> for Sums<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let mut vectors = [V::splat(T::ZERO); 16];
        let mut together = Output::dense(1, V::COUNT);
        // SAFETY: there are 16 rows of `COUNT` values.
        unsafe {
            for (row, vector) in vectors.iter_mut().enumerate() {
                *vector = V::load(self.rows.start().add(row * V::COUNT));
            }
            V::sums(&vectors).store(together.start());
        }
        let mut found: Vec<T> = vectors.iter().take(V::COUNT).map(|vector| vector.sum()).collect();
        let together = together.taken();
        for (one, all) in found.iter().zip(&together) {
            assert!(one.bits() == all.bits(), "{:?}: {one} alone, {all} among others", V::KIND);
        }
        found.extend(together);
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let lanes = self.rows.width;
        let sum = |row: usize| {
            let mut sum = Sum::default();
            (0..lanes).for_each(|lane| sum.add(self.rows.at(row, lane)));
            if self.integers { Expected::exactly(sum.value) } else { sum.expected::<T>() }
        };
        (0..lanes).chain(0..lanes).map(sum).collect()
    }
}

/// The largest lane.
#[derive(Debug)]
struct Largest<T>(Matrix<T>);

impl<T: TestScalar> Case<T> for Largest<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        // SAFETY: there are `COUNT` values.
        std::vec![unsafe { V::load(self.0.start()) }.largest()]
    }

    fn twin(&self) -> Vec<Expected> {
        let values = (0..self.0.width).map(|lane| self.0.at(0, lane));
        std::vec![Expected::exactly(values.fold(f64::NEG_INFINITY, f64::max))]
    }
}

/// The lanes turned by each number, and the first lanes repeated two to four times.
#[derive(Debug)]
struct Reordered<T>(Matrix<T>);

impl<T: TestScalar> Case<T> for Reordered<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let mut found = Output::<T>::dense(V::COUNT + 4, V::COUNT);
        // SAFETY: there are `COUNT` values, and `found` has room for as many vectors as are stored.
        unsafe {
            let vector = V::load(self.0.start());
            for by in 0..=V::COUNT {
                vector.turned(by).store(found.start().add(by * V::COUNT));
            }
            let repeated = [vector.repeated::<2>(), vector.repeated::<3>(), vector.repeated::<4>()];
            for (at, vector) in repeated.into_iter().enumerate() {
                vector.store(found.start().add((V::COUNT + 1 + at) * V::COUNT));
            }
        }
        found.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let lanes = self.0.width;
        let turned = (0..=lanes).flat_map(|by| (0..lanes).map(move |lane| (lane + by) % lanes));
        let repeated = (2..=4).flat_map(|times| (0..lanes).map(move |lane| lane / times));
        turned.chain(repeated).map(|lane| Expected::exactly(self.0.at(0, lane))).collect()
    }
}

/// Eight rows of eight, transposed.
#[derive(Debug)]
struct Transposed<T>(Matrix<T>);

impl<T: TestScalar> Case<T> for Transposed<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let mut found = Output::<T>::dense(8, 8);
        // SAFETY: both have eight rows of eight values.
        unsafe { V::transpose_8(self.0.start(), self.0.rows_ptr().stride, found.start(), 8) };
        found.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        (0..64).map(|at| Expected::exactly(self.0.at(at % 8, at / 8))).collect()
    }
}

/// The indices of the lanes.
#[derive(Debug)]
struct Indices;

impl<T: TestScalar> Case<T> for Indices {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let mut indices = Output::dense(1, V::COUNT);
        // SAFETY: `indices` has room for a vector.
        unsafe { V::lane_indices().store(indices.start()) };
        indices.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        (0..64 / size_of::<T>()).map(|index| Expected::exactly(index as f64)).collect()
    }
}

fn parts<T: TestScalar>(draw: &mut Draw) {
    for count in 0..=64 / size_of::<T>() {
        hold(&Parts(Matrix::<T>::dense(1, count, draw)));
    }
}

fn sums<T: TestScalar>(draw: &mut Draw) {
    let lanes = 64 / size_of::<T>();
    for _ in 0..20 {
        hold(&Sums { rows: Matrix::<T>::dense(16, lanes, draw), integers: false });
        hold(&Sums { rows: Matrix::<T>::dense(16, lanes, draw).map(|x| libm::floor(1000.0 * x)), integers: true });
    }
}

#[test]
fn parts_of_vectors_touch_no_memory_beyond_and_have_zeros_beyond() {
    parts::<f32>(&mut Draw::new(61));
    parts::<f64>(&mut Draw::new(62));
}

#[test]
fn a_sum_is_the_same_alone_and_among_others() {
    sums::<f32>(&mut Draw::new(63));
    sums::<f64>(&mut Draw::new(64));
}

/// The largest value in each of the lanes.
fn largest<T: TestScalar>(draw: &mut Draw) {
    let lanes = 64 / size_of::<T>();
    for lane in 0..lanes {
        let mut at = 0..lanes;
        let values = Matrix::<T>::dense(1, lanes, draw);
        hold(&Largest(values.map(|value| if at.next() == Some(lane) { 2.0 } else { value })));
    }
}

#[test]
fn the_largest_lane_is_found_wherever_it_is() {
    largest::<f32>(&mut Draw::new(65));
    largest::<f64>(&mut Draw::new(66));
}

#[test]
fn lanes_are_turned_and_repeated() {
    hold(&Reordered(Matrix::<f32>::dense(1, 16, &mut Draw::new(67))));
    hold(&Reordered(Matrix::<f64>::dense(1, 8, &mut Draw::new(68))));
}

#[test]
fn eight_rows_of_eight_are_transposed() {
    hold(&Transposed(Matrix::<f32>::dense(8, 8, &mut Draw::new(69))));
    hold(&Transposed(Matrix::<f32>::readable(8, 8, &mut Draw::new(69))));
    hold(&Transposed(Matrix::<f64>::dense(8, 8, &mut Draw::new(70))));
}

#[test]
fn lanes_are_numbered_from_0() {
    hold::<f32>(&Indices);
    hold::<f64>(&Indices);
}
