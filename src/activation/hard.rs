//! Piecewise linear approximations of the sigmoid and of tanh.

use crate::activation::formula::{Activation, FromOutput};
use crate::real::Real;

/// y = z / 6 + 1 / 2, limited to 0 to 1: a piecewise linear sigmoid.
///
/// f'(z) = 1 / 6 for -3 < z < 3, else 0 (at both ends too). Range: 0 to 1. NaN propagates. The form is PyTorch's.
/// Source: Courbariaux, Bengio and David, "BinaryConnect", 2015, with the slope 1 / 2.
///
#[doc = include_str!("../../docs/images/activations/hard_sigmoid.svg")]
///
/// ```
/// use staticnn::activation::{Activation, HardSigmoid};
///
/// assert_eq!([-3.0, 0.0, 4.0].map(HardSigmoid::value), [0.0, 0.5, 1.0]);
/// assert_eq!([0.0, 0.5, 1.0].map(HardSigmoid::derivative), [0.0, 1.0 / 6.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HardSigmoid;

impl Activation for HardSigmoid {
    type Derivative = FromOutput;
    const NAME: &'static str = "hard_sigmoid";
    const FINITE_AT_ZERO: bool = true;
    const HEAVY: bool = false;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        let line = (z + R::from_f64(3.0)) * R::from_f64(1.0 / 6.0);
        R::from_f64(1.0).min(R::from_f64(0.0).max(line))
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        let (zero, one) = (R::from_f64(0.0), R::from_f64(1.0));
        zero.if_less(y, y.if_less(one, R::from_f64(1.0 / 6.0), zero), zero)
    }
}

/// y = z, limited to -1 to 1: a piecewise linear tanh.
///
/// f'(z) = 1 for -1 < z < 1, else 0 (at both ends too). Range: -1 to 1. NaN propagates.
/// Source: Collobert, "Large Scale Machine Learning", 2004.
///
#[doc = include_str!("../../docs/images/activations/hard_tanh.svg")]
///
/// ```
/// use staticnn::activation::{Activation, HardTanh};
///
/// assert_eq!([-3.0, 0.5, 4.0].map(HardTanh::value), [-1.0, 0.5, 1.0]);
/// assert_eq!([-1.0, 0.5, 1.0].map(HardTanh::derivative), [0.0, 1.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HardTanh;

impl Activation for HardTanh {
    type Derivative = FromOutput;
    const NAME: &'static str = "hard_tanh";
    const FINITE_AT_ZERO: bool = true;
    const HEAVY: bool = false;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        R::from_f64(1.0).min(R::from_f64(-1.0).max(z))
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        let (zero, one) = (R::from_f64(0.0), R::from_f64(1.0));
        y.abs().if_less(one, one, zero)
    }
}
