//! `norm_forward`, `norm_backward`, `batch_norm_forward` and `batch_norm_backward`.

use core::fmt::Debug;
use std::boxed::Box;
use std::vec;
use std::vec::Vec;

use crate::kernels::batch_norm::ChannelsPtr;
use crate::kernels::compiled::Compiled;
use crate::kernels::norm::{DerivativesPtr, InputPtr, MomentsPtr, ParametersPtr, Sizes};
use crate::kernels::tests::case::{Case, hold, on};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::simd::portable::Portable;
use crate::simd::tests::draw::Draw;
#[cfg(target_arch = "x86_64")]
use crate::simd::tests::sets;

const EPSILON: f64 = 1e-3;

/// Both passes of a normalization over channels.
#[derive(Clone)]
struct Norm<T> {
    centred: bool,
    adds: bool,
    positions: usize,
    x: Matrix<T>,
    d: Matrix<T>,
    dx: Matrix<T>,
    gain: Box<[T]>,
    bias: Box<[T]>,
}

impl<T> Debug for Norm<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { centred, adds, positions, x, .. } = self;
        write!(f, "centred {centred}, adds {adds}, {positions} positions, {x:?}")
    }
}

impl<T: TestScalar> Norm<T> {
    fn new(centred: bool, adds: bool, [n, positions, m]: [usize; 3], draw: &mut Draw) -> Self {
        let [x, d, dx] = [(); 3].map(|()| Matrix::kept(n, positions * m, draw));
        let [gain, bias] = [(); 2].map(|()| draw.numbers(m));
        Self { centred, adds, positions, x, d, dx, gain, bias }
    }

    fn sizes(&self) -> Sizes {
        Sizes { rows: self.x.rows, positions: self.positions, channels: self.gain.len() }
    }

    /// The values of a position.
    fn position(&self, matrix: &Matrix<T>, row: usize, position: usize) -> Vec<f64> {
        let m = self.gain.len();
        (0..m).map(|channel| matrix.at(row, position * m + channel)).collect()
    }
}

impl<T: TestScalar> Case<T> for Norm<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (sizes, [n, width]) = (self.sizes(), [self.x.rows, self.x.width]);
        let (mut y, mut dx) = (Output::kept(n, width), Output::kept(n, width).with(&self.dx));
        let [mut mean, mut inverse] = [(); 2].map(|()| Output::dense(1, n * self.positions));
        let [mut dg, mut db] = [&self.gain, &self.bias].map(|start| {
            let mut sum = Output::dense(1, start.len());
            sum.slice().copy_from_slice(start);
            sum
        });
        let parameters = ParametersPtr { gain: self.gain.as_ptr(), bias: self.bias.as_ptr(), epsilon: EPSILON };
        let moments = MomentsPtr { mean: mean.start(), inverse: inverse.start() };
        let to = DerivativesPtr { gain: dg.start(), bias: db.start() };
        let input = InputPtr { dx: dx.rows_mut_ptr(), adds: self.adds };
        let (x, d) = (self.x.rows_ptr(), self.d.rows_ptr());
        // SAFETY: the operands have these sizes.
        unsafe {
            V::norm_forward(self.centred, sizes, x, parameters, y.rows_mut_ptr(), moments);
            V::norm_backward(self.centred, sizes, [x, d], self.gain.as_ptr(), moments, to, Some(input));
        }
        let mut found = [y, dx, inverse, dg].map(Output::taken).concat();
        if self.centred {
            found.extend([mean, db].map(Output::taken).concat());
        }
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let (m, [mut ys, mut dxs, mut inverses, mut means]) = (self.gain.len(), [(); 4].map(|()| Vec::new()));
        let mut sums = vec![[Sum::default(); 2]; m];
        for (channel, [dg, db]) in sums.iter_mut().enumerate() {
            dg.add(self.gain[channel].to_f64());
            db.add(self.bias[channel].to_f64());
        }
        let of_mean = |values: &[f64]| values.iter().sum::<f64>() / m as f64;
        let roundings = 4.0 * m as f64 + 20.0;
        for (row, position) in (0..self.x.rows).flat_map(|row| (0..self.positions).map(move |position| (row, position)))
        {
            let [x, d, before] = [&self.x, &self.d, &self.dx].map(|matrix| self.position(matrix, row, position));
            let mean = if self.centred { of_mean(&x) } else { 0.0 };
            let squares: Vec<f64> = x.iter().map(|x| (x - mean).powi(2)).collect();
            let inverse = 1.0 / libm::sqrt(of_mean(&squares) + EPSILON);
            let largest = x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
            let h: Vec<f64> = x.iter().map(|x| (x - mean) * inverse).collect();
            let e: Vec<f64> = d.iter().zip(&self.gain).map(|(d, g)| d * g.to_f64()).collect();
            let products: Vec<f64> = e.iter().zip(&h).map(|(e, h)| e * h).collect();
            let (mean_e, mean_eh) = (if self.centred { of_mean(&e) } else { 0.0 }, of_mean(&products));
            // The size of h before the mean was subtracted, which the roundings of the mean are relative to; and of e.
            let (size, size_e) = (inverse * largest + 1.0, e.iter().fold(0.0, |largest: f64, e| largest.max(e.abs())));
            means.push(Expected::rounded::<T>(mean, roundings, largest));
            inverses.push(Expected::rounded::<T>(inverse, roundings, inverse * size));
            for channel in 0..m {
                let (g, b) =
                    (self.gain[channel].to_f64(), if self.centred { self.bias[channel].to_f64() } else { 0.0 });
                ys.push(Expected::rounded::<T>(g * h[channel] + b, roundings, g.abs() * size * size + b.abs()));
                let there = if self.adds { before[channel] } else { 0.0 };
                let dx = inverse * (e[channel] - mean_e - h[channel] * mean_eh) + there;
                let size_dx = inverse * size_e * size * size * size + there.abs();
                dxs.push(Expected::rounded::<T>(dx, 2.0 * roundings, size_dx));
                sums[channel][0].add(d[channel] * h[channel]);
                // The roundings of h, as if it were so many terms.
                sums[channel][0].add(d[channel].abs() * size * size);
                sums[channel][0].add(-d[channel].abs() * size * size);
                sums[channel][1].add(d[channel]);
            }
        }
        let sum = |index: usize| sums.iter().map(move |sums| sums[index].expected::<T>());
        let mut all = [ys, dxs, inverses].concat();
        all.extend(sum(0));
        if self.centred {
            all.extend(means);
            all.extend(sum(1));
        }
        all
    }
}

/// Both passes of a normalization with given statistics.
struct BatchNorm<T> {
    adds: bool,
    positions: usize,
    x: Matrix<T>,
    d: Matrix<T>,
    dx: Matrix<T>,
    /// Gain, bias, mean and variance.
    channels: [Box<[T]>; 4],
}

impl<T> Debug for BatchNorm<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "batch norm, adds {}, {} positions, {:?}", self.adds, self.positions, self.x)
    }
}

impl<T: TestScalar> Case<T> for BatchNorm<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let [gain, bias, mean, variance] = self.channels.each_ref().map(|values| values.as_ptr());
        let channels = ChannelsPtr { gain, bias, mean, variance, epsilon: EPSILON };
        let [n, width] = [self.x.rows, self.x.width];
        let sizes = Sizes { rows: n, positions: self.positions, channels: self.channels[0].len() };
        let (mut y, mut dx) = (Output::kept(n, width), Output::kept(n, width).with(&self.dx));
        // SAFETY: the operands have these sizes.
        unsafe {
            V::batch_norm_forward(sizes, self.x.rows_ptr(), channels, y.rows_mut_ptr());
            V::batch_norm_backward(sizes, self.d.rows_ptr(), channels, dx.rows_mut_ptr(), self.adds);
        }
        [y, dx].map(Output::taken).concat()
    }

    fn twin(&self) -> Vec<Expected> {
        let [mut ys, mut dxs] = [(); 2].map(|()| Vec::new());
        for (row, at) in (0..self.x.rows).flat_map(|row| (0..self.x.width).map(move |at| (row, at))) {
            let [gain, bias, mean, variance] =
                self.channels.each_ref().map(|values| values[at % self.channels[0].len()].to_f64());
            let factor = gain / libm::sqrt(variance + EPSILON);
            let (x, there) = (self.x.at(row, at), if self.adds { self.dx.at(row, at) } else { 0.0 });
            let size = factor.abs() * (x.abs() + mean.abs()) + bias.abs();
            ys.push(Expected::rounded::<T>((x - mean) * factor + bias, 8.0, size));
            let dx = self.d.at(row, at) * factor;
            dxs.push(Expected::rounded::<T>(dx + there, 8.0, dx.abs() + there.abs()));
        }
        [ys, dxs].concat()
    }
}

/// Rows, positions and channels: vectors and images, with more and fewer positions and channels than lanes.
const SHAPES: [[usize; 3]; 12] = [
    [1, 1, 1],
    [3, 1, 5],
    [17, 1, 16],
    [33, 1, 40],
    [2, 1, 100],
    [2, 4, 3],
    [3, 20, 8],
    [1, 33, 16],
    [2, 5, 17],
    [2, 16, 33],
    [1, 2, 64],
    [2, 7, 6],
];

#[test]
fn normalized_positions_and_their_derivatives_are_the_twins() {
    fn both<T: TestScalar>(draw: &mut Draw) {
        for shape in SHAPES {
            hold(&Norm::<T>::new(true, false, shape, draw));
            hold(&Norm::<T>::new(true, true, shape, draw));
            hold(&Norm::<T>::new(false, false, shape, draw));
            hold(&Norm::<T>::new(false, true, shape, draw));
        }
    }
    both::<f32>(&mut Draw::new(61));
    both::<f64>(&mut Draw::new(62));
}

#[test]
fn batch_norms_are_the_twins() {
    fn both<T: TestScalar>(draw: &mut Draw) {
        for [n, positions, m] in SHAPES {
            for adds in [false, true] {
                let [x, d, dx] = [(); 3].map(|()| Matrix::kept(n, positions * m, draw));
                let mut channels = [(); 4].map(|()| draw.numbers(m));
                channels[3].iter_mut().for_each(|variance: &mut T| *variance = variance.abs());
                hold(&BatchNorm::<T> { adds, positions, x, d, dx, channels });
            }
        }
    }
    both::<f32>(&mut Draw::new(63));
    both::<f64>(&mut Draw::new(64));
}

#[test]
fn a_position_that_is_not_finite_leaves_the_others_alone() {
    fn all(case: &Norm<f32>) -> Vec<Vec<f32>> {
        let mut all = vec![on(Portable, case)];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(sets::avx2().map(|isa| on(isa, case)));
            all.extend(sets::avx512().map(|isa| on(isa, case)));
        }
        all
    }
    let draw = &mut Draw::new(65);
    for [n, positions, m] in SHAPES.into_iter().filter(|[n, positions, _]| n * positions > 1) {
        let case = Norm::new(true, false, [n, positions, m], draw);
        for wrong in [f64::NAN, f64::INFINITY, -1e38] {
            // The last channel of the last position.
            let (mut at, end) = (0, n * positions * m);
            let x = case.x.clone().map(|x| {
                at += 1;
                if at == end { wrong } else { x }
            });
            for (found, right) in all(&Norm { x, ..case.clone() }).iter().zip(all(&case)) {
                for index in (0..end - m).flat_map(|index| [index, end + index]) {
                    assert_eq!(found[index].to_bits(), right[index].to_bits(), "{case:?}, {wrong}: [{index}]");
                }
            }
        }
    }
}
