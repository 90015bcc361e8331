//! The mean squared error.

use crate::kernels::isa::{Isa, LanesOf};
use crate::kernels::losses;
use crate::kernels::view::{View, ViewMut};
use crate::loss::{Loss, sample};
use crate::real::Real;
use crate::scalar::Scalar;

/// The mean of (y - t)² over a sample's N outputs: for regression.
///
/// Derivative: 2 (y - t) / N. The unit is that of the targets, squared. Any last stage. Source, as least squares:
/// Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805, and Gauss, "Theoria motus
/// corporum coelestium", 1809.
///
/// ```
/// use staticnn::prelude::*;
///
/// let mut gradient = [0.0; 2];
/// let loss = Loss::<[f64; 2], Linear>::sample(&Mse, &[1.0, 2.0], &[1.0, 4.0], &mut gradient);
/// assert_eq!(loss, 2.0);
/// assert_eq!(gradient, [0.0, -2.0]);
/// # use staticnn::activation::Linear;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mse;

impl<T: Scalar, H, const N: usize> Loss<[T; N], H> for Mse {
    type Target = [T; N];

    fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
        sample::<_, H, _, _, N>(self, output, target, gradient)
    }

    #[inline(always)]
    fn rows<S: Isa>(&self, _: S, y: View<'_, T>, targets: &[[T; N]], gradients: ViewMut<'_, T>, share: T) -> T {
        let (sizes, targets) = ([targets.len(), N], targets.as_flattened());
        losses::each_value::<LanesOf<T, S>>(y, targets, gradients, sizes, share, SquaredError)
    }
}

/// (y - t)² and 2 (y - t)
struct SquaredError;

impl<R: Real> losses::EachValue<R> for SquaredError {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let error = y - t;
        (error * error, error + error)
    }
}
