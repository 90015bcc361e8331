//! Kernels that the library compiles once, for sizes that come at run time: what large layers and optimizers call.
//!
//! A generic function is compiled again in every crate that uses it; these are compiled here, for each vector type.

use crate::activation::{Linear, Relu};
use crate::kernels::isa::{Isa, Portable, dispatch};
use crate::kernels::lanes::Lanes;
use crate::kernels::outer::{Gradient, outer_products};
use crate::kernels::portable;
use crate::kernels::product::{Activate, Derive, Right, product};
use crate::kernels::rows;
use crate::kernels::single::single;
use crate::kernels::transpose::transpose;
use crate::kernels::updates::{self, AdamStep};
use crate::kernels::view::{From, To};

/// The activations that end a product in registers; others follow it, as a loop over the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// y = z
    Linear,
    /// y = max(0, z)
    Relu,
}

/// A vector type with its compiled kernels. Each does what the function of the same name does.
///
/// # Safety
///
/// For all methods: that of the function, and the instruction set was entered.
#[allow(clippy::missing_safety_doc, reason = "one text for all: above")]
#[allow(private_interfaces, reason = "only kernels call them")]
pub trait Shared: Lanes {
    #[doc(hidden)]
    unsafe fn product_activate(
        known: Known,
        x: From<Self::Scalar>,
        w: Right<Self::Scalar>,
        bias: *const Self::Scalar,
        y: To<Self::Scalar>,
        sizes: [usize; 3],
    );
    #[doc(hidden)]
    unsafe fn product_derive(
        known: Known,
        d: From<Self::Scalar>,
        w: Right<Self::Scalar>,
        outputs: From<Self::Scalar>,
        dx: To<Self::Scalar>,
        sizes: [usize; 3],
    );
    #[doc(hidden)]
    unsafe fn outer(x: From<Self::Scalar>, d: From<Self::Scalar>, to: Gradient<Self::Scalar>, sizes: [usize; 3]);
    #[doc(hidden)]
    unsafe fn transpose(w: *const Self::Scalar, sizes: [usize; 2], to: *mut Self::Scalar, stride: usize);
    #[doc(hidden)]
    unsafe fn single_activate(
        known: Known,
        x: *const Self::Scalar,
        w: *const Self::Scalar,
        bias: *const Self::Scalar,
        y: *mut Self::Scalar,
        sizes: [usize; 2],
    );
    #[doc(hidden)]
    unsafe fn single_input(d: *const Self::Scalar, w: *const Self::Scalar, dx: *mut Self::Scalar, sizes: [usize; 2]);
}

macro_rules! shared {
    ($V:ty, $isa:expr) => {
        // SAFETY, for every block in it: the caller's promises, which are those of the functions called; and the token
        // may be made where the instruction set was entered.
        #[allow(clippy::undocumented_unsafe_blocks, reason = "one argument for all: above")]
        #[allow(unused_unsafe, reason = "the portable token needs none")]
        #[allow(private_interfaces, reason = "only kernels call them")]
        impl Shared for $V {
            #[inline(never)]
            unsafe fn product_activate(
                known: Known,
                x: From<Self::Scalar>,
                w: Right<Self::Scalar>,
                bias: *const Self::Scalar,
                y: To<Self::Scalar>,
                sizes: [usize; 3],
            ) {
                unsafe {
                    match known {
                        Known::Linear => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(x, w, y, sizes, Activate::<Self, Linear>::new(bias)),
                        ),
                        Known::Relu => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(x, w, y, sizes, Activate::<Self, Relu>::new(bias)),
                        ),
                    }
                }
            }

            #[inline(never)]
            unsafe fn product_derive(
                known: Known,
                d: From<Self::Scalar>,
                w: Right<Self::Scalar>,
                outputs: From<Self::Scalar>,
                dx: To<Self::Scalar>,
                sizes: [usize; 3],
            ) {
                unsafe {
                    match known {
                        Known::Linear => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(d, w, dx, sizes, Derive::<Self, Linear>::new(outputs)),
                        ),
                        Known::Relu => $isa.enter(
                            #[inline(always)]
                            || product::<Self, _>(d, w, dx, sizes, Derive::<Self, Relu>::new(outputs)),
                        ),
                    }
                }
            }

            #[inline(never)]
            unsafe fn outer(
                x: From<Self::Scalar>,
                d: From<Self::Scalar>,
                to: Gradient<Self::Scalar>,
                sizes: [usize; 3],
            ) {
                unsafe {
                    $isa.enter(
                        #[inline(always)]
                        || outer_products::<Self>(x, d, to, sizes),
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
            unsafe fn single_activate(
                known: Known,
                x: *const Self::Scalar,
                w: *const Self::Scalar,
                bias: *const Self::Scalar,
                y: *mut Self::Scalar,
                sizes: [usize; 2],
            ) {
                unsafe {
                    match known {
                        Known::Linear => $isa.enter(
                            #[inline(always)]
                            || single::<Self, _>(x, w, Activate::<Self, Linear>::new(bias), y, sizes),
                        ),
                        Known::Relu => $isa.enter(
                            #[inline(always)]
                            || single::<Self, _>(x, w, Activate::<Self, Relu>::new(bias), y, sizes),
                        ),
                    }
                }
            }

            #[inline(never)]
            unsafe fn single_input(
                d: *const Self::Scalar,
                w: *const Self::Scalar,
                dx: *mut Self::Scalar,
                sizes: [usize; 2],
            ) {
                unsafe {
                    $isa.enter(
                        #[inline(always)]
                        || rows::single_input::<Self>(d, w, dx, sizes),
                    );
                }
            }
        }
    };
}

shared!(portable::F32, Portable);
shared!(portable::F64, Portable);

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::*;
    use crate::kernels::avx2::{self, Avx2};
    use crate::kernels::avx512::{self, Avx512};

    shared!(avx2::F32, Avx2::new());
    shared!(avx2::F64, Avx2::new());
    shared!(avx512::F32, Avx512::new());
    shared!(avx512::F64, Avx512::new());
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
