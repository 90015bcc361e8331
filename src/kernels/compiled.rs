//! Kernels that the library compiles once, for sizes that come at run time: what large layers and optimizers call.
//!
//! A generic function is compiled again in every crate that uses it; these are compiled here, for each vector type.

use crate::activation::{Fused, Linear, Relu};
use crate::kernels::epilogue::{BiasActivation, TimesDerivative};
use crate::kernels::product::{Right, product};
use crate::kernels::single::{single, single_input_gradient};
use crate::kernels::transpose::transpose;
use crate::kernels::updates::{self, AdamStep};
use crate::kernels::weight_gradient::{GradientPtr, weight_gradient};
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::dispatch::dispatch;
use crate::simd::isa::Isa;
use crate::simd::lanes::Lanes;
use crate::simd::portable::{self, Portable};

/// An instruction set whose vectors have compiled kernels: what the passes are generic over.
#[allow(private_bounds, reason = "the kernels are private")]
pub trait Processor: Isa<F32: Compiled, F64: Compiled> {}

impl<S: Isa<F32: Compiled, F64: Compiled>> Processor for S {}

/// A vector type with its compiled kernels. Each does what the function of the same name does.
///
/// # Safety
///
/// For all methods: that of the function, and the instruction set was entered.
#[allow(clippy::missing_safety_doc, reason = "one text for all: above")]
#[allow(private_interfaces, reason = "only kernels call them")]
pub trait Compiled: Lanes {
    #[doc(hidden)]
    unsafe fn product_activation(
        fused: Fused,
        x: RowsPtr<Self::Scalar>,
        w: Right<Self::Scalar>,
        bias: *const Self::Scalar,
        y: RowsMutPtr<Self::Scalar>,
        sizes: [usize; 3],
    );
    #[doc(hidden)]
    unsafe fn product_derivative(
        fused: Fused,
        d: RowsPtr<Self::Scalar>,
        w: Right<Self::Scalar>,
        outputs: RowsPtr<Self::Scalar>,
        dx: RowsMutPtr<Self::Scalar>,
        sizes: [usize; 3],
    );
    #[doc(hidden)]
    unsafe fn weight_gradient(
        x: RowsPtr<Self::Scalar>,
        d: RowsPtr<Self::Scalar>,
        to: GradientPtr<Self::Scalar>,
        sizes: [usize; 3],
    );
    #[doc(hidden)]
    unsafe fn transpose(w: *const Self::Scalar, sizes: [usize; 2], to: *mut Self::Scalar, stride: usize);
    #[doc(hidden)]
    unsafe fn single_activation(
        fused: Fused,
        x: *const Self::Scalar,
        w: *const Self::Scalar,
        bias: *const Self::Scalar,
        y: *mut Self::Scalar,
        sizes: [usize; 2],
    );
    #[doc(hidden)]
    unsafe fn single_input_gradient(
        d: *const Self::Scalar,
        w: *const Self::Scalar,
        dx: *mut Self::Scalar,
        sizes: [usize; 2],
    );
}

macro_rules! compiled {
    ($V:ty, $isa:expr) => {
        // SAFETY, for every block in it: the caller's promises, which are those of the functions called; and the token
        // may be made where the instruction set was entered.
        #[allow(clippy::undocumented_unsafe_blocks, reason = "one argument for all: above")]
        #[allow(unused_unsafe, reason = "the portable token needs none")]
        #[allow(private_interfaces, reason = "only kernels call them")]
        impl Compiled for $V {
            #[inline(never)]
            unsafe fn product_activation(
                fused: Fused,
                x: RowsPtr<Self::Scalar>,
                w: Right<Self::Scalar>,
                bias: *const Self::Scalar,
                y: RowsMutPtr<Self::Scalar>,
                sizes: [usize; 3],
            ) {
                unsafe {
                    match fused {
                        Fused::Linear => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(x, w, y, sizes, BiasActivation::<Self, Linear>::new(bias)),
                        ),
                        Fused::Relu => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(x, w, y, sizes, BiasActivation::<Self, Relu>::new(bias)),
                        ),
                    }
                }
            }

            #[inline(never)]
            unsafe fn product_derivative(
                fused: Fused,
                d: RowsPtr<Self::Scalar>,
                w: Right<Self::Scalar>,
                outputs: RowsPtr<Self::Scalar>,
                dx: RowsMutPtr<Self::Scalar>,
                sizes: [usize; 3],
            ) {
                unsafe {
                    match fused {
                        Fused::Linear => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(d, w, dx, sizes, TimesDerivative::<Self, Linear>::new(outputs)),
                        ),
                        Fused::Relu => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(d, w, dx, sizes, TimesDerivative::<Self, Relu>::new(outputs)),
                        ),
                    }
                }
            }

            #[inline(never)]
            unsafe fn weight_gradient(
                x: RowsPtr<Self::Scalar>,
                d: RowsPtr<Self::Scalar>,
                to: GradientPtr<Self::Scalar>,
                sizes: [usize; 3],
            ) {
                unsafe {
                    $isa.enter(
                        #[inline(always)]
                        || weight_gradient::<Self>(x, d, to, sizes),
                    );
                }
            }

            #[inline(never)]
            unsafe fn transpose(w: *const Self::Scalar, sizes: [usize; 2], to: *mut Self::Scalar, stride: usize) {
                unsafe {
                    $isa.enter(
                        #[inline(always)]
                        || transpose::<Self>(w, sizes, to, stride),
                    );
                }
            }

            #[inline(never)]
            unsafe fn single_activation(
                fused: Fused,
                x: *const Self::Scalar,
                w: *const Self::Scalar,
                bias: *const Self::Scalar,
                y: *mut Self::Scalar,
                sizes: [usize; 2],
            ) {
                unsafe {
                    match fused {
                        Fused::Linear => $isa.enter(
                            #[inline(always)]
                            || single::<Self, _>(x, w, BiasActivation::<Self, Linear>::new(bias), y, sizes),
                        ),
                        Fused::Relu => $isa.enter(
                            #[inline(always)]
                            || single::<Self, _>(x, w, BiasActivation::<Self, Relu>::new(bias), y, sizes),
                        ),
                    }
                }
            }

            #[inline(never)]
            unsafe fn single_input_gradient(
                d: *const Self::Scalar,
                w: *const Self::Scalar,
                dx: *mut Self::Scalar,
                sizes: [usize; 2],
            ) {
                unsafe {
                    $isa.enter(
                        #[inline(always)]
                        || single_input_gradient::<Self>(d, w, dx, sizes),
                    );
                }
            }
        }
    };
}

compiled!(portable::F32, Portable);
compiled!(portable::F64, Portable);

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::*;
    use crate::simd::avx2::{self, Avx2};
    use crate::simd::avx512::{self, Avx512};

    compiled!(avx2::F32, Avx2::new());
    compiled!(avx2::F64, Avx2::new());
    compiled!(avx512::F32, Avx512::new());
    compiled!(avx512::F64, Avx512::new());
}

/// A scalar with its compiled updates.
pub trait Updates: Sized {
    #[doc(hidden)]
    fn descend(p: &mut [Self], g: &[Self], rate: Self);
    #[doc(hidden)]
    fn momentum(p: &mut [Self], g: &[Self], v: &mut [Self], numbers: [Self; 2], nesterov: bool);
    #[doc(hidden)]
    fn adam(p: &mut [Self], g: &[Self], m: &mut [Self], v: &mut [Self], step: AdamStep<Self>);
}

macro_rules! updates {
    ($T:ty, $Lanes:ident) => {
        impl Updates for $T {
            #[inline(never)]
            fn descend(p: &mut [Self], g: &[Self], rate: Self) {
                #[inline(always)]
                fn with<S: Isa>(_: S, p: &mut [$T], g: &[$T], rate: $T) {
                    updates::descend::<S::$Lanes>(p, g, rate);
                }
                dispatch!(isa => with(isa, p, g, rate));
            }

            #[inline(never)]
            fn momentum(p: &mut [Self], g: &[Self], v: &mut [Self], numbers: [Self; 2], nesterov: bool) {
                #[inline(always)]
                fn with<S: Isa>(_: S, p: &mut [$T], g: &[$T], v: &mut [$T], numbers: [$T; 2], nesterov: bool) {
                    updates::momentum::<S::$Lanes>(p, g, v, numbers, nesterov);
                }
                dispatch!(isa => with(isa, p, g, v, numbers, nesterov));
            }

            #[inline(never)]
            fn adam(p: &mut [Self], g: &[Self], m: &mut [Self], v: &mut [Self], step: AdamStep<Self>) {
                #[inline(always)]
                fn with<S: Isa>(_: S, p: &mut [$T], g: &[$T], m: &mut [$T], v: &mut [$T], step: AdamStep<$T>) {
                    updates::adam::<S::$Lanes>(p, g, m, v, step);
                }
                dispatch!(isa => with(isa, p, g, m, v, step));
            }
        }
    };
}

updates!(f32, F32);
updates!(f64, F64);
