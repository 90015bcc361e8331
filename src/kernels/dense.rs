//! A dense layer's passes over a block: which kernel takes which shape.
//!
//! The sizes are constants here, so that the compiler drops what isn't chosen. The rule: a layer of more than
//! [`INLINED`] weights calls the kernel that the library compiled, a smaller one has its kernels compiled into the
//! step, with its sizes as constants.

use core::marker::PhantomData;

use crate::activation::{Activation, Fused};
use crate::flat;
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::elementwise;
use crate::kernels::epilogue::{BiasActivation, TimesDerivative};
use crate::kernels::narrow::{product_narrow, weight_gradient_narrow};
use crate::kernels::product::{Right, product, product_const_k};
use crate::kernels::single::{single, single_narrow};
use crate::kernels::view::{NARROW, RowsPtr, View, ViewMut, padded};
use crate::kernels::weight_gradient::{GradientPtr, weight_gradient};
use crate::network::Pass;
use crate::scalar::{LanesOf, Scalar};
use crate::shape::{Row, Rows, Size, U4, Vector, Zeros};
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// How many weights a layer has at most whose passes are compiled into the step. Found by measurement; it is a matter
/// of compile time more than of speed.
pub(crate) const INLINED: usize = 256;

/// From how many rows on a block's way back takes the weights transposed; fewer read them where they lie.
const TRANSPOSED: usize = 4;

/// A choice that the compiler makes: what isn't taken is never compiled.
macro_rules! choose {
    ($condition:expr => $chosen:expr; $($rest:tt)+) => {
        if const { $condition } { $chosen } else { choose!($($rest)+) }
    };
    (_ => $chosen:expr) => { $chosen };
}

/// A layer's constants, for one instruction set.
struct Path<S, I, O>(PhantomData<(S, I, O)>);

impl<S: Processor, I: Size, O: Size> Path<S, I, O> {
    const I: usize = I::VALUE;
    const O: usize = O::VALUE;
    /// That there is something to compute.
    const SIZES: () = assert!(I::VALUE > 0 && O::VALUE > 0, "a layer has an input and an output");

    /// Whether to call what the library compiled.
    const fn shared<V: Lanes>() -> bool {
        Self::I * Self::O > INLINED || matches!(V::KIND, Kind::Portable)
    }
}

/// The weights of a layer of few outputs, transposed.
#[inline(always)]
fn transposed_narrow<T: Scalar, I: Size>(w: &[T], outputs: usize) -> Vector<Row<T, I>, U4> {
    let mut transposed: Vector<Row<T, I>, U4> = Zeros::ZEROS;
    for (i, row) in w.chunks_exact(outputs).enumerate() {
        for (o, weight) in row.iter().enumerate() {
            transposed[o][i] = *weight;
        }
    }
    transposed
}

/// y = f(x W + b) for a block, or for one row where there is room for one only.
#[inline(always)]
pub(crate) fn forward<S: Processor, T: Scalar, I: Size, O: Size, F: Activation, R: Size>(
    pass: Pass<S>,
    x: View<'_, T>,
    w: &[T],
    bias: &[T],
    y: &mut Rows<T, O, R>,
) {
    let () = Path::<S, I, O>::SIZES;
    let (n, k, m) = (pass.rows, I::VALUE, O::VALUE);
    assert!(w.len() == k * m && (bias.is_empty() || bias.len() == m), "a layer of another shape");
    assert!(R::VALUE > 1 || n == 1, "room for one row, and not one row");
    let bias = if bias.is_empty() { core::ptr::null() } else { bias.as_ptr() };
    let (x_padded, x, y) = (x.padded(), x.rows(n, k), y.view_mut().kept_rows(n, m));
    let right = Right { rows: RowsPtr { start: w.as_ptr(), stride: m }, padded: false };
    let epilogue = BiasActivation::<LanesOf<T, S>, F>::new(bias);
    // SAFETY: the views have n rows, padded where they are wider than `NARROW`; weights and bias have the layer's shape;
    // the token says that the instruction set was entered, or is about to be.
    unsafe {
        choose! {
            R::VALUE == 1 && O::VALUE <= NARROW => choose! {
                O::VALUE == 1 => single_narrow::<LanesOf<T, S>, F, 1>(x.start, right.rows.start, bias, y.start, k);
                O::VALUE == 2 => single_narrow::<LanesOf<T, S>, F, 2>(x.start, right.rows.start, bias, y.start, k);
                O::VALUE == 3 => single_narrow::<LanesOf<T, S>, F, 3>(x.start, right.rows.start, bias, y.start, k);
                O::VALUE == 4 => single_narrow::<LanesOf<T, S>, F, 4>(x.start, right.rows.start, bias, y.start, k);
                _ => unreachable!("few outputs are 1 to 4")
            };
            R::VALUE == 1 && Path::<S, I, O>::shared::<LanesOf<T, S>>() => {
                let fused = const { fused_or_linear(F::FUSED) };
                LanesOf::<T, S>::single_activation(fused, x.start, right.rows.start, bias, y.start, [k, m]);
                if const { F::FUSED.is_none() } {
                    elementwise::activate::<LanesOf<T, S>, F>(y, [1, m]);
                }
            };
            R::VALUE == 1 => single::<LanesOf<T, S>, F>(x.start, right.rows.start, epilogue, y.start, [k, m]);
            O::VALUE == 1 => {
                let right = Right { rows: RowsPtr { start: w.as_ptr(), stride: k }, padded: false };
                product_narrow::<LanesOf<T, S>, F, 1>((x, x_padded), right, bias, y.start, [n, k]);
            };
            O::VALUE <= NARROW => {
                let transposed = transposed_narrow::<T, I>(w, m);
                let start = flat::scalars(&transposed).as_ptr();
                let right = Right { rows: RowsPtr { start, stride: padded(I::VALUE) }, padded: true };
                choose! {
                    O::VALUE == 2 => product_narrow::<LanesOf<T, S>, F, 2>((x, x_padded), right, bias, y.start, [n, k]);
                    O::VALUE == 3 => product_narrow::<LanesOf<T, S>, F, 3>((x, x_padded), right, bias, y.start, [n, k]);
                    O::VALUE == 4 => product_narrow::<LanesOf<T, S>, F, 4>((x, x_padded), right, bias, y.start, [n, k]);
                    _ => unreachable!("few outputs are 1 to 4")
                }
            };
            Path::<S, I, O>::shared::<LanesOf<T, S>>() => {
                let fused = const { fused_or_linear(F::FUSED) };
                LanesOf::<T, S>::product_activation(fused, x, right, bias, y, [n, k, m]);
                if const { F::FUSED.is_none() } {
                    elementwise::activate::<LanesOf<T, S>, F>(y, [n, m]);
                }
            };
            I::VALUE == 1 => product_const_k::<LanesOf<T, S>, _, 1>(x, right, y, [n, k, m], epilogue);
            I::VALUE == 2 => product_const_k::<LanesOf<T, S>, _, 2>(x, right, y, [n, k, m], epilogue);
            I::VALUE == 3 => product_const_k::<LanesOf<T, S>, _, 3>(x, right, y, [n, k, m], epilogue);
            I::VALUE == 4 => product_const_k::<LanesOf<T, S>, _, 4>(x, right, y, [n, k, m], epilogue);
            _ => product::<LanesOf<T, S>, _>(x, right, y, [n, k, m], epilogue)
        }
    }
}

/// What the compiled kernel ends in: what is left follows it.
const fn fused_or_linear(fused: Option<Fused>) -> Fused {
    match fused {
        Some(fused) => fused,
        None => Fused::Linear,
    }
}

/// d = d f'(z), with y = f(z), for a block.
#[inline(always)]
pub(crate) fn multiply_by_derivative<S: Processor, T: Scalar, O: Size, F: Activation>(
    pass: Pass<S>,
    y: View<'_, T>,
    mut d: ViewMut<'_, T>,
) {
    let (n, m) = (pass.rows, O::VALUE);
    // SAFETY: the views have n rows of m values; the token says that the instruction set was entered.
    unsafe { elementwise::multiply_by_derivative::<LanesOf<T, S>, F>(y.kept_rows(n, m), d.kept_rows(n, m), [n, m]) }
}

/// y = f(z) in place of z and, if a backward pass will want it, f'(z) into `slope`, for a block.
#[inline(always)]
pub(crate) fn activate_with_slope<S: Processor, T: Scalar, O: Size, F: Activation>(
    pass: Pass<S>,
    mut y: ViewMut<'_, T>,
    mut slope: ViewMut<'_, T>,
) {
    let (n, m) = (pass.rows, O::VALUE);
    let (y, slope) = (y.kept_rows(n, m), slope.kept_rows(n, m));
    // SAFETY: the views have n rows of m values; the token says that the instruction set was entered.
    unsafe {
        if pass.taped {
            elementwise::activate_with_slope::<LanesOf<T, S>, F, true>(y, slope, [n, m]);
        } else {
            elementwise::activate_with_slope::<LanesOf<T, S>, F, false>(y, slope, [n, m]);
        }
    }
}

/// y = z where z > 0, else a z, in place of z, which is kept, for a block.
#[inline(always)]
pub(crate) fn prelu<S: Processor, T: Scalar, O: Size>(
    pass: Pass<S>,
    mut y: ViewMut<'_, T>,
    mut kept: ViewMut<'_, T>,
    slope: T,
) {
    let (n, m) = (pass.rows, O::VALUE);
    let (y, kept) = (y.kept_rows(n, m), kept.kept_rows(n, m));
    // SAFETY: the views have n rows of m values; the token says that the instruction set was entered.
    unsafe { elementwise::prelu::<LanesOf<T, S>>(y, kept, slope, [n, m]) }
}

/// The way back through [`prelu`]: d in place, and the sum of d z over all z of 0 and below, the slope's gradient.
#[inline(always)]
pub(crate) fn prelu_backward<S: Processor, T: Scalar, O: Size>(
    pass: Pass<S>,
    z: View<'_, T>,
    mut d: ViewMut<'_, T>,
    slope: T,
) -> T {
    let (n, m) = (pass.rows, O::VALUE);
    // SAFETY: the views have n rows of m values; the token says that the instruction set was entered.
    unsafe { elementwise::prelu_backward::<LanesOf<T, S>>(z.kept_rows(n, m), d.kept_rows(n, m), slope, [n, m]) }
}

/// dW = xᵀ d and db = the sums of d's columns, for a block; db may be empty.
#[inline(always)]
pub(crate) fn backward_parameters<S: Processor, T: Scalar, I: Size, O: Size>(
    pass: Pass<S>,
    x: View<'_, T>,
    d: View<'_, T>,
    weight: &mut [T],
    bias: &mut [T],
) {
    let () = Path::<S, I, O>::SIZES;
    let (n, k, m) = (pass.rows, I::VALUE, O::VALUE);
    assert!(weight.len() == k * m && (bias.is_empty() || bias.len() == m), "a layer of another shape");
    let bias = if bias.is_empty() { core::ptr::null_mut() } else { bias.as_mut_ptr() };
    let (x, d) = (x.rows(n, k), d.kept_rows(n, m));
    let to = GradientPtr { weight: weight.as_mut_ptr(), bias, add: pass.add };
    // SAFETY: as in `forward`.
    unsafe {
        choose! {
            O::VALUE == 1 => weight_gradient_narrow::<LanesOf<T, S>, 1>(x, d.start, to, [n, k]);
            O::VALUE == 2 => weight_gradient_narrow::<LanesOf<T, S>, 2>(x, d.start, to, [n, k]);
            O::VALUE == 3 => weight_gradient_narrow::<LanesOf<T, S>, 3>(x, d.start, to, [n, k]);
            O::VALUE == 4 => weight_gradient_narrow::<LanesOf<T, S>, 4>(x, d.start, to, [n, k]);
            Path::<S, I, O>::shared::<LanesOf<T, S>>() => LanesOf::<T, S>::weight_gradient(x, d, to, [n, k, m]);
            _ => weight_gradient::<LanesOf<T, S>>(x, d, to, [n, k, m])
        }
    }
}

/// dx = (d Wᵀ) p'(x), for a block, where the x are the outputs of P. `transposed` is room for the weights transposed, which
/// a step's first block fills.
#[inline(always)]
pub(crate) fn backward_input<S: Processor, T: Scalar, I: Size, O: Size, P: Activation>(
    pass: Pass<S>,
    d: View<'_, T>,
    w: &[T],
    transposed: &mut [T],
    x: View<'_, T>,
    mut dx: ViewMut<'_, T>,
) {
    let () = Path::<S, I, O>::SIZES;
    let (n, k, m) = (pass.rows, I::VALUE, O::VALUE);
    let apart = padded(I::VALUE);
    assert!(w.len() == k * m, "a layer of another shape");
    let (d, x) = (d.kept_rows(n, m), x.kept_rows(n, k));
    // A product's vectors are stored whole, and reach into the rows that follow; those are stored later.
    let dx = dx.rows(n, k, true);
    let epilogue = TimesDerivative::<LanesOf<T, S>, P>::new(x);
    // SAFETY: as in `forward`; `transposed` has m padded rows of k values, or the weights are one row already.
    unsafe {
        if const { O::VALUE > NARROW } && n < TRANSPOSED {
            for row in 0..n {
                let (d, dx) = (d.start.add(row * d.stride), dx.start.add(row * dx.stride));
                LanesOf::<T, S>::single_input_gradient(d, w.as_ptr(), dx, [k, m]);
            }
            return elementwise::multiply_by_derivative::<LanesOf<T, S>, P>(x, dx, [n, k]);
        }
        let few;
        let right = choose! {
            O::VALUE == 1 => Right { rows: RowsPtr { start: w.as_ptr(), stride: k }, padded: false };
            O::VALUE <= NARROW => {
                few = transposed_narrow::<T, I>(w, m);
                Right { rows: RowsPtr { start: flat::scalars(&few).as_ptr(), stride: apart }, padded: true }
            };
            _ => {
                assert!(transposed.len() >= m * apart, "no room for the weights transposed");
                if !pass.add {
                    LanesOf::<T, S>::transpose(w.as_ptr(), [k, m], transposed.as_mut_ptr(), apart);
                }
                Right { rows: RowsPtr { start: transposed.as_ptr(), stride: apart }, padded: true }
            }
        };
        choose! {
            O::VALUE == 1 => product_const_k::<LanesOf<T, S>, _, 1>(d, right, dx, [n, m, k], epilogue);
            O::VALUE == 2 => product_const_k::<LanesOf<T, S>, _, 2>(d, right, dx, [n, m, k], epilogue);
            O::VALUE == 3 => product_const_k::<LanesOf<T, S>, _, 3>(d, right, dx, [n, m, k], epilogue);
            O::VALUE == 4 => product_const_k::<LanesOf<T, S>, _, 4>(d, right, dx, [n, m, k], epilogue);
            Path::<S, I, O>::shared::<LanesOf<T, S>>() && P::FUSED.is_some() => {
                let fused = const { fused_or_linear(P::FUSED) };
                LanesOf::<T, S>::product_derivative(fused, d, right, x, dx, [n, m, k]);
            };
            Path::<S, I, O>::shared::<LanesOf<T, S>>() => {
                LanesOf::<T, S>::product_derivative(Fused::Linear, d, right, x, dx, [n, m, k]);
                elementwise::multiply_by_derivative::<LanesOf<T, S>, P>(x, dx, [n, k]);
            };
            _ => product::<LanesOf<T, S>, _>(d, right, dx, [n, m, k], epilogue)
        }
    }
}

/// dx = d Wᵀ for one row, of which nothing is padded.
#[inline(always)]
pub(crate) fn backward_single<S: Processor, T: Scalar>(_: Pass<S>, d: &[T], w: &[T], dx: &mut [T]) {
    assert!(w.len() == d.len() * dx.len(), "a layer of another shape");
    // SAFETY: the slices have the layer's sizes; the token says that the instruction set was entered.
    unsafe { LanesOf::<T, S>::single_input_gradient(d.as_ptr(), w.as_ptr(), dx.as_mut_ptr(), [dx.len(), d.len()]) }
}
