//! `outer` and `outer_narrow`.

use std::vec::Vec;

use crate::kernels::compiled::Compiled;
use crate::kernels::outer::{outer, outer_narrow};
use crate::kernels::tests::case::{Case, hold};
use crate::kernels::tests::memory::Matrix;
use crate::kernels::tests::twin::{Expected, TestScalar};
use crate::kernels::tests::weight_gradient::Initial;
use crate::simd::tests::draw::Draw;

/// The function to call.
#[derive(Clone, Copy, Debug)]
enum Kernel {
    Inlined,
    Compiled,
    Narrow,
}

/// xᵀ d, and d.
#[derive(Debug)]
struct Outer<T> {
    kernel: Kernel,
    x: Matrix<T>,
    d: Matrix<T>,
    gradient: Initial<T>,
}

impl<T: TestScalar> Case<T> for Outer<T> {
    #[inline(always)]
    fn run<V: Compiled<Scalar = T>>(&self) -> Vec<T> {
        let sizes @ [k, m] = [self.x.width, self.d.width];
        let (x, d) = (self.x.start(), self.d.start());
        // SAFETY: the operands have these sizes.
        self.gradient.run(
            #[inline(always)]
            |to| unsafe {
                match (self.kernel, m) {
                    (Kernel::Inlined, _) => outer::<V>(x, d, to, sizes),
                    (Kernel::Compiled, _) => V::outer(x, d, to, sizes),
                    (Kernel::Narrow, 1) => outer_narrow::<V, 1>(x, d, to, k),
                    (Kernel::Narrow, 2) => outer_narrow::<V, 2>(x, d, to, k),
                    (Kernel::Narrow, 3) => outer_narrow::<V, 3>(x, d, to, k),
                    (Kernel::Narrow, _) => outer_narrow::<V, 4>(x, d, to, k),
                }
            },
        )
    }

    fn twin(&self) -> Vec<Expected> {
        self.gradient.twin(&self.x, &self.d)
    }
}

fn check<T: TestScalar>(kernel: Kernel, [k, m]: [usize; 2], draw: &mut Draw) {
    let d = match kernel {
        Kernel::Narrow => Matrix::dense(1, m, draw),
        Kernel::Inlined | Kernel::Compiled => Matrix::padded(1, m, T::CANARY, draw),
    };
    hold(&Outer { kernel, x: Matrix::dense(1, k, draw), d, gradient: Initial::<T>::new(k, m, draw) });
}

#[test]
fn the_gradient_of_one_sample_is_the_twins() {
    let draw = &mut Draw::new(15);
    for shape in draw.pairs().into_iter().chain([[3, 12], [1, 40], [20, 64], [17, 128], [9, 130]]) {
        for kernel in [Kernel::Inlined, Kernel::Compiled] {
            check::<f32>(kernel, shape, draw);
            check::<f64>(kernel, shape, draw);
        }
    }
}

#[test]
fn the_gradient_of_one_sample_of_a_narrow_layer_is_the_twins() {
    let draw = &mut Draw::new(16);
    for k in (1..=70).chain([127, 128, 129]) {
        for m in 1..=4 {
            for _ in 0..2 {
                check::<f32>(Kernel::Narrow, [k, m], draw);
                check::<f64>(Kernel::Narrow, [k, m], draw);
            }
        }
    }
}
