//! Exponential rectifiers.

use crate::activation::formula::{Activation, FromOutput, Start};
use crate::real::Real;

/// y = z for z > 0, else a (exp(z) - 1): a relu that approaches -a smoothly below 0.
///
/// f'(z) = 1 for z > 0, else a exp(z) = y + a (at 0 it is a). Range: above -a. The scale a, 0 or more, is part of the
/// type, as the bits of an `f64`; with 1 the derivative is continuous at 0.
/// Source: Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units", 2016.
///
#[doc = include_str!("../../docs/images/activations/elu.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Elu};
///
/// type Smooth = Elu<{ f64::to_bits(1.0) }>; // `elu(1)`
/// assert_eq!(Smooth::value(2.0), 2.0);
/// assert_eq!(Smooth::value(-1000.0), -1.0);
/// assert_eq!(Smooth::derivative(-0.75), 0.25);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Elu<const SCALE: u64>;

impl<const SCALE: u64> Elu<SCALE> {
    const SCALE: f64 = {
        let scale = f64::from_bits(SCALE);
        assert!(scale >= 0.0 && scale < f64::INFINITY, "the scale of an elu is a number, 0 or more");
        scale
    };
}

impl<const SCALE: u64> Activation for Elu<SCALE> {
    type Derivative = FromOutput;
    const NAME: &'static str = "elu";
    const NUMBER: Option<f64> = Some(Self::SCALE);
    const FINITE_AT_ZERO: bool = true;
    const START: Start = Start::He;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        R::from_f64(0.0).if_less(z, z, R::from_f64(Self::SCALE) * z.exp_m1())
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(0.0).if_less(y, R::from_f64(1.0), y + R::from_f64(Self::SCALE))
    }
}

/// The scales for which mean 0 and variance 1 are a fixed point: the paper's numbers, to the precision of f64.
const S: f64 = 1.050_700_987_355_480_5;
const A: f64 = 1.673_263_242_354_377_2;

/// y = s z for z > 0, else s a (exp(z) - 1), with s = 1.0507 and a = 1.6733: an elu that keeps mean 0 and
/// variance 1 through any number of layers.
///
/// f'(z) = s for z > 0, else s a exp(z) = y + s a (at 0 too). Range: above -1.7581. `init` draws the
/// weights before it with `LeCun`, as the paper requires.
/// Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-Normalizing Neural Networks", 2017.
///
#[doc = include_str!("../../docs/images/activations/selu.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Selu};
///
/// assert_eq!(Selu::value(0.0), 0.0);
/// assert_eq!(Selu::value(2.0), 2.0 * 1.0507009873554805);
/// assert_eq!(Selu::derivative(3.0), 1.0507009873554805);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Selu;

impl Activation for Selu {
    type Derivative = FromOutput;
    const NAME: &'static str = "selu";
    const FINITE_AT_ZERO: bool = true;
    const START: Start = Start::LeCun;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        let (above, below) = (R::from_f64(S), R::from_f64(S * A));
        R::from_f64(0.0).if_less(z, above * z, below * z.exp_m1())
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(0.0).if_less(y, R::from_f64(S), y + R::from_f64(S * A))
    }
}
