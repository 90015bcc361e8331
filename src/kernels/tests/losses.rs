//! Losses, softmax and their gradients, over rows.

use std::vec::Vec;

use crate::kernels::compiled::Compiled;
use crate::kernels::cross_entropy::cross_entropy;
use crate::kernels::losses::{EachValue, each_value, kl_divergence, softmax, softmax_backward};
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::real::Real;
use crate::rows::{self, NARROW, RowsMut};
use crate::simd::tests::draw::Draw;

/// The function to call.
#[derive(Clone, Copy, Debug)]
enum Kernel {
    EachValue,
    CrossEntropy,
    KlDivergence,
    Softmax,
    SoftmaxBackward,
}

/// A kernel of outputs or logits, with the targets. The rows are stored as in the tape, or adjacent.
#[derive(Debug)]
struct Rows<T> {
    kernel: Kernel,
    y: Matrix<T>,
    targets: Matrix<T>,
    dense: bool,
    share: T,
}

/// ln(1 + exp(y - t)) and its derivative. Neither is 0 at y = t = 0, which vectors hold beyond the end of a row.
struct Soft;

impl<R: Real> EachValue<R> for Soft {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        ((y - t).softplus(), (y - t).sigmoid())
    }
}

impl<T: TestScalar> Rows<T> {
    fn sizes(&self) -> [usize; 2] {
        [self.y.rows, self.y.width]
    }

    /// The class of a row, for the cross-entropy.
    fn class(&self, row: usize) -> usize {
        row * 7 % self.y.width
    }

    /// exp(z - largest) of each value of a row, and the sum. The differences are rounded, and so are the exponentials.
    fn powers(&self, row: usize) -> (f64, Vec<Expected>, Expected) {
        let m = self.y.width;
        let largest = (0..m).map(|column| self.y.at(row, column)).fold(f64::NEG_INFINITY, f64::max);
        let power = |column| {
            let distance = self.y.at(row, column) - largest;
            let value = libm::exp(distance);
            Expected { value, error: value * (T::ELEMENTARY + T::U * distance.abs()) }
        };
        let powers: Vec<Expected> = (0..m).map(power).collect();
        let total = sum::<T>(&powers);
        (largest, powers, total)
    }

    /// The loss of a row, and its gradient.
    fn row(&self, row: usize) -> (Expected, Vec<Expected>) {
        let m = self.y.width;
        let share = self.share.to_f64();
        match self.kernel {
            Kernel::EachValue => {
                let factor = share / m as f64;
                let each = |column| {
                    let error = self.y.at(row, column) - self.targets.at(row, column);
                    let slope = 1.0 / (1.0 + libm::exp(-error));
                    let value = error.max(0.0) + libm::log1p(libm::exp(-error.abs()));
                    // The difference is rounded, and is the argument of functions whose derivatives are at most 1 and
                    // 1/4.
                    let loss = Expected { value, error: value * T::ELEMENTARY + error.abs() * T::U };
                    let slope = Expected { value: slope, error: slope * T::ELEMENTARY + error.abs() * T::U / 4.0 };
                    (loss, times::<T>(slope, factor, 4.0))
                };
                let (losses, slopes): (Vec<_>, Vec<_>) = (0..m).map(each).unzip();
                (sum::<T>(&losses), slopes)
            }
            Kernel::CrossEntropy => {
                let (largest, powers, total) = self.powers(row);
                let class = self.class(row);
                let others: Vec<Expected> =
                    (0..m).filter(|column| *column != class).map(|column| powers[column]).collect();
                let others = sum::<T>(&others);
                let distance = largest - self.y.at(row, class);
                // The argument of the logarithm has the absolute error of the sum.
                let argument = if distance == 0.0 { others } else { total };
                let ln = libm::log1p(if distance == 0.0 { others.value } else { total.value - 1.0 });
                let error = argument.error / total.value + T::ELEMENTARY * ln + T::U * distance + T::U;
                let loss = Expected { value: ln + distance, error };
                let slope = |column| {
                    let power = if column == class { others } else { powers[column] };
                    let quotient = times::<T>(over(power, total), share, 3.0);
                    if column == class { Expected { value: -quotient.value, ..quotient } } else { quotient }
                };
                (loss, (0..m).map(slope).collect())
            }
            Kernel::KlDivergence => {
                let (largest, powers, total) = self.powers(row);
                let targets: Vec<f64> = (0..m).map(|column| self.targets.at(row, column)).collect();
                let mass = targets.iter().sum::<f64>();
                let ln_total = libm::log(total.value);
                let (mut losses, mut slopes) = (Vec::new(), Vec::new());
                for (column, t) in targets.into_iter().enumerate() {
                    let distance = self.y.at(row, column) - largest;
                    let p = times::<T>(over(powers[column], total), mass, 4.0 + m as f64);
                    let difference = Expected { value: p.value - t, error: p.error + 2.0 * T::U * (p.value + t) };
                    losses.push(if t > 0.0 {
                        let r = libm::log(t) - distance + ln_total - libm::log(mass);
                        // The errors of the logarithms, and roundings of numbers up to their size.
                        let size = libm::log(t).abs() + distance.abs() + ln_total;
                        let error = (T::ELEMENTARY + 4.0 * T::U) * size + 2.0 * total.error / total.value;
                        // t (r - 1 + exp(-r)), whose derivative is t (1 - exp(-r)); beyond 1/4 it is t r + S p - t.
                        let value = t * (r + libm::expm1(-r));
                        let near = t * error * (libm::expm1(-r).abs() + error) + 8.0 * T::U * value;
                        let far = t * error + difference.error + 4.0 * T::U * (t * r.abs() + difference.value.abs());
                        Expected { value, error: if r.abs() + error < 0.25 { near } else { far } }
                    } else {
                        difference
                    });
                    slopes.push(times::<T>(difference, share, 2.0));
                }
                (sum::<T>(&losses), slopes)
            }
            Kernel::Softmax => {
                let (_, powers, total) = self.powers(row);
                let values = powers.into_iter().map(|power| times::<T>(over(power, total), 1.0, 1.0)).collect();
                (Expected::exactly(0.0), values)
            }
            Kernel::SoftmaxBackward => {
                let mut mean = Sum::default();
                (0..m).for_each(|column| mean.add(self.y.at(row, column) * self.targets.at(row, column)));
                let mean = mean.expected::<T>();
                let value = |column| {
                    let (y, g) = (self.y.at(row, column), self.targets.at(row, column));
                    let error = y.abs() * (mean.error + 2.0 * T::U * (g - mean.value).abs());
                    Expected { value: y * (g - mean.value), error }
                };
                (Expected::exactly(0.0), (0..m).map(value).collect())
            }
        }
    }
}

/// The sum of numbers with errors.
fn sum<T: TestScalar>(terms: &[Expected]) -> Expected {
    let mut sum = Sum::default();
    terms.iter().for_each(|term| sum.add(term.value));
    let sum = sum.expected::<T>();
    Expected { error: sum.error + terms.iter().map(|term| term.error).sum::<f64>(), ..sum }
}

/// The quotient of positive numbers with errors: relative errors add up.
fn over(number: Expected, by: Expected) -> Expected {
    let value = number.value / by.value;
    Expected { value, error: number.error / by.value + value * by.error / by.value }
}

/// The product with a number, after so many roundings.
fn times<T: TestScalar>(number: Expected, factor: f64, roundings: f64) -> Expected {
    let value = number.value * factor;
    Expected { value, error: number.error * factor + roundings * T::U * value.abs() }
}

impl<T: TestScalar> Case<T> for Rows<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, m] = self.sizes();
        let dense = self.dense || m <= NARROW;
        let in_place = match self.kernel {
            Kernel::Softmax => Some(&self.y),
            Kernel::SoftmaxBackward => Some(&self.targets),
            _ => None,
        };
        let room = if dense { Output::dense(n, m) } else { Output::kept(n, m) };
        let mut room = if let Some(values) = in_place { room.with(values) } else { room };
        let to = if dense { RowsMut::new(room.slice(), m) } else { RowsMut::of_block(room.slice(), sizes) };
        let y = if dense { rows::Rows::new(self.y.values(), m) } else { rows::Rows::of_block(self.y.values(), sizes) };
        let (targets, share) = (self.targets.values(), self.share);
        let loss = match self.kernel {
            Kernel::EachValue => each_value::<V>(y, targets, to, sizes, share, Soft),
            Kernel::CrossEntropy => cross_entropy::<V>(y, |row| self.class(row), to, sizes, share),
            Kernel::KlDivergence => kl_divergence::<V>(y, targets, to, sizes, share),
            Kernel::Softmax => {
                softmax::<V>(to, sizes[0]);
                T::ZERO
            }
            Kernel::SoftmaxBackward => {
                softmax_backward(y, to, sizes[0]);
                T::ZERO
            }
        };
        let mut found = room.taken();
        found.push(loss);
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let [n, m] = self.sizes();
        let (losses, rows): (Vec<_>, Vec<_>) = (0..n).map(|row| self.row(row)).unzip();
        let mut expected: Vec<Expected> = rows.into_iter().flatten().collect();
        let loss = sum::<T>(&losses);
        expected.push(match self.kernel {
            // The kernel adds all values, and multiplies by 1 / m once.
            Kernel::EachValue => times::<T>(loss, 1.0 / m as f64, 2.0 + m as f64),
            _ => loss,
        });
        expected
    }
}

/// The rows divided by their sums, where they have one; else 1 in the first column.
fn shares<T: TestScalar>(targets: Matrix<T>) -> Matrix<T> {
    let sums: Vec<f64> = (0..targets.rows).map(|row| (0..targets.width).map(|c| targets.at(row, c)).sum()).collect();
    let (width, mut at) = (targets.width, 0);
    targets.map(|t| {
        let (row, column) = (at / width, at % width);
        at += 1;
        if sums[row] > 0.0 { t / sums[row] } else { f64::from(u8::from(column == 0)) }
    })
}

fn check<T: TestScalar>(kernel: Kernel, [n, m]: [usize; 2], draw: &mut Draw) {
    let dense = draw.below(2) == 1;
    let y = if dense { Matrix::dense(n, m, draw) } else { Matrix::kept(n, m, draw) };
    let targets = Matrix::<T>::dense(n, m, draw);
    let (y, targets) = match kernel {
        // Probabilities: many, none, and all of the sum.
        Kernel::KlDivergence => (y.map(|y| 4.0 * y), shares(targets.map(|t| if t > 0.7 { 0.0 } else { t.abs() }))),
        Kernel::SoftmaxBackward => (y.map(f64::abs), targets),
        _ => (y.map(|y| 4.0 * y), targets),
    };
    hold(&Rows { kernel, y, targets, dense, share: T::from_f64(1.0 / n as f64) });
}

fn check_all(kernel: Kernel, seed: u64) {
    let draw = &mut Draw::new(seed);
    for shape in draw.pairs() {
        check::<f32>(kernel, shape, draw);
        check::<f64>(kernel, shape, draw);
    }
}

#[test]
fn losses_of_each_value_are_the_twins() {
    check_all(Kernel::EachValue, 91);
}

#[test]
fn cross_entropy_is_the_twins() {
    check_all(Kernel::CrossEntropy, 92);
}

#[test]
fn kl_divergence_is_the_twins() {
    check_all(Kernel::KlDivergence, 93);
}

#[test]
fn softmax_is_the_twins() {
    check_all(Kernel::Softmax, 94);
}

#[test]
fn softmax_backward_is_the_twins() {
    check_all(Kernel::SoftmaxBackward, 95);
}
