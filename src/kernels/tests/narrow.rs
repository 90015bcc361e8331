//! `product_narrow`, `weight_gradient_narrow` and `backward_one_output`.

use core::fmt::Debug;
use core::marker::PhantomData;
use std::boxed::Box;
use std::vec::Vec;

use crate::activation::{Linear, Relu, Tanh};
use crate::kernels::compiled::Compiled;
use crate::kernels::epilogue::TimesDerivative;
use crate::kernels::narrow::{backward_one_output, product_narrow, weight_gradient_narrow};
use crate::kernels::product::Right;
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output, pointer};
use crate::kernels::tests::twin::{Expected, Formula, Sum, TestScalar};
use crate::kernels::tests::weight_gradient::Initial;
use crate::rows::NARROW;
use crate::simd::tests::draw::Draw;

/// f(bias + x wᵀ)
#[derive(Debug)]
struct Product<T, F> {
    x: Matrix<T>,
    x_padded: bool,
    w: Matrix<T>,
    w_padded: bool,
    bias: Option<Box<[T]>>,
    activation: PhantomData<F>,
}

/// xᵀ d, and the sums of the columns of d.
#[derive(Debug)]
struct Gradients<T> {
    x: Matrix<T>,
    d: Matrix<T>,
    gradient: Initial<T>,
}

/// [`Gradients`] of one output, and d w f'(z), with y = f(z).
#[derive(Debug)]
struct OneOutput<T, F> {
    gradients: Gradients<T>,
    x_padded: bool,
    w: Matrix<T>,
    outputs: Matrix<T>,
    activation: PhantomData<F>,
}

impl<T: TestScalar, F: Formula + Debug> Case<T> for OneOutput<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let Gradients { x, d, gradient } = &self.gradients;
        let (rows, sizes) = ((x.rows_ptr(), self.x_padded), [x.rows, x.width]);
        let mut dx = Output::writable(x.rows, x.width);
        let to_dx = dx.rows_mut_ptr();
        let epilogue = TimesDerivative::<V, F>::new(self.outputs.rows_ptr());
        // SAFETY: the operands have these sizes.
        let mut found = gradient.run(
            #[inline(always)]
            |to| unsafe { backward_one_output::<V, _>(rows, d.start(), to, self.w.start(), to_dx, sizes, epilogue) },
        );
        found.extend(dx.taken());
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let Gradients { d, .. } = &self.gradients;
        let (rows, width) = (self.outputs.rows, self.outputs.width);
        let element = |row, column| {
            let mut sum = Sum::default();
            sum.add(d.at(row, 0) * self.w.at(0, column));
            sum.expected::<T>().times_slope::<T, F>(self.outputs.at(row, column))
        };
        let mut expected = self.gradients.twin();
        expected.extend((0..rows * width).map(|at| element(at / width, at % width)));
        expected
    }
}

impl<T: TestScalar, F: Formula + Debug> Case<T> for Product<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let [n, k, m] = [self.x.rows, self.x.width, self.w.rows];
        let mut y = Output::dense(n, m);
        let x = (self.x.rows_ptr(), self.x_padded);
        let (w, bias) = (Right { rows: self.w.rows_ptr(), padded: self.w_padded }, pointer(self.bias.as_deref()));
        // SAFETY: the operands have these sizes, and `w` has zeros in its padding.
        unsafe {
            match m {
                1 => product_narrow::<V, F, 1>(x, w, bias, y.start(), [n, k]),
                2 => product_narrow::<V, F, 2>(x, w, bias, y.start(), [n, k]),
                3 => product_narrow::<V, F, 3>(x, w, bias, y.start(), [n, k]),
                _ => product_narrow::<V, F, 4>(x, w, bias, y.start(), [n, k]),
            }
        }
        y.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let element = |row: usize, output: usize| {
            let mut sum = Sum::default();
            for input in 0..self.x.width {
                sum.add(self.x.at(row, input) * self.w.at(output, input));
            }
            if let Some(bias) = &self.bias {
                sum.add(bias[output].to_f64());
            }
            sum.expected::<T>().through::<T, F>()
        };
        (0..self.x.rows * self.w.rows).map(|at| element(at / self.w.rows, at % self.w.rows)).collect()
    }
}

impl<T: TestScalar> Case<T> for Gradients<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let (x, d, sizes) = (self.x.rows_ptr(), self.d.start(), [self.x.rows, self.x.width]);
        // SAFETY: the operands have these sizes.
        self.gradient.run(
            #[inline(always)]
            |to| unsafe {
                match self.d.width {
                    1 => weight_gradient_narrow::<V, 1>(x, d, to, sizes),
                    2 => weight_gradient_narrow::<V, 2>(x, d, to, sizes),
                    3 => weight_gradient_narrow::<V, 3>(x, d, to, sizes),
                    _ => weight_gradient_narrow::<V, 4>(x, d, to, sizes),
                }
            },
        )
    }

    fn twin(&self) -> Vec<Expected> {
        self.gradient.twin(&self.x, &self.d)
    }
}

fn forward<T: TestScalar, F: Formula + Debug>([n, k, m]: [usize; 3], draw: &mut Draw) {
    let (x_padded, w_padded) = (draw.below(2) == 1, draw.below(2) == 1);
    let bias = draw.below(2) == 1;
    let finite = T::from_f64(1000.0);
    hold(&Product::<T, F> {
        x: if x_padded { Matrix::padded(n, k, finite, draw) } else { Matrix::dense(n, k, draw) },
        x_padded,
        w: if w_padded { Matrix::padded(m, k, T::ZERO, draw) } else { Matrix::dense(m, k, draw) },
        w_padded,
        bias: bias.then(|| draw.numbers(m)),
        activation: PhantomData,
    });
}

fn backward<T: TestScalar>([n, k, m]: [usize; 3], draw: &mut Draw) {
    let x = if draw.below(2) == 1 { Matrix::dense(n, k, draw) } else { Matrix::kept(n, k, draw) };
    let d = Matrix::dense(n, m, draw);
    hold(&Gradients { x, d, gradient: Initial::<T>::new(k, m, draw) });
}

fn one_output<T: TestScalar, F: Formula + Debug>([n, k]: [usize; 2], draw: &mut Draw) {
    let x_padded = k > NARROW && draw.below(2) == 1;
    let x = if x_padded { Matrix::kept(n, k, draw) } else { Matrix::dense(n, k, draw) };
    hold(&OneOutput::<T, F> {
        gradients: Gradients { x, d: Matrix::dense(n, 1, draw), gradient: Initial::new(k, 1, draw) },
        x_padded,
        w: Matrix::dense(1, k, draw),
        outputs: Matrix::readable(n, k, draw),
        activation: PhantomData,
    });
}

#[test]
fn gradients_and_products_of_one_output_are_the_twins() {
    let draw = &mut Draw::new(23);
    for shape in draw.pairs() {
        one_output::<f32, Linear>(shape, draw);
        one_output::<f64, Linear>(shape, draw);
        one_output::<f32, Relu>(shape, draw);
        one_output::<f64, Tanh>(shape, draw);
    }
}

#[test]
fn narrow_products_are_the_twins() {
    let draw = &mut Draw::new(21);
    for [n, k] in draw.pairs() {
        for m in 1..=4 {
            forward::<f32, Linear>([n, k, m], draw);
            forward::<f64, Linear>([n, k, m], draw);
            forward::<f32, Relu>([n, k, m], draw);
            forward::<f64, Tanh>([n, k, m], draw);
        }
    }
}

#[test]
fn narrow_gradients_are_the_twins() {
    let draw = &mut Draw::new(22);
    for [n, k] in draw.pairs() {
        for m in 1..=4 {
            backward::<f32>([n, k, m], draw);
            backward::<f64>([n, k, m], draw);
        }
    }
}
