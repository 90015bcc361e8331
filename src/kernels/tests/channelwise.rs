//! `depthwise`, `depthwise_input`, `depthwise_scatter` and `depthwise_weights`.

use std::vec;
use std::vec::Vec;

use crate::activation::Fused;
use crate::kernels::compiled::Compiled;
use crate::kernels::taps::{Filter, Taps};
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output, pointer};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::kernels::weight_gradient::GradientPtr;
use crate::simd::tests::draw::Draw;

/// y; dL/dx, gathered for a stride of 1, else added to what is there; and dL/dw and dL/db, written or added to.
#[derive(Debug)]
struct Depthwise<T> {
    taps: Taps,
    fused: Fused,
    has_bias: bool,
    add: bool,
    x: Matrix<T>,
    d: Matrix<T>,
    weight: Matrix<T>,
    bias: Matrix<T>,
}

impl<T: TestScalar> Depthwise<T> {
    fn new(draw: &mut Draw) -> Self {
        let channels = [1, 2, 3, 6, 8, 15, 16, 17, 33][draw.below(9)];
        let plain = draw.below(2) == 0;
        let mut two = |low: usize, count: usize| [(); 2].map(|()| low + draw.below(count));
        let window = if plain { [1 + two(0, 3)[0], 3] } else { two(1, 5) };
        let [stride, dilation] = if plain { [[1, 1], [1, 1]] } else { [two(1, 3), two(1, 2)] };
        let (pad, output) = (two(0, 3), two(1, 9));
        let input = [0, 1].map(|side| {
            let padded = (output[side] - 1) * stride[side] + (window[side] - 1) * dilation[side] + 1;
            padded.saturating_sub(2 * pad[side]).max(1)
        });
        let reach = |side: usize| (input[side] + 2 * pad[side]).checked_sub((window[side] - 1) * dilation[side] + 1);
        let output = [0, 1].map(|side| reach(side).map_or(0, |left| left / stride[side] + 1));
        let taps = Taps::new(channels, [input, output], [window, stride, pad, dilation]);
        let size = |[height, width]: [usize; 2]| height * width * channels;
        Self {
            taps,
            fused: if draw.below(2) == 0 { Fused::Linear } else { Fused::Relu },
            has_bias: draw.below(3) > 0,
            add: draw.below(2) == 0,
            x: Matrix::dense(1, size(input), draw),
            d: Matrix::dense(1, size(output), draw),
            weight: Matrix::dense(1, size(window), draw),
            bias: Matrix::dense(1, channels, draw),
        }
    }

    /// Calls `each` for every tap inside the input: with its output, its input and its weight.
    fn each(&self, mut each: impl FnMut(usize, usize, usize)) {
        let taps = &self.taps;
        for output in 0..self.d.width {
            let (position, channel) = (output / taps.channels, output % taps.channels);
            for tap in 0..taps.window[0] * taps.window[1] {
                let place = |side: usize, output: usize, tap: usize| {
                    let place = taps.start[side] + (output * taps.stride[side] + tap * taps.dilation[side]) as isize;
                    usize::try_from(place).ok().filter(|place| *place < taps.input[side])
                };
                let row = place(0, position / taps.output[1], tap / taps.window[1]);
                let column = place(1, position % taps.output[1], tap % taps.window[1]);
                if let (Some(row), Some(column)) = (row, column) {
                    let input = (row * taps.input[1] + column) * taps.channels + channel;
                    each(output, input, tap * taps.channels + channel);
                }
            }
        }
    }
}

impl<T: TestScalar> Case<T> for Depthwise<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (taps, channels) = (&self.taps, self.taps.channels);
        let (mut y, mut dx) = (Output::dense(1, self.d.width), Output::dense(1, self.x.width));
        let (mut dw, mut db) = (Output::dense(1, self.weight.width), Output::dense(1, channels));
        if self.add {
            (dw, db) = (dw.with(&self.weight), db.with(&self.bias));
        }
        let (x, d, w) = (self.x.start(), self.d.start(), self.weight.start());
        // SAFETY: the operands have the sizes of `taps`.
        unsafe {
            let filter = Filter { first: w, step: channels as isize };
            let bias = pointer(self.has_bias.then(|| self.bias.values()));
            V::depthwise(self.fused, x, filter, bias, y.start(), taps);
            if taps.stride == [1, 1] {
                let filter = Filter { first: w.add(self.weight.width - channels), step: -(channels as isize) };
                V::depthwise_input(self.fused, d, filter, x, dx.start(), &taps.reversed());
            } else {
                dx = dx.with(&self.x);
                V::depthwise_scatter(d, w, dx.start(), taps);
            }
            let bias = if self.has_bias { db.start() } else { core::ptr::null_mut() };
            V::depthwise_weights(x, d, GradientPtr { weight: dw.start(), bias, add: self.add }, taps);
        }
        let mut found = [y.taken(), dx.taken(), dw.taken()].concat();
        if self.has_bias {
            found.extend(db.taken());
        }
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let channels = self.taps.channels;
        let [mut y, mut dx, mut dw, mut db] =
            [self.d.width, self.x.width, self.weight.width, channels].map(|count| vec![Sum::default(); count]);
        for output in 0..self.d.width {
            if self.has_bias {
                y[output].add(self.bias.at(0, output % channels));
            }
            db[output % channels].add(self.d.at(0, output));
        }
        self.each(|output, input, weight| {
            y[output].add(self.x.at(0, input) * self.weight.at(0, weight));
            dx[input].add(self.d.at(0, output) * self.weight.at(0, weight));
            dw[weight].add(self.d.at(0, output) * self.x.at(0, input));
        });
        if self.add {
            dw.iter_mut().enumerate().for_each(|(at, sum)| sum.add(self.weight.at(0, at)));
            db.iter_mut().enumerate().for_each(|(at, sum)| sum.add(self.bias.at(0, at)));
        }
        let relu = self.fused == Fused::Relu;
        let gathered = self.taps.stride == [1, 1];
        let mut found: Vec<Expected> = y.into_iter().map(Sum::expected::<T>).collect();
        for expected in found.iter_mut().filter(|_| relu) {
            expected.value = expected.value.max(0.0);
        }
        for (at, mut sum) in dx.into_iter().enumerate() {
            let x = self.x.at(0, at);
            if !gathered {
                sum.add(x);
            }
            let passes = !gathered || !relu || x > 0.0;
            found.push(if passes { sum.expected::<T>() } else { Expected::exactly(0.0) });
        }
        found.extend(dw.into_iter().map(Sum::expected::<T>));
        if self.has_bias {
            found.extend(db.into_iter().map(Sum::expected::<T>));
        }
        found
    }
}

#[test]
fn depthwise_convolutions_are_the_twins_forward_and_back() {
    let draw = &mut Draw::new(91);
    for _ in 0..300 {
        hold(&Depthwise::<f32>::new(draw));
        hold(&Depthwise::<f64>::new(draw));
    }
}
