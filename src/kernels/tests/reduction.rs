//! `max_pool`, `mean_pool` and their ways back.

use std::vec;
use std::vec::Vec;

use crate::activation::Fused;
use crate::kernels::compiled::Compiled;
use crate::kernels::distribution::Back;
use crate::kernels::reduction::Pool;
use crate::kernels::tests::case::{Case, hold, on};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::simd::portable::Portable;
use crate::simd::tests::draw::Draw;
use crate::simd::tests::sets;

/// y, and dL/dx after a relu or after nothing, written or added to `before`.
#[derive(Debug)]
struct Pooled<T> {
    largest: bool,
    fused: Fused,
    pool: Pool,
    x: Matrix<T>,
    d: Matrix<T>,
    before: Option<Matrix<T>>,
}

/// The places of a window's taps.
fn taps(pool: &Pool, output: usize) -> impl Iterator<Item = usize> {
    let (position, channel) = (output / pool.channels, output % pool.channels);
    let [down, right] = [position / pool.output[1] * pool.stride[0], position % pool.output[1] * pool.stride[1]];
    let ([height, width], [_, line], channels) = (pool.window, pool.input, pool.channels);
    (0..height * width).map(move |tap| ((down + tap / width) * line + right + tap % width) * channels + channel)
}

impl<T: TestScalar> Case<T> for Pooled<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (mut y, mut dx) = (Output::dense(1, self.d.width), Output::dense(1, self.x.width));
        if let Some(before) = &self.before {
            dx = dx.with(before);
        }
        let x = self.x.start();
        // SAFETY: the operands have the pool's sizes.
        unsafe {
            if self.largest {
                V::max_pool(x, y.start(), &self.pool);
            } else {
                V::mean_pool(x, y.start(), &self.pool);
            }
            let add = self.before.is_some();
            let back = Back { x, y: y.start(), d: self.d.start(), kept: x, dx: dx.start(), add };
            if self.largest {
                V::max_pool_back(self.fused, back, &self.pool);
            } else {
                V::mean_pool_back(self.fused, back, &self.pool);
            }
        }
        [y.taken(), dx.taken()].concat()
    }

    fn twin(&self) -> Vec<Expected> {
        let mut found = Vec::new();
        let mut dx = vec![Sum::default(); self.x.width];
        if let Some(before) = &self.before {
            dx.iter_mut().enumerate().for_each(|(at, sum)| sum.add(before.at(0, at)));
        }
        for output in 0..self.d.width {
            let (mut largest, mut sum, mut count) = (None, Sum::default(), 0.0);
            for place in taps(&self.pool, output) {
                let x = self.x.at(0, place);
                if largest.is_none_or(|largest| x > self.x.at(0, largest)) {
                    largest = Some(place);
                }
                sum.add(x);
                count += 1.0;
            }
            if self.largest {
                let largest = largest.unwrap();
                found.push(Expected::exactly(self.x.at(0, largest)));
                dx[largest].add(self.d.at(0, output));
            } else {
                let Expected { value, error } = sum.expected::<T>();
                found.push(Expected { value: value / count, error: (error + 2.0 * T::U * value.abs()) / count });
                taps(&self.pool, output).for_each(|place| dx[place].add(self.d.at(0, output) / count));
            }
        }
        let passes = |at| self.fused == Fused::Linear || self.x.at(0, at) > 0.0;
        let through = |(at, sum): (usize, Sum)| {
            if passes(at) { sum.expected::<T>() } else { Expected::exactly(0.0) }
        };
        found.extend(dx.into_iter().enumerate().map(through));
        found
    }
}

fn pool(draw: &mut Draw, tiles: bool) -> Pool {
    let channels = [1, 2, 3, 5, 6, 8, 15, 16, 17, 33][draw.below(10)];
    let window = [(); 2].map(|()| 1 + draw.below(3));
    let stride = if tiles { window } else { [(); 2].map(|()| 1 + draw.below(4)) };
    let output = [(); 2].map(|()| 1 + draw.below(5));
    let input = [0, 1].map(|side| (output[side] - 1) * stride[side] + window[side] + draw.below(stride[side]));
    Pool::new(channels, [input, output], [window, stride])
}

fn check<T: TestScalar>(draw: &mut Draw, tiles: bool, add: bool) {
    for largest in [false, true] {
        for fused in [Fused::Linear, Fused::Relu] {
            let pool = pool(draw, tiles);
            let [inputs, outputs] = [pool.input, pool.output].map(|[height, width]| height * width * pool.channels);
            // Few values, so that some are equal.
            let x = Matrix::dense(1, inputs, draw).map(|x| (3.0 * x).round());
            let before = (add && fused == Fused::Linear).then(|| Matrix::dense(1, inputs, draw));
            hold(&Pooled::<T> { largest, fused, pool, x, d: Matrix::dense(1, outputs, draw), before });
        }
    }
}

#[test]
fn pools_are_the_twins_forward_and_back() {
    let draw = &mut Draw::new(81);
    for _ in 0..60 {
        for (tiles, add) in [(true, false), (false, false), (true, true), (false, true)] {
            check::<f32>(draw, tiles, add);
            check::<f64>(draw, tiles, add);
        }
    }
}

#[test]
fn nan_stays_in_its_windows_and_takes_their_gradient_on_every_set() {
    let draw = &mut Draw::new(82);
    for _ in 0..100 {
        for tiles in [false, true] {
            let pool = pool(draw, tiles);
            let [inputs, outputs] = [pool.input, pool.output].map(|[height, width]| height * width * pool.channels);
            let (one, other) = (draw.below(inputs), draw.below(inputs));
            let mut at = 0..inputs;
            let x = Matrix::dense(1, inputs, draw).map(|x| match at.next() {
                Some(at) if at == one => f64::NAN,
                Some(at) if at == other => f64::NEG_INFINITY,
                _ => x,
            });
            let d = Matrix::dense(1, outputs, draw);
            let case = Pooled::<f32> { largest: true, fused: Fused::Linear, pool, x, d, before: None };
            let mut expected = vec![0.0; outputs];
            let mut dx = vec![0.0; inputs];
            for output in 0..outputs {
                let places: Vec<usize> = taps(&pool, output).collect();
                let first = |best: usize, place| if case.x.at(0, place) > case.x.at(0, best) { place } else { best };
                let largest = if places.contains(&one) { one } else { places.iter().copied().reduce(first).unwrap() };
                expected[output] = case.x.at(0, largest);
                dx[largest] += case.d.at(0, output);
            }
            let holds = |found: &[f32]| {
                for (at, (found, expected)) in found.iter().zip(expected.iter().chain(&dx)).enumerate() {
                    let same = (f64::from(*found) - expected).abs() < 1e-5 || f64::from(*found) == *expected;
                    assert!(same || found.is_nan() && expected.is_nan(), "{case:?} [{at}]: {found}, not {expected}");
                }
            };
            holds(&on(Portable, &case));
            #[cfg(target_arch = "x86_64")]
            {
                sets::avx2().iter().for_each(|isa| holds(&on(*isa, &case)));
                sets::avx512().iter().for_each(|isa| holds(&on(*isa, &case)));
            }
        }
    }
}
