//! Rectifiers: negative values become 0, or smaller.

use crate::activation::formula::{Activation, FromOutput, Fused, Start};
use crate::real::Real;

/// y = max(0, z): the rectified linear unit.
///
/// f'(z) = 1 for z > 0, else 0 (at 0 too). Range: 0 and above. NaN propagates.
/// Source: Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", 2010.
///
#[doc = include_str!("../../docs/images/activations/relu.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Relu};
///
/// assert_eq!([-2.0, 1.0, 5.0, -7.0].map(Relu::value), [0.0, 1.0, 5.0, 0.0]);
/// assert_eq!(Relu::derivative(0.0), 0.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Relu;

impl Activation for Relu {
    type Derivative = FromOutput;
    const NAME: &'static str = "relu";
    const FINITE_AT_ZERO: bool = true;
    const START: Start = Start::He;
    const HEAVY: bool = false;
    const FUSED: Option<Fused> = Some(Fused::Relu);

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        // `max` returns its second argument where either is NaN, so NaN propagates.
        R::from_f64(0.0).max(z)
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        Self::backward(R::from_f64(1.0), y)
    }
    #[inline(always)]
    fn backward<R: Real>(gradient: R, y: R) -> R {
        let zero = R::from_f64(0.0);
        zero.if_less(y, gradient, zero)
    }
}

/// y = z for z > 0, else a z: a relu with a small slope below 0.
///
/// f'(z) = 1 for z > 0, else a (at 0 too). Range: all numbers. The slope a is part of the type, as the bits of an
/// `f64`. It is 0 or more, so the sign of y is that of z.
/// Source: Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.
///
#[doc = include_str!("../../docs/images/activations/leaky_relu.svg")]
///
/// ```
/// use staticnn::activation::{Activation, LeakyRelu};
///
/// type Leaky = LeakyRelu<{ f64::to_bits(0.01) }>; // `leaky_relu(0.01)`
/// assert_eq!(Leaky::value(-2.0), -0.02);
/// assert_eq!(Leaky::derivative(-0.02), 0.01);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LeakyRelu<const SLOPE: u64>;

impl<const SLOPE: u64> LeakyRelu<SLOPE> {
    const SLOPE: f64 = {
        let slope = f64::from_bits(SLOPE);
        assert!(slope >= 0.0 && slope < f64::INFINITY, "the slope of a leaky_relu is a number, 0 or more");
        slope
    };
}

impl<const SLOPE: u64> Activation for LeakyRelu<SLOPE> {
    type Derivative = FromOutput;
    const NAME: &'static str = "leaky_relu";
    const NUMBER: Option<f64> = Some(Self::SLOPE);
    const FINITE_AT_ZERO: bool = true;
    const START: Start = Start::He;
    const HEAVY: bool = false;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        R::from_f64(0.0).if_less(z, z, z * R::from_f64(Self::SLOPE))
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(0.0).if_less(y, R::from_f64(1.0), R::from_f64(Self::SLOPE))
    }
}

/// y = min(max(0, z), 6): a relu with an upper bound, for arithmetic with few bits.
///
/// f'(z) = 1 for 0 < z < 6, else 0 (at 0 and 6 too). Range: 0 to 6. NaN propagates.
/// Source: Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10", 2010.
///
#[doc = include_str!("../../docs/images/activations/relu6.svg")]
///
/// ```
/// use staticnn::activation::{Activation, Relu6};
///
/// assert_eq!([-2.0, 1.0, 7.0].map(Relu6::value), [0.0, 1.0, 6.0]);
/// assert_eq!([0.0, 1.0, 6.0].map(Relu6::derivative), [0.0, 1.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Relu6;

impl Activation for Relu6 {
    type Derivative = FromOutput;
    const NAME: &'static str = "relu6";
    const FINITE_AT_ZERO: bool = true;
    const START: Start = Start::He;
    const HEAVY: bool = false;

    #[inline(always)]
    fn value<R: Real>(z: R) -> R {
        R::from_f64(6.0).min(R::from_f64(0.0).max(z))
    }
    #[inline(always)]
    fn derivative<R: Real>(y: R) -> R {
        let (zero, one) = (R::from_f64(0.0), R::from_f64(1.0));
        zero.if_less(y, y.if_less(R::from_f64(6.0), one, zero), zero)
    }
}
