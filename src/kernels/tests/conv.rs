//! The kernels of a convolution.

use std::vec;
use std::vec::Vec;

use crate::activation::Fused;
use crate::kernels::compiled::Compiled;
use crate::kernels::conv::geometry::Geometry;
use crate::kernels::conv::{SLACK, planes};
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output, pointer};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::kernels::weight_gradient::GradientPtr;
use crate::simd::tests::draw::Draw;

/// The three passes over one image, which has its padding already.
#[derive(Debug)]
struct Passes<T> {
    geometry: Geometry,
    x: Matrix<T>,
    w: Matrix<T>,
    bias: Option<Matrix<T>>,
    d: Matrix<T>,
    /// What the gradient of the weights and of the bias is added to, if it is added.
    before: Option<[Matrix<T>; 2]>,
}

/// A multiplication of a convolution: the places of its output, its input and its weight.
struct Term {
    output: usize,
    input: usize,
    weight: usize,
}

/// Calls `each` for every multiplication. Of an output they come in the order of the weights.
fn each_term(geometry: &Geometry, mut each: impl FnMut(Term)) {
    let Geometry { input: [c, _, w], output: [o, oh, ow], taps: [kh, kw], stride, dilation, groups, .. } = *geometry;
    let (inside, outside) = (c / groups, o / groups);
    for y in 0..oh {
        for x in 0..ow {
            for channel in 0..o {
                for tap in 0..kh * kw * inside {
                    let (j, i, part) = (tap / inside / kw, tap / inside % kw, tap % inside);
                    let (row, column) = (y * stride[0] + j * dilation[0], x * stride[1] + i * dilation[1]);
                    each(Term {
                        output: (y * ow + x) * o + channel,
                        input: (row * w + column) * c + channel / outside * inside + part,
                        weight: tap * o + channel,
                    });
                }
            }
        }
    }
}

impl<T: TestScalar> Passes<T> {
    fn new(geometry: Geometry, draw: &mut Draw) -> Self {
        let channels = geometry.output[0];
        let w = Matrix::dense(geometry.inputs(), channels, draw);
        let before = (draw.below(2) == 1)
            .then(|| [Matrix::dense(geometry.inputs(), channels, draw), Matrix::dense(1, channels, draw)]);
        Self {
            geometry,
            x: Matrix::dense(1, geometry.padded_len(), draw),
            w,
            bias: (draw.below(4) > 0).then(|| Matrix::dense(1, channels, draw)),
            d: Matrix::dense(1, geometry.output_len(), draw),
            before,
        }
    }

    /// The weights as `scatter` reads them, with NaN behind.
    fn transposed(&self) -> Vec<T> {
        let (sweep, channels) = (self.geometry.sweep(), self.geometry.output[0]);
        let mut transposed = vec![T::CANARY; self.geometry.inputs() * channels + SLACK];
        for input in 0..self.geometry.inputs() {
            let (run, value) = (input / sweep.length, input % sweep.length);
            for channel in 0..channels {
                transposed[(run * channels + channel) * sweep.length + value] =
                    self.w.values()[input * channels + channel];
            }
        }
        transposed
    }
}

impl<T: TestScalar> Case<T> for Passes<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (sweep, channels) = (self.geometry.sweep(), self.geometry.output[0]);
        let mut y = Output::dense(1, self.geometry.output_len());
        let mut weight = Output::dense(self.geometry.inputs(), channels);
        let mut bias = Output::dense(1, channels);
        if let Some([w, b]) = &self.before {
            (weight, bias) = (weight.holding(w), bias.holding(b));
        }
        let gradient = GradientPtr { weight: weight.start(), bias: bias.start(), add: self.before.is_some() };
        let room = if planes::suits(&sweep, V::COUNT) { planes::len(&sweep, V::COUNT) } else { 0 };
        let mut room = vec![T::CANARY; room].into_boxed_slice();
        let transposed = self.transposed().into_boxed_slice();
        let mut dx = vec![T::ZERO; self.geometry.padded_len() + SLACK].into_boxed_slice();
        let (x, d) = (self.x.start(), self.d.start());
        // SAFETY: the operands have the sizes of the geometry.
        unsafe {
            V::conv_forward(
                Fused::Linear,
                &sweep,
                x,
                self.w.start(),
                pointer(self.bias.as_ref().map(Matrix::values)),
                y.start(),
            );
            V::conv_weight_gradient(&sweep, x, d, gradient, room.as_mut_ptr());
            V::conv_scatter(&sweep, d, transposed.as_ptr(), dx.as_mut_ptr());
        }
        let mut found = y.taken();
        found.extend(weight.taken());
        found.extend(bias.taken());
        found.extend_from_slice(&dx[..self.geometry.padded_len()]);
        assert!(dx[self.geometry.padded_len()..].iter().all(|value| *value == T::ZERO), "{self:?}: dx behind its end");
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let geometry = &self.geometry;
        let value = |matrix: &Matrix<T>, at: usize| matrix.values()[at].to_f64();
        let mut y = vec![Sum::default(); geometry.output_len()];
        let mut weight = vec![Sum::default(); geometry.inputs() * geometry.output[0]];
        let mut bias = vec![Sum::default(); geometry.output[0]];
        let mut dx = vec![Sum::default(); geometry.padded_len()];
        if let Some([w, b]) = &self.before {
            weight.iter_mut().enumerate().for_each(|(at, sum)| sum.add(value(w, at)));
            bias.iter_mut().enumerate().for_each(|(at, sum)| sum.add(value(b, at)));
        }
        if let Some(b) = &self.bias {
            y.iter_mut().enumerate().for_each(|(at, sum)| sum.add(value(b, at % geometry.output[0])));
        }
        for at in 0..geometry.output_len() {
            bias[at % geometry.output[0]].add(value(&self.d, at));
        }
        each_term(geometry, |Term { output, input, weight: at }| {
            let (x, w, d) = (value(&self.x, input), value(&self.w, at), value(&self.d, output));
            y[output].add(x * w);
            weight[at].add(x * d);
            dx[input].add(w * d);
        });
        [y, weight, bias, dx].concat().into_iter().map(Sum::expected::<T>).collect()
    }
}

/// A convolution with its padding in the input.
fn geometry(
    [channels, groups, outputs]: [usize; 3],
    positions: [usize; 2],
    taps: [usize; 2],
    stride: [usize; 2],
    dilation: [usize; 2],
    draw: &mut Draw,
) -> Geometry {
    // Some values may be left over at the end.
    let size = |way: usize, draw: &mut Draw| {
        (positions[way] - 1) * stride[way] + dilation[way] * (taps[way] - 1) + 1 + draw.below(stride[way])
    };
    let (height, width) = (size(0, draw), size(1, draw));
    let (input, output) = ([channels * groups, height, width], [outputs * groups, positions[0], positions[1]]);
    Geometry { input, output, taps, stride, pad: [0, 0], dilation, groups, causal: false }.checked()
}

fn check(geometry: Geometry, draw: &mut Draw) {
    hold(&Passes::<f32>::new(geometry, draw));
    hold(&Passes::<f64>::new(geometry, draw));
}

#[test]
fn passes_with_every_window_are_the_twins() {
    let draw = &mut Draw::new(71);
    for _ in 0..60 {
        let mut pair = |most: usize| [1 + draw.below(most), 1 + draw.below(most)];
        let (positions, taps, stride, dilation) = (pair(7), pair(3), pair(2), pair(2));
        let channels = [1 + draw.below(4), 1 + draw.below(3), 1 + draw.below(9)];
        check(geometry(channels, positions, taps, stride, dilation, draw), draw);
    }
}

#[test]
fn passes_of_several_vectors_of_channels_are_the_twins() {
    let draw = &mut Draw::new(72);
    for (channels, outputs) in [(1, 16), (3, 17), (6, 33), (16, 8), (17, 15), (7, 20)] {
        for positions in [[3, 4], [1, 9], [5, 1]] {
            check(geometry([channels, 1, outputs], positions, [2, 3], [1, 1], [1, 1], draw), draw);
        }
    }
}

#[test]
fn passes_of_one_channel_to_a_few_are_the_twins() {
    let draw = &mut Draw::new(73);
    for outputs in 1..=9 {
        for width in [8, 13, 16, 21, 32] {
            let down = [1 + draw.below(2), 1 + draw.below(2)];
            check(geometry([1, 1, outputs], [2, width], [2, 3], [down[0], 1], [1, down[1]], draw), draw);
        }
    }
}
