//! The passes of a dense layer over a block: chooses the kernel for each shape.
//!
//! The sizes are constants here, so the compiler drops what isn't chosen. A layer of more than [`INLINED`] weights calls the
//! kernels that the library has compiled; the kernels of a smaller one are compiled into the step, with its sizes as
//! constants.

use core::marker::PhantomData;

use crate::activation::{Activation, Fused, is_linear};
use crate::flat;
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::elementwise;
use crate::kernels::epilogue::{BiasActivation, TimesDerivative};
use crate::kernels::narrow::{self, product_narrow, weight_gradient_narrow};
use crate::kernels::outer::{outer, outer_narrow};
use crate::kernels::packed::DEPTH;
use crate::kernels::product::{Right, product, product_const_k};
use crate::kernels::single::{single, single_narrow};
use crate::kernels::weight_gradient::{COPIED, GradientPtr, weight_gradient};
use crate::rows::{NARROW, Rows, RowsMut, RowsPtr, padded};
use crate::scalar::{LanesOf, Scalar};
use crate::shape::{PaddedRow, Size, Zeros};
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// The most weights of a layer whose kernels are compiled into the step. Measured: with 96, a step of one sample of
/// 8-16-16-2 takes 1.8 times as long; with more, the speed stays and the compile time grows.
pub(crate) const INLINED: usize = 256;

/// The fewest rows for which dL/dx takes the weights transposed; fewer rows read them in place.
const TRANSPOSED: usize = 4;

/// The most bytes of an input row for which a layer of 2 to 4 outputs has its weights transposed on the stack, which takes
/// four such rows.
const TRANSPOSED_NARROW: usize = 4096;

/// A choice at compile time: branches that aren't taken are never instantiated.
macro_rules! choose {
    ($condition:expr => $chosen:expr; $($rest:tt)+) => {
        if const { $condition } { $chosen } else { choose!($($rest)+) }
    };
    (_ => $chosen:expr) => { $chosen };
}

/// The constants of a layer on one instruction set.
struct Path<S, I, O>(PhantomData<(S, I, O)>);

impl<S: Processor, I: Size, O: Size> Path<S, I, O> {
    const I: usize = I::VALUE;
    const O: usize = O::VALUE;
    /// Both sizes are at least 1 (checked at compile time).
    const SIZES: () = assert!(I::VALUE > 0 && O::VALUE > 0, "a layer has an input and an output");

    /// Whether the layer is narrow, and its weights too many to be transposed on the stack.
    const fn wide_and_narrow<T>() -> bool {
        1 < Self::O && Self::O <= NARROW && Self::I * size_of::<T>() > TRANSPOSED_NARROW
    }

    /// Whether to call the kernels that the library has compiled.
    const fn shared<V: Lanes>() -> bool {
        Self::I * Self::O > INLINED || matches!(V::KIND, Kind::Portable)
    }
}

/// The weights of a layer of 2 to 4 outputs, transposed.
#[cfg_attr(not(debug_assertions), inline(always))]
fn transposed_narrow<T: Scalar, I: Size>(w: &[T], outputs: usize) -> [PaddedRow<T, I>; 4] {
    let mut transposed: [PaddedRow<T, I>; 4] = Zeros::ZEROS;
    for (i, row) in w.chunks_exact(outputs).enumerate() {
        for (weight, transposed) in row.iter().zip(&mut transposed) {
            flat::scalars_mut(transposed)[i] = *weight;
        }
    }
    transposed
}

/// What a forward pass reads, and where it packs weights.
pub(crate) struct Parameters<'a, T> {
    /// W, k x m.
    pub(crate) weight: &'a [T],
    /// b, or empty.
    pub(crate) bias: &'a [T],
    /// Room for a panel of weights, or empty.
    pub(crate) panel: &'a mut [T],
}

/// y = f(x W + b) for `n` rows; with room for one row, by the kernels for a single row.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn forward<S: Processor, T: Scalar, I: Size, O: Size, F: Activation, R: Size>(
    _: S,
    n: usize,
    x: Rows<'_, T>,
    Parameters { weight: w, bias, panel }: Parameters<'_, T>,
    mut y: RowsMut<'_, T>,
) {
    let () = Path::<S, I, O>::SIZES;
    let (k, m) = (I::VALUE, O::VALUE);
    assert!(w.len() == k * m && (bias.is_empty() || bias.len() == m), "a layer of another shape");
    assert!(R::VALUE > 1 || n == 1, "room for one row, and not one row");
    let bias = if bias.is_empty() { core::ptr::null() } else { bias.as_ptr() };
    let (x_padded, x, y) = (x.is_padded(), x.pointer(n, k), y.block_pointer(n, m));
    let right = Right { rows: RowsPtr { start: w.as_ptr(), stride: m }, padded: false };
    let epilogue = BiasActivation::<LanesOf<T, S>, F>::new(bias);
    // SAFETY: `pointer` and `block_pointer` checked that x has n rows of k values and y n rows of m values in the layout of a
    // block; the lengths of weights and bias were checked above; the token proves that the processor has the instruction
    // set, which the caller has entered.
    unsafe {
        choose! {
            R::VALUE == 1 && O::VALUE <= NARROW => choose! {
                O::VALUE == 1 => single_narrow::<LanesOf<T, S>, F, 1>(x.start, right.rows.start, bias, y.start, k);
                O::VALUE == 2 => single_narrow::<LanesOf<T, S>, F, 2>(x.start, right.rows.start, bias, y.start, k);
                O::VALUE == 3 => single_narrow::<LanesOf<T, S>, F, 3>(x.start, right.rows.start, bias, y.start, k);
                O::VALUE == 4 => single_narrow::<LanesOf<T, S>, F, 4>(x.start, right.rows.start, bias, y.start, k);
                _ => unreachable!("a narrow layer has 1 to 4 outputs")
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
            Path::<S, I, O>::wide_and_narrow::<T>() => for row in 0..n {
                let (x, y) = (x.start.add(row * x.stride), y.start.add(row * y.stride));
                choose! {
                    O::VALUE == 2 => single_narrow::<LanesOf<T, S>, F, 2>(x, right.rows.start, bias, y, k);
                    O::VALUE == 3 => single_narrow::<LanesOf<T, S>, F, 3>(x, right.rows.start, bias, y, k);
                    _ => single_narrow::<LanesOf<T, S>, F, 4>(x, right.rows.start, bias, y, k)
                }
            };
            O::VALUE <= NARROW => {
                let transposed = transposed_narrow::<T, I>(w, m);
                let start = flat::scalars(&transposed).as_ptr();
                let right = Right { rows: RowsPtr { start, stride: padded(I::VALUE) }, padded: true };
                choose! {
                    O::VALUE == 2 => product_narrow::<LanesOf<T, S>, F, 2>((x, x_padded), right, bias, y.start, [n, k]);
                    O::VALUE == 3 => product_narrow::<LanesOf<T, S>, F, 3>((x, x_padded), right, bias, y.start, [n, k]);
                    O::VALUE == 4 => product_narrow::<LanesOf<T, S>, F, 4>((x, x_padded), right, bias, y.start, [n, k]);
                    _ => unreachable!("a narrow layer has 1 to 4 outputs")
                }
            };
            Path::<S, I, O>::shared::<LanesOf<T, S>>() => {
                let fused = const { fused_or_linear(F::FUSED) };
                let room = const { (if I::VALUE < DEPTH { I::VALUE } else { DEPTH }) * LanesOf::<T, S>::COUNT };
                let panel = if panel.len() < room { core::ptr::null_mut() } else { panel.as_mut_ptr() };
                LanesOf::<T, S>::product_activation(fused, x, right, bias, y, [n, k, m], panel);
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

/// What the compiled kernel applies; any other activation runs as a loop after it.
const fn fused_or_linear(fused: Option<Fused>) -> Fused {
    match fused {
        Some(fused) => fused,
        None => Fused::Linear,
    }
}

/// The derivatives of a layer's parameters, to write or to add to.
pub(crate) struct Derivatives<'a, T> {
    /// dW, k x m.
    pub(crate) weight: &'a mut [T],
    /// db, or empty.
    pub(crate) bias: &'a mut [T],
    /// Room for copies of some inputs, or empty.
    pub(crate) copies: &'a mut [T],
}

/// dW = xᵀ d and db = the sums of d's columns, for `n` rows, written or added; with room for one row, as an outer product.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_parameters<S: Processor, T: Scalar, I: Size, O: Size, R: Size>(
    _: S,
    (n, add): (usize, bool),
    x: Rows<'_, T>,
    d: Rows<'_, T>,
    Derivatives { weight, bias, copies }: Derivatives<'_, T>,
) {
    let () = Path::<S, I, O>::SIZES;
    let (k, m) = (I::VALUE, O::VALUE);
    assert!(R::VALUE > 1 || n == 1, "room for one row, and not one row");
    assert!(weight.len() == k * m && (bias.is_empty() || bias.len() == m), "a layer of another shape");
    let bias = if bias.is_empty() { core::ptr::null_mut() } else { bias.as_mut_ptr() };
    let (x, d) = (x.pointer(n, k), d.block_pointer(n, m));
    let to = GradientPtr { weight: weight.as_mut_ptr(), bias, add };
    // SAFETY: as in `forward`, with d in the layout of a block.
    unsafe {
        choose! {
            R::VALUE == 1 && O::VALUE <= NARROW => choose! {
                O::VALUE == 1 => outer_narrow::<LanesOf<T, S>, 1>(x.start, d.start, to, k);
                O::VALUE == 2 => outer_narrow::<LanesOf<T, S>, 2>(x.start, d.start, to, k);
                O::VALUE == 3 => outer_narrow::<LanesOf<T, S>, 3>(x.start, d.start, to, k);
                _ => outer_narrow::<LanesOf<T, S>, 4>(x.start, d.start, to, k)
            };
            R::VALUE == 1 && Path::<S, I, O>::shared::<LanesOf<T, S>>() => LanesOf::<T, S>::outer(x.start, d.start, to, [k, m]);
            R::VALUE == 1 => outer::<LanesOf<T, S>>(x.start, d.start, to, [k, m]);
            O::VALUE == 1 => weight_gradient_narrow::<LanesOf<T, S>, 1>(x, d.start, to, [n, k]);
            O::VALUE == 2 => weight_gradient_narrow::<LanesOf<T, S>, 2>(x, d.start, to, [n, k]);
            O::VALUE == 3 => weight_gradient_narrow::<LanesOf<T, S>, 3>(x, d.start, to, [n, k]);
            O::VALUE == 4 => weight_gradient_narrow::<LanesOf<T, S>, 4>(x, d.start, to, [n, k]);
            Path::<S, I, O>::shared::<LanesOf<T, S>>() => {
                let copies = if copies.len() < n * COPIED { core::ptr::null_mut() } else { copies.as_mut_ptr() };
                LanesOf::<T, S>::weight_gradient(x, d, to, [n, k, m], copies);
            };
            _ => weight_gradient::<LanesOf<T, S>>(x, d, to, [n, k, m], core::ptr::null_mut())
        }
    }
}

/// The weights that a backward pass reads.
pub(crate) struct Weights<'a, T> {
    /// W, k x m.
    pub(crate) weight: &'a [T],
    /// Room for Wᵀ, m padded rows of k, if passes have more than one row.
    pub(crate) transposed: &'a mut [T],
    /// Whether W may have changed since `transposed` was filled.
    pub(crate) changed: bool,
}

/// Where a backward pass writes dL/dx.
pub(crate) struct Target<'a, T> {
    pub(crate) dx: RowsMut<'a, T>,
    /// What the derivative of the activation before is a function of.
    pub(crate) kept: Rows<'a, T>,
    /// Whether to add to what is there; then the activation before is linear.
    pub(crate) add: bool,
}

/// A pointer to n rows of k values that the derivative of B is a function of; null for a linear B, which needs none.
#[cfg_attr(not(debug_assertions), inline(always))]
fn kept_pointer<T: Scalar, B: Activation>(kept: Rows<'_, T>, [n, k]: [usize; 2]) -> RowsPtr<T> {
    if const { is_linear::<B>() } {
        return RowsPtr { start: core::ptr::null(), stride: 0 };
    }
    kept.block_pointer(n, k)
}

/// [`backward_parameters`] and [`backward_input`] in one pass over the rows, for a layer with one output, where dx has the
/// layout of a block and isn't added to. Measured: a step of 3-12-1 takes 7 % less time than with a pass each.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_one_output<S: Processor, T: Scalar, I: Size, B: Activation>(
    (n, add): (usize, bool),
    x: Rows<'_, T>,
    d: Rows<'_, T>,
    Derivatives { weight, bias, .. }: Derivatives<'_, T>,
    w: &[T],
    Target { mut dx, kept, .. }: Target<'_, T>,
) {
    let k = I::VALUE;
    assert!(weight.len() == k && w.len() == k && bias.len() <= 1, "a layer of another shape");
    let bias = if bias.is_empty() { core::ptr::null_mut() } else { bias.as_mut_ptr() };
    let to = GradientPtr { weight: weight.as_mut_ptr(), bias, add };
    let (x_padded, x, d) = (x.is_padded(), x.pointer(n, k), d.block_pointer(n, 1));
    let (kept, dx) = (kept_pointer::<T, B>(kept, [n, k]), dx.pointer(n, k, true));
    let epilogue = TimesDerivative::<LanesOf<T, S>, B>::new(kept);
    // SAFETY: as in `backward_parameters` and `backward_input`; `pointer` checked that whole vectors can be stored in dx.
    unsafe {
        let x = (x, x_padded);
        narrow::backward_one_output::<LanesOf<T, S>, _>(x, d.start, to, w.as_ptr(), dx, [n, k], epilogue);
    }
}

/// dx = (d Wᵀ) b'(x) for `n` rows, where x is what the elementwise activation B has put out.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_input<S: Processor, T: Scalar, I: Size, O: Size, B: Activation>(
    _: S,
    n: usize,
    d: Rows<'_, T>,
    weights: Weights<'_, T>,
    target: Target<'_, T>,
) {
    let () = Path::<S, I, O>::SIZES;
    let (k, m) = (I::VALUE, O::VALUE);
    let distance = padded(I::VALUE);
    let (Weights { weight: w, transposed, changed }, Target { mut dx, kept, add }) = (weights, target);
    assert!(w.len() == k * m, "a layer of another shape");
    let d = d.block_pointer(n, m);
    let kept = kept_pointer::<T, B>(kept, [n, k]);
    let whole = dx.is_whole();
    // The product stores whole vectors, which reach into the rows that follow; those are stored later.
    let dx = dx.pointer(n, k, whole);
    let epilogue = TimesDerivative::<LanesOf<T, S>, B>::new(kept);
    // SAFETY: as in `forward`; d and, unless B is linear, `kept` have the layout of a block. Whole vectors are stored only
    // where dx has room for them. `transposed` has m padded rows of k values, checked below.
    unsafe {
        if add {
            for row in 0..n {
                add_input_gradient::<S, T>(d.start.add(row * d.stride), w, dx.start.add(row * dx.stride), [k, m]);
            }
            return;
        }
        let no_room = const { Path::<S, I, O>::wide_and_narrow::<T>() } && transposed.is_empty();
        if !whole || no_room || const { O::VALUE > NARROW } && n < TRANSPOSED {
            for row in 0..n {
                let (d, dx) = (d.start.add(row * d.stride), dx.start.add(row * dx.stride));
                LanesOf::<T, S>::single_input_gradient(d, w.as_ptr(), dx, [k, m]);
            }
            if const { !is_linear::<B>() } {
                assert!(whole, "a derivative over rows that aren't a block's");
                elementwise::multiply_by_derivative::<LanesOf<T, S>, B>(kept, dx, [n, k]);
            }
            return;
        }
        let narrow;
        let right = choose! {
            O::VALUE == 1 => Right { rows: RowsPtr { start: w.as_ptr(), stride: k }, padded: false };
            O::VALUE <= NARROW && !Path::<S, I, O>::wide_and_narrow::<T>() => {
                narrow = transposed_narrow::<T, I>(w, m);
                Right { rows: RowsPtr { start: flat::scalars(&narrow).as_ptr(), stride: distance }, padded: true }
            };
            _ => {
                assert!(transposed.len() >= m * distance, "no room for the weights transposed");
                if changed {
                    LanesOf::<T, S>::transpose(w.as_ptr(), [k, m], transposed.as_mut_ptr(), distance);
                }
                Right { rows: RowsPtr { start: transposed.as_ptr(), stride: distance }, padded: true }
            }
        };
        choose! {
            O::VALUE == 1 => product_const_k::<LanesOf<T, S>, _, 1>(d, right, dx, [n, m, k], epilogue);
            O::VALUE == 2 => product_const_k::<LanesOf<T, S>, _, 2>(d, right, dx, [n, m, k], epilogue);
            O::VALUE == 3 => product_const_k::<LanesOf<T, S>, _, 3>(d, right, dx, [n, m, k], epilogue);
            O::VALUE == 4 => product_const_k::<LanesOf<T, S>, _, 4>(d, right, dx, [n, m, k], epilogue);
            Path::<S, I, O>::shared::<LanesOf<T, S>>() && B::FUSED.is_some() => {
                let fused = const { fused_or_linear(B::FUSED) };
                LanesOf::<T, S>::product_derivative(fused, d, right, kept, dx, [n, m, k]);
            };
            Path::<S, I, O>::shared::<LanesOf<T, S>>() => {
                LanesOf::<T, S>::product_derivative(Fused::Linear, d, right, kept, dx, [n, m, k]);
                elementwise::multiply_by_derivative::<LanesOf<T, S>, B>(kept, dx, [n, k]);
            };
            _ => product::<LanesOf<T, S>, _>(d, right, dx, [n, m, k], epilogue)
        }
    }
}

/// dx += d Wᵀ for one row, for an input that several layers share.
///
/// # Safety
///
/// The instruction set was entered; d has m values, w has k x m, and dx has k.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn add_input_gradient<S: Processor, T: Scalar>(d: *const T, w: &[T], dx: *mut T, [k, m]: [usize; 2]) {
    for (index, weights) in w.chunks(16 * m).enumerate() {
        let (first, count) = (16 * index, weights.len() / m);
        let mut part = [T::ZERO; 16];
        // SAFETY: `weights` has `count` rows of m values, d has m and `part` has 16; the rows from `first` on are below k.
        unsafe {
            LanesOf::<T, S>::single_input_gradient(d, weights.as_ptr(), part.as_mut_ptr(), [count, m]);
            for (input, value) in part.into_iter().enumerate().take(count) {
                *dx.add(first + input) += value;
            }
        }
    }
    debug_assert!(w.len() == k * m);
}
