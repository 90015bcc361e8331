//! `activate`, `multiply_by_derivative`, `activate_with_slope`, `prelu` and `prelu_backward`.

use core::fmt::Debug;
use core::marker::PhantomData;
use std::vec::Vec;

use crate::activation::{Linear, Relu, Sigmoid, Tanh};
use crate::kernels::compiled::Compiled;
use crate::kernels::elementwise::{activate, activate_with_slope, multiply_by_derivative, prelu, prelu_backward};
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output};
use crate::kernels::tests::twin::{Expected, Formula, Reciprocal, Square, Sum, TestScalar};
use crate::simd::tests::draw::Draw;

/// f(z), in place.
#[derive(Debug)]
struct Activated<T, F>(Matrix<T>, PhantomData<F>);

/// d f'(z), in place, with y = f(z).
#[derive(Debug)]
struct Derived<T, F> {
    y: Matrix<T>,
    d: Matrix<T>,
    activation: PhantomData<F>,
}

impl<T: TestScalar, F: Formula + Debug> Case<T> for Activated<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, m] = [self.0.rows, self.0.width];
        let mut y = Output::padded(n, m).holding(&self.0);
        // SAFETY: `y` has these sizes, and is padded.
        unsafe { activate::<V, F>(y.rows_mut_ptr(), sizes) };
        let finite = |value: &T| value.is_finite();
        assert!(y.padding(V::COUNT).iter().all(finite), "{self:?}: what is in the padding isn't finite");
        y.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let [n, m] = [self.0.rows, self.0.width];
        (0..n * m).map(|at| Expected::exactly(self.0.at(at / m, at % m)).through::<T, F>()).collect()
    }
}

impl<T: TestScalar, F: Formula + Debug> Case<T> for Derived<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, m] = [self.y.rows, self.y.width];
        let mut d = Output::library(n, m).with(&self.d);
        // SAFETY: `y` and `d` have these sizes.
        unsafe { multiply_by_derivative::<V, F>(self.y.rows_ptr(), d.rows_mut_ptr(), sizes) };
        d.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let m = self.y.width;
        let element =
            |row, column| Expected::exactly(self.d.at(row, column)).times_slope::<T, F>(self.y.at(row, column));
        (0..self.y.rows * m).map(|at| element(at / m, at % m)).collect()
    }
}

/// f(z), in place, and f'(z) if `TAPED`; otherwise `slope` isn't written.
#[derive(Debug)]
struct WithSlope<T, const TAPED: bool>(Matrix<T>);

/// A PReLU, forward and backward: y in place of z, the copy of z, d with respect to z, and the gradient of the slope.
#[derive(Debug)]
struct Prelu<T> {
    z: Matrix<T>,
    d: Matrix<T>,
    slope: T,
}

impl<T: TestScalar, const TAPED: bool> Case<T> for WithSlope<T, TAPED> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, m] = [self.0.rows, self.0.width];
        let (mut y, mut slope) = (Output::library(n, m).with(&self.0), Output::library(n, m).with(&self.0));
        // SAFETY: `y` and `slope` have these sizes.
        unsafe { activate_with_slope::<V, Square, TAPED>(y.rows_mut_ptr(), slope.rows_mut_ptr(), sizes) };
        let mut found = y.taken();
        found.extend(slope.taken());
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let [n, m] = [self.0.rows, self.0.width];
        let z = |at: usize| self.0.at(at / m, at % m);
        let values = (0..n * m).map(|at| Expected::rounded::<T>(z(at) * z(at).abs(), 1.0, z(at) * z(at)));
        let slope = |z: f64| if TAPED { 2.0 * z.abs() } else { z };
        values.chain((0..n * m).map(|at| Expected::exactly(slope(z(at))))).collect()
    }
}

impl<T: TestScalar> Case<T> for Prelu<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, m] = [self.z.rows, self.z.width];
        let (mut y, mut kept) = (Output::library(n, m).with(&self.z), Output::library(n, m));
        let mut d = Output::library(n, m).with(&self.d);
        // SAFETY: all operands have these sizes.
        let gradient = unsafe {
            prelu::<V>(y.rows_mut_ptr(), kept.rows_mut_ptr(), self.slope, sizes);
            prelu_backward::<V>(self.z.rows_ptr(), d.rows_mut_ptr(), self.slope, sizes)
        };
        let mut found = [y, kept, d].map(Output::taken).concat();
        found.push(gradient);
        found
    }

    fn twin(&self) -> Vec<Expected> {
        let [n, m] = [self.z.rows, self.z.width];
        let places: Vec<[f64; 2]> =
            (0..n * m).map(|at| [self.z.at(at / m, at % m), self.d.at(at / m, at % m)]).collect();
        let through = |z: f64, value: f64| {
            let value = if z > 0.0 { value } else { self.slope.to_f64() * value };
            Expected::rounded::<T>(value, 1.0, value.abs())
        };
        let mut gradient = Sum::default();
        places.iter().filter(|[z, _]| *z <= 0.0).for_each(|[z, d]| gradient.add(z * d));
        let y = places.iter().map(|[z, _]| through(*z, *z));
        let kept = places.iter().map(|[z, _]| Expected::exactly(*z));
        let d = places.iter().map(|[z, d]| through(*z, *d));
        y.chain(kept).chain(d).chain([gradient.expected::<T>()]).collect()
    }
}

fn forward<T: TestScalar, F: Formula + Debug>([n, m]: [usize; 2], draw: &mut Draw) {
    let z = Matrix::<T>::padded(n, m, T::ZERO, draw).map(|z| 3.0 * z);
    hold(&Activated::<T, F>(z, PhantomData));
}

fn backward<T: TestScalar, F: Formula + Debug>([n, m]: [usize; 2], draw: &mut Draw) {
    let (y, d) = (Matrix::kept(n, m, draw), Matrix::kept(n, m, draw));
    hold(&Derived::<T, F> { y, d, activation: PhantomData });
}

#[test]
fn activations_over_rows_are_the_twins() {
    let draw = &mut Draw::new(51);
    for shape in draw.pairs() {
        forward::<f32, Relu>(shape, draw);
        forward::<f64, Relu>(shape, draw);
        forward::<f32, Tanh>(shape, draw);
        forward::<f64, Tanh>(shape, draw);
        forward::<f32, Sigmoid>(shape, draw);
        forward::<f64, Sigmoid>(shape, draw);
        forward::<f32, Reciprocal>(shape, draw);
        forward::<f64, Reciprocal>(shape, draw);
    }
}

#[test]
fn derivatives_over_rows_are_the_twins() {
    let draw = &mut Draw::new(52);
    for shape in draw.pairs() {
        backward::<f32, Linear>(shape, draw);
        backward::<f64, Relu>(shape, draw);
        backward::<f32, Relu>(shape, draw);
        backward::<f64, Tanh>(shape, draw);
        backward::<f32, Tanh>(shape, draw);
        backward::<f64, Sigmoid>(shape, draw);
        backward::<f32, Sigmoid>(shape, draw);
    }
}

#[test]
fn values_with_their_derivatives_are_the_twins() {
    let draw = &mut Draw::new(53);
    for [n, m] in draw.pairs() {
        hold(&WithSlope::<f32, true>(Matrix::kept(n, m, draw)));
        hold(&WithSlope::<f64, true>(Matrix::kept(n, m, draw)));
        hold(&WithSlope::<f32, false>(Matrix::kept(n, m, draw)));
        hold(&WithSlope::<f64, false>(Matrix::kept(n, m, draw)));
    }
}

#[test]
fn a_learnt_slope_is_the_twins_forward_and_back() {
    let draw = &mut Draw::new(54);
    for [n, m] in draw.pairs() {
        hold(&Prelu { z: Matrix::kept(n, m, draw), d: Matrix::kept(n, m, draw), slope: 0.3_f32 });
        hold(&Prelu { z: Matrix::kept(n, m, draw), d: Matrix::kept(n, m, draw), slope: -0.3_f64 });
    }
}
