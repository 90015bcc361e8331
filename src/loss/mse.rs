//! The mean squared error.

use crate::bounds::Bounds;
use crate::kernels::losses::EachValue;
use crate::loss::each_output::each_output;
use crate::real::Real;

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

each_output!(Mse, "Mse"; targets: Bounds::Finite; |_| SquaredError);

/// (y - t)² and its derivative, 2 (y - t).
struct SquaredError;

impl<R: Real> EachValue<R> for SquaredError {
    #[inline(always)]
    fn of(&self, y: R, t: R) -> (R, R) {
        let error = y - t;
        (error * error, error + error)
    }
}
