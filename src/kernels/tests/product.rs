//! `product` and `product_const_k`, of the forward and the backward pass.

use core::fmt::Debug;
use core::marker::PhantomData;
use std::boxed::Box;
use std::vec::Vec;
use std::{ptr, vec};

use crate::activation::{Fused, Linear, Relu, Sigmoid, Tanh};
use crate::kernels::compiled::Compiled;
use crate::kernels::epilogue::{BiasActivation, Epilogue, TimesDerivative};
use crate::kernels::packed::{DEPTH, FEWEST};
use crate::kernels::product::{Right, product, product_const_k};
use crate::kernels::tests::case::{Case, hold, on};
use crate::kernels::tests::memory::{Matrix, Output, pointer};
use crate::kernels::tests::twin::{Expected, Formula, Reciprocal, Sum, TestScalar};
use crate::simd::tests::draw::Draw;
use crate::simd::tests::sets;

/// The function to call.
#[derive(Clone, Copy, Debug)]
enum Kernel {
    Inlined,
    ConstK,
    Compiled(Fused),
    /// With room for a panel of weights.
    Packed(Fused),
}

/// f(bias + a b)
#[derive(Debug)]
struct Forward<T, F> {
    kernel: Kernel,
    a: Matrix<T>,
    b: Matrix<T>,
    padded: bool,
    bias: Option<Box<[T]>>,
    activation: PhantomData<F>,
}

/// (a b) f'(z), with y = f(z)
#[derive(Debug)]
struct Backward<T, F> {
    kernel: Kernel,
    a: Matrix<T>,
    b: Matrix<T>,
    outputs: Matrix<T>,
    activation: PhantomData<F>,
}

/// # Safety
///
/// Same as `product`.
#[inline(always)]
unsafe fn inlined<V: Compiled, E: Epilogue<V>>(
    kernel: Kernel,
    a: &Matrix<V::Scalar>,
    b: Right<V::Scalar>,
    out: &mut Output<V::Scalar>,
    sizes: [usize; 3],
    epilogue: E,
) where
    V::Scalar: TestScalar,
{
    // SAFETY: the obligations of this function; K is `sizes[1]`.
    unsafe {
        match (kernel, sizes[1]) {
            (Kernel::ConstK, 1) => product_const_k::<V, _, 1>(a.rows_ptr(), b, out.rows_mut_ptr(), sizes, epilogue),
            (Kernel::ConstK, 2) => product_const_k::<V, _, 2>(a.rows_ptr(), b, out.rows_mut_ptr(), sizes, epilogue),
            (Kernel::ConstK, 3) => product_const_k::<V, _, 3>(a.rows_ptr(), b, out.rows_mut_ptr(), sizes, epilogue),
            (Kernel::ConstK, 4) => product_const_k::<V, _, 4>(a.rows_ptr(), b, out.rows_mut_ptr(), sizes, epilogue),
            _ => product::<V, _>(a.rows_ptr(), b, out.rows_mut_ptr(), sizes, epilogue),
        }
    }
}

impl<T: TestScalar, F: Formula + Debug> Case<T> for Forward<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, _, m] = [self.a.rows, self.a.width, self.b.width];
        let mut out = Output::padded(n, m);
        let (bias, right) = (pointer(self.bias.as_deref()), Right { rows: self.b.rows_ptr(), padded: self.padded });
        // SAFETY: the operands have these sizes.
        unsafe {
            match self.kernel {
                Kernel::Compiled(fused) => {
                    let none = ptr::null_mut();
                    V::product_activation(fused, self.a.rows_ptr(), right, bias, out.rows_mut_ptr(), sizes, none)
                }
                Kernel::Packed(fused) => {
                    let mut panel = vec![T::CANARY; self.a.width.min(DEPTH) * V::COUNT].into_boxed_slice();
                    let start = panel.as_mut_ptr();
                    V::product_activation(fused, self.a.rows_ptr(), right, bias, out.rows_mut_ptr(), sizes, start)
                }
                kernel => inlined::<V, _>(kernel, &self.a, right, &mut out, sizes, BiasActivation::<V, F>::new(bias)),
            }
        }
        if !F::FINITE_AT_ZERO {
            let clear = |value: &T| value.to_f64() == 0.0;
            assert!(out.padding(V::COUNT).iter().all(clear), "{self:?}: something is left in the padding");
        }
        out.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        each(&self.a, &self.b, |_, column, mut sum| {
            if let Some(bias) = &self.bias {
                sum.add(bias[column].to_f64());
            }
            sum.expected::<T>().through::<T, F>()
        })
    }
}

impl<T: TestScalar, F: Formula + Debug> Case<T> for Backward<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [n, _, m] = [self.a.rows, self.a.width, self.b.width];
        let mut out = Output::writable(n, m);
        let (right, outputs) = (Right { rows: self.b.rows_ptr(), padded: true }, self.outputs.rows_ptr());
        // SAFETY: the operands have these sizes.
        unsafe {
            match self.kernel {
                Kernel::Compiled(fused) => {
                    V::product_derivative(fused, self.a.rows_ptr(), right, outputs, out.rows_mut_ptr(), sizes)
                }
                kernel => {
                    inlined::<V, _>(kernel, &self.a, right, &mut out, sizes, TimesDerivative::<V, F>::new(outputs))
                }
            }
        }
        out.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        each(&self.a, &self.b, |row, column, sum| sum.expected::<T>().times_slope::<T, F>(self.outputs.at(row, column)))
    }
}

/// Applies a function to each element of the product.
fn each<T: TestScalar>(a: &Matrix<T>, b: &Matrix<T>, f: impl Fn(usize, usize, Sum) -> Expected) -> Vec<Expected> {
    let element = |row, column| {
        let mut sum = Sum::default();
        for k in 0..a.width {
            sum.add(a.at(row, k) * b.at(k, column));
        }
        f(row, column, sum)
    };
    (0..a.rows).flat_map(|row| (0..b.width).map(move |column| (row, column))).map(|(r, c)| element(r, c)).collect()
}

fn forward<T: TestScalar, F: Formula + Debug>(kernel: Kernel, [n, k, m]: [usize; 3], draw: &mut Draw) {
    let bias = draw.below(2) == 1;
    let padded = draw.below(2) == 1;
    let b = if padded { Matrix::padded(k, m, T::CANARY, draw) } else { Matrix::dense(k, m, draw) };
    hold(&Forward::<T, F> {
        kernel,
        a: Matrix::dense(n, k, draw),
        b,
        padded,
        bias: bias.then(|| draw.numbers(m)),
        activation: PhantomData,
    });
}

/// A product with z > 0, since the activation is infinite at 0, and with no padding in b, so that sums there are 0.
fn forward_above_zero<T: TestScalar>(kernel: Kernel, [n, k, m]: [usize; 3], draw: &mut Draw) {
    hold(&Forward::<T, Reciprocal> {
        kernel,
        a: Matrix::dense(n, k, draw).map(|x| x.abs() + 0.5),
        b: Matrix::dense(k, m, draw).map(|x| x.abs() + 0.5),
        padded: false,
        bias: Some(draw.numbers_between(m, 0.0, 1.0)),
        activation: PhantomData,
    });
}

fn backward<T: TestScalar, F: Formula + Debug>(kernel: Kernel, [n, k, m]: [usize; 3], draw: &mut Draw) {
    hold(&Backward::<T, F> {
        kernel,
        a: Matrix::kept(n, k, draw),
        b: Matrix::padded(k, m, T::CANARY, draw),
        outputs: Matrix::readable(n, m, draw),
        activation: PhantomData,
    });
}

/// Runs each check in both precisions.
macro_rules! both {
    ($($check:ident $(::<$F:ty>)? ($kernel:expr, $shape:expr, $draw:expr);)+) => {
        $( $check::<f32 $(, $F)?>($kernel, $shape, $draw); $check::<f64 $(, $F)?>($kernel, $shape, $draw); )+
    };
}

#[test]
fn products_and_their_activations_are_the_twins() {
    let draw = &mut Draw::new(1);
    for shape in draw.shapes() {
        both! {
            forward::<Linear>(Kernel::Inlined, shape, draw);
            forward::<Relu>(Kernel::Inlined, shape, draw);
            forward::<Tanh>(Kernel::Inlined, shape, draw);
            forward_above_zero(Kernel::Inlined, shape, draw);
        }
    }
}

#[test]
fn products_back_to_the_input_are_the_twins() {
    let draw = &mut Draw::new(2);
    for shape in draw.shapes() {
        both! {
            backward::<Linear>(Kernel::Inlined, shape, draw);
            backward::<Relu>(Kernel::Inlined, shape, draw);
            backward::<Sigmoid>(Kernel::Inlined, shape, draw);
        }
    }
}

#[test]
fn products_of_constant_k_are_the_twins() {
    let draw = &mut Draw::new(3);
    for [n, k, m] in draw.shapes() {
        let shape = [n, k % 4 + 1, m];
        both! {
            forward::<Relu>(Kernel::ConstK, shape, draw);
            forward::<Tanh>(Kernel::ConstK, shape, draw);
            forward_above_zero(Kernel::ConstK, shape, draw);
            backward::<Relu>(Kernel::ConstK, shape, draw);
            backward::<Tanh>(Kernel::ConstK, shape, draw);
        }
    }
}

#[test]
fn compiled_products_are_the_twins() {
    let draw = &mut Draw::new(4);
    for shape in draw.shapes() {
        both! {
            forward::<Linear>(Kernel::Compiled(Fused::Linear), shape, draw);
            forward::<Relu>(Kernel::Compiled(Fused::Relu), shape, draw);
            backward::<Linear>(Kernel::Compiled(Fused::Linear), shape, draw);
            backward::<Relu>(Kernel::Compiled(Fused::Relu), shape, draw);
        }
    }
}

#[test]
fn products_of_packed_weights_are_the_twins() {
    let draw = &mut Draw::new(5);
    // All remainders of the tiles' six and four rows; one panel and several; ends of rows within a vector and at its end.
    for (index, n) in (FEWEST..FEWEST + 14).enumerate() {
        let shape = [n, [17, 64, DEPTH, DEPTH + 1, 2 * DEPTH + 90][index % 5], [17, 32, 45][index % 3]];
        both! {
            forward::<Linear>(Kernel::Packed(Fused::Linear), shape, draw);
            forward::<Relu>(Kernel::Packed(Fused::Relu), shape, draw);
        }
    }
}

/// A product by f32 weights that are packed, or read where they are.
fn by_avx2(a: &Matrix<f32>, b: &Matrix<f32>, packed: bool) -> Option<Vec<f32>> {
    let case = Forward::<f32, Relu> {
        kernel: if packed { Kernel::Packed(Fused::Relu) } else { Kernel::Compiled(Fused::Relu) },
        a: a.clone(),
        b: b.clone(),
        padded: false,
        bias: None,
        activation: PhantomData,
    };
    Some(on(sets::avx2()?, &case))
}

#[test]
fn packed_weights_give_the_same_bits() {
    let draw = &mut Draw::new(6);
    for shape @ [n, k, m] in [[24, 32, 40], [31, 784, 17], [50, 300, 64]] {
        let (a, b) = (Matrix::dense(n, k, draw), Matrix::dense(k, m, draw));
        let bits = |packed| by_avx2(&a, &b, packed).map(|out| out.into_iter().map(f32::to_bits).collect::<Vec<_>>());
        assert_eq!(bits(true), bits(false), "{shape:?}");
    }
}
