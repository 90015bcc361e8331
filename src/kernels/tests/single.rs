//! `single`, `single_narrow` and `single_input_gradient`.

use core::fmt::Debug;
use core::marker::PhantomData;
use std::boxed::Box;
use std::vec;
use std::vec::Vec;

use crate::activation::{Fused, Linear, Relu, Tanh};
use crate::kernels::compiled::Compiled;
use crate::kernels::epilogue::BiasActivation;
use crate::kernels::single::{single, single_input_gradient, single_narrow};
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::{Matrix, Output, pointer};
use crate::kernels::tests::twin::{Expected, Formula, Sum, TestScalar};
use crate::simd::tests::draw::Draw;

/// The function to call.
#[derive(Clone, Copy, Debug)]
enum Kernel {
    Inlined,
    Narrow,
    Compiled(Fused),
}

/// f(bias + x w)
#[derive(Debug)]
struct Forward<T, F> {
    kernel: Kernel,
    x: Matrix<T>,
    w: Matrix<T>,
    bias: Option<Box<[T]>>,
    activation: PhantomData<F>,
}

/// d wᵀ
#[derive(Debug)]
struct Backward<T> {
    compiled: bool,
    d: Matrix<T>,
    w: Matrix<T>,
}

impl<T: TestScalar, F: Formula + Debug> Forward<T, F> {
    /// The outputs from weights that lie there.
    #[inline(always)]
    fn with<V: Compiled<Scalar = T>>(&self, w: *const T) -> Vec<T> {
        let [k, m] = [self.w.rows, self.w.width];
        let mut y = if let Kernel::Narrow = self.kernel { Output::dense(1, m) } else { Output::padded(1, m) };
        let (x, bias) = (self.x.start(), pointer(self.bias.as_deref()));
        // SAFETY: the operands have these sizes.
        unsafe {
            match (self.kernel, m) {
                (Kernel::Inlined, _) => single::<V, F>(x, w, BiasActivation::new(bias), y.start(), [k, m]),
                (Kernel::Compiled(fused), _) => V::single_activation(fused, x, w, bias, y.start(), [k, m]),
                (Kernel::Narrow, 1) => single_narrow::<V, F, 1>(x, w, bias, y.start(), k),
                (Kernel::Narrow, 2) => single_narrow::<V, F, 2>(x, w, bias, y.start(), k),
                (Kernel::Narrow, 3) => single_narrow::<V, F, 3>(x, w, bias, y.start(), k),
                (Kernel::Narrow, _) => single_narrow::<V, F, 4>(x, w, bias, y.start(), k),
            }
        }
        y.taken()
    }
}

impl<T: TestScalar, F: Formula + Debug> Case<T> for Forward<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        self.with::<V>(self.w.start())
    }

    fn twin(&self) -> Vec<Expected> {
        let element = |column: usize| {
            let mut sum = Sum::default();
            for input in 0..self.w.rows {
                sum.add(self.x.at(0, input) * self.w.at(input, column));
            }
            if let Some(bias) = &self.bias {
                sum.add(bias[column].to_f64());
            }
            sum.expected::<T>().through::<T, F>()
        };
        (0..self.w.width).map(element).collect()
    }
}

/// A case with the weights copied to every address within a line of 64 bytes. The results have the same bits at all of them.
#[derive(Debug)]
struct Anywhere<T, F>(Forward<T, F>);

impl<T: TestScalar, F: Formula + Debug> Case<T> for Anywhere<T, F> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let found = self.0.run::<V>();
        let weights = self.0.w.values();
        let mut room = vec![T::CANARY; weights.len() + V::COUNT];
        for first in 0..V::COUNT {
            room[first..][..weights.len()].copy_from_slice(weights);
            let there = self.0.with::<V>(room[first..].as_ptr());
            for (at, (found, there)) in found.iter().zip(&there).enumerate() {
                assert!(
                    found.bits() == there.bits(),
                    "{self:?}, {first} values on: [{at}] is {there:?}, not {found:?}"
                );
            }
        }
        found
    }

    fn twin(&self) -> Vec<Expected> {
        self.0.twin()
    }
}

impl<T: TestScalar> Case<T> for Backward<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [k, _] = [self.w.rows, self.w.width];
        let mut dx = Output::dense(1, k);
        let (d, w) = (self.d.start(), self.w.start());
        // SAFETY: the operands have these sizes.
        unsafe {
            if self.compiled {
                V::single_input_gradient(d, w, dx.start(), sizes);
            } else {
                single_input_gradient::<V>(d, w, dx.start(), sizes);
            }
        }
        dx.taken()
    }

    fn twin(&self) -> Vec<Expected> {
        let element = |input: usize| {
            let mut sum = Sum::default();
            for column in 0..self.w.width {
                sum.add(self.d.at(0, column) * self.w.at(input, column));
            }
            sum.expected::<T>()
        };
        (0..self.w.rows).map(element).collect()
    }
}

fn drawn<T: TestScalar, F>(kernel: Kernel, [k, m]: [usize; 2], draw: &mut Draw) -> Forward<T, F> {
    let bias = draw.below(2) == 1;
    Forward {
        kernel,
        x: Matrix::dense(1, k, draw),
        w: Matrix::dense(k, m, draw),
        bias: bias.then(|| draw.numbers(m)),
        activation: PhantomData,
    }
}

fn forward<T: TestScalar, F: Formula + Debug>(kernel: Kernel, shape: [usize; 2], draw: &mut Draw) {
    hold(&drawn::<T, F>(kernel, shape, draw));
}

fn backward<T: TestScalar>(compiled: bool, [k, m]: [usize; 2], draw: &mut Draw) {
    hold(&Backward { compiled, d: Matrix::<T>::dense(1, m, draw), w: Matrix::dense(k, m, draw) });
}

/// Sizes of up to 19 vectors of 16 lanes, which are computed eight, four, two and one at a time.
const WIDE: [[usize; 2]; 6] = [[7, 128], [8, 143], [9, 176], [20, 192], [33, 255], [70, 300]];

#[test]
fn one_sample_forward_is_the_twins() {
    let draw = &mut Draw::new(31);
    for shape in draw.pairs().into_iter().chain(WIDE) {
        forward::<f32, Linear>(Kernel::Inlined, shape, draw);
        forward::<f64, Linear>(Kernel::Inlined, shape, draw);
        forward::<f32, Tanh>(Kernel::Inlined, shape, draw);
        forward::<f64, Relu>(Kernel::Inlined, shape, draw);
        forward::<f32, Linear>(Kernel::Compiled(Fused::Linear), shape, draw);
        forward::<f64, Relu>(Kernel::Compiled(Fused::Relu), shape, draw);
    }
}

#[test]
fn one_sample_forward_through_a_narrow_layer_is_the_twins() {
    let draw = &mut Draw::new(32);
    for k in (1..=70).chain([127, 128, 129, 300]) {
        for m in 1..=4 {
            for _ in 0..2 {
                forward::<f32, Linear>(Kernel::Narrow, [k, m], draw);
                forward::<f64, Linear>(Kernel::Narrow, [k, m], draw);
                forward::<f32, Tanh>(Kernel::Narrow, [k, m], draw);
                forward::<f64, Relu>(Kernel::Narrow, [k, m], draw);
            }
        }
    }
}

/// Sizes with rows of whole vectors, from 1 to 19, and others.
const ROWS: [[usize; 2]; 12] = [
    [16, 8],
    [17, 16],
    [64, 64],
    [15, 128],
    [16, 24],
    [31, 32],
    [20, 48],
    [18, 112],
    [16, 128],
    [19, 272],
    [16, 304],
    [21, 33],
];

#[test]
fn one_sample_has_the_same_bits_wherever_the_weights_lie() {
    let draw = &mut Draw::new(34);
    for shape @ [k, m] in ROWS {
        for _ in 0..2 {
            hold(&Anywhere(drawn::<f32, Linear>(Kernel::Inlined, shape, draw)));
            hold(&Anywhere(drawn::<f64, Tanh>(Kernel::Inlined, shape, draw)));
            hold(&Anywhere(drawn::<f32, Relu>(Kernel::Compiled(Fused::Relu), shape, draw)));
            hold(&Anywhere(drawn::<f64, Linear>(Kernel::Compiled(Fused::Linear), shape, draw)));
        }
        hold(&Anywhere(drawn::<f32, Linear>(Kernel::Narrow, [k, m % 4 + 1], draw)));
        hold(&Anywhere(drawn::<f64, Linear>(Kernel::Narrow, [k, m % 4 + 1], draw)));
    }
}

/// Infinite or NaN inputs and weights reach only the outputs that they belong to.
#[test]
fn one_sample_keeps_infinities_in_their_columns() {
    #[derive(Debug)]
    struct Infinite(Forward<f32, Linear>, usize);

    impl Case<f32> for Infinite {
        #[inline(always)]
        fn run<V: Compiled<Scalar = f32>>(&self) -> Vec<f32> {
            let mut found = self.0.run::<V>();
            assert!(!found[self.1].is_finite(), "{self:?}");
            found[self.1] = 0.0;
            found
        }

        fn twin(&self) -> Vec<Expected> {
            let mut expected = self.0.twin();
            expected[self.1] = Expected::exactly(0.0);
            expected
        }
    }

    let draw = &mut Draw::new(35);
    for shape @ [k, m] in ROWS {
        for column in [0, m / 2, m - 1] {
            for row in [0, k / 2, k - 1] {
                let mut case = drawn::<f32, Linear>(Kernel::Inlined, shape, draw);
                let mut at = 0..k * m;
                case.w = case.w.map(|w| if at.next() == Some(row * m + column) { f64::INFINITY } else { w });
                hold(&Infinite(case, column));
            }
        }
    }
}

#[test]
fn one_sample_back_to_the_input_is_the_twins() {
    let draw = &mut Draw::new(33);
    for shape in draw.pairs().into_iter().chain(WIDE) {
        for compiled in [false, true] {
            backward::<f32>(compiled, shape, draw);
            backward::<f64>(compiled, shape, draw);
        }
    }
}
