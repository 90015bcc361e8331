//! `weight_gradient`.

use std::vec::Vec;
use std::{ptr, vec};

use crate::kernels::compiled::Compiled;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Sum, TestScalar};
use crate::kernels::weight_gradient::{COPIED, GradientPtr, weight_gradient};
use crate::simd::tests::draw::Draw;

/// The function to call.
#[derive(Clone, Copy, Debug)]
enum Kernel {
    Inlined,
    Compiled,
}

/// xᵀ d, and the sums of the columns of d.
#[derive(Debug)]
struct Gradients<T> {
    kernel: Kernel,
    x: Matrix<T>,
    d: Matrix<T>,
    gradient: Initial<T>,
    /// Whether there is room for copies of the inputs.
    copied: bool,
}

/// The gradient before the kernel runs, and whether the kernel adds to it. It may have no bias.
#[derive(Debug)]
pub struct Initial<T> {
    weight: Matrix<T>,
    bias: Option<Matrix<T>>,
    add: bool,
}

impl<T: TestScalar> Initial<T> {
    /// A gradient of a layer with k inputs and m outputs. Draws whether it has a bias, and whether to add to it.
    pub fn new(k: usize, m: usize, draw: &mut Draw) -> Self {
        let bias = draw.below(4) > 0;
        Self {
            weight: Matrix::dense(k, m, draw),
            bias: bias.then(|| Matrix::dense(1, m, draw)),
            add: draw.below(2) == 1,
        }
    }

    /// Runs a kernel on the gradient. Returns the weights, then the bias.
    #[inline(always)]
    pub fn run(&self, kernel: impl FnOnce(GradientPtr<T>)) -> Vec<T> {
        let room = |before: &Matrix<T>| {
            let room = Output::dense(before.rows, before.width);
            if self.add { room.holding(before) } else { room }
        };
        let (mut weight, mut bias) = (room(&self.weight), self.bias.as_ref().map(room));
        let to = bias.as_mut().map_or(core::ptr::null_mut(), Output::start);
        kernel(GradientPtr { weight: weight.start(), bias: to, add: self.add });
        let mut found = weight.taken();
        found.extend(bias.map(Output::taken).unwrap_or_default());
        found
    }

    /// The expected gradient.
    pub fn twin(&self, x: &Matrix<T>, d: &Matrix<T>) -> Vec<Expected> {
        let element = |before: f64, factor: &dyn Fn(usize) -> f64, column: usize| {
            let mut sum = Sum::default();
            for row in 0..d.rows {
                sum.add(factor(row) * d.at(row, column));
            }
            if self.add {
                sum.add(before);
            }
            sum.expected::<T>()
        };
        let mut expected = Vec::new();
        for input in 0..x.width {
            for column in 0..d.width {
                expected.push(element(self.weight.at(input, column), &|row| x.at(row, input), column));
            }
        }
        if let Some(bias) = &self.bias {
            expected.extend((0..d.width).map(|column| element(bias.at(0, column), &|_| 1.0, column)));
        }
        expected
    }
}

impl<T: TestScalar> Case<T> for Gradients<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes = [self.x.rows, self.x.width, self.d.width];
        let (x, d) = (self.x.rows_ptr(), self.d.rows_ptr());
        let mut room = vec![T::CANARY; if self.copied { COPIED * self.x.rows } else { 0 }].into_boxed_slice();
        let copies = if self.copied { room.as_mut_ptr() } else { ptr::null_mut() };
        // SAFETY: the operands have these sizes, and there is at least one input.
        self.gradient.run(
            #[inline(always)]
            |to| unsafe {
                match self.kernel {
                    Kernel::Compiled => V::weight_gradient(x, d, to, sizes, copies),
                    Kernel::Inlined => weight_gradient::<V>(x, d, to, sizes, copies),
                }
            },
        )
    }

    fn twin(&self) -> Vec<Expected> {
        self.gradient.twin(&self.x, &self.d)
    }
}

fn check<T: TestScalar>(kernel: Kernel, [n, k, m]: [usize; 3], draw: &mut Draw) {
    let x = if draw.below(2) == 1 { Matrix::dense(n, k, draw) } else { Matrix::kept(n, k, draw) };
    let d = Matrix::padded(n, m, T::CANARY, draw);
    hold(&Gradients { kernel, x, d, gradient: Initial::<T>::new(k, m, draw), copied: draw.below(2) == 1 });
}

#[test]
fn gradients_of_weights_and_biases_are_the_twins() {
    let draw = &mut Draw::new(11);
    for [n, k, m] in draw.shapes() {
        let shape = [n, k.max(8), m];
        check::<f32>(Kernel::Inlined, shape, draw);
        check::<f64>(Kernel::Inlined, shape, draw);
    }
}

#[test]
fn gradients_of_up_to_8_inputs_are_the_twins() {
    let draw = &mut Draw::new(12);
    for [n, k, m] in draw.shapes() {
        let shape = [n, k % 8 + 1, m];
        check::<f32>(Kernel::Inlined, shape, draw);
        check::<f64>(Kernel::Inlined, shape, draw);
    }
}

#[test]
fn compiled_gradients_are_the_twins() {
    let draw = &mut Draw::new(13);
    for shape in draw.shapes() {
        check::<f32>(Kernel::Compiled, shape, draw);
        check::<f64>(Kernel::Compiled, shape, draw);
    }
}

#[test]
fn gradients_of_wide_layers_are_the_twins_whether_inputs_are_copied_or_not() {
    let draw = &mut Draw::new(14);
    for m in [64, 127, 128, 130] {
        for n in [1, 2, 127, 128] {
            // One band and several, with and without an overlapping one; and more bands than are copied at once.
            for k in [1, 3, 5, 11, 24, 37] {
                check::<f32>(Kernel::Compiled, [n, k, m], draw);
                check::<f64>(Kernel::Compiled, [n, k, m], draw);
            }
        }
    }
}
