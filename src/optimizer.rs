//! How a gradient changes a network.
//!
//! | optimizer | one step, with gradient g | state |
//! |---|---|---|
//! | [`Sgd`] | p -= rate g | none |
//! | [`Momentum`] | v = m v + g, p -= rate v | v, a network |
//! | [`Adam`] | m, v = running means of g and g², p -= rate m / (sqrt v + ε), both corrected | m and v, two networks |
//!
//! A rate, and every other number, is of the network's scalar.

mod adam;
mod momentum;
mod sgd;

pub use adam::Adam;
pub use momentum::Momentum;
pub use sgd::Sgd;

use crate::gradient::Gradient;
use crate::network::Network;

/// Something that changes a network by its gradient.
///
/// One's own is a method over two slices:
///
/// ```
/// use staticnn::prelude::*;
///
/// /// Only the gradient's signs count.
/// struct SignDescent(f32);
///
/// impl<N: Network<Scalar = f32>> Optimizer<N> for SignDescent {
///     fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
///         for (p, g) in net.parameters_mut().iter_mut().zip(gradient.parameters()) {
///             *p -= self.0 * g.signum();
///         }
///     }
/// }
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// let mut gradient = Gradient::<Line>::new();
/// gradient.layer1.bias[0] = -7.0;
/// SignDescent(0.5).step(&mut line, &gradient);
/// assert_eq!(line.layer1.bias[0], 0.5);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't an optimizer for the network `{N}`",
    note = "an optimizer with state belongs to one network: make one for `{N}`",
    note = "its rate has the network's scalar, f32 or f64"
)]
pub trait Optimizer<N: Network> {
    /// Changes `net` by one step, against the gradient.
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>);
}

impl<N: Network, O: Optimizer<N> + ?Sized> Optimizer<N> for &mut O {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        (**self).step(net, gradient);
    }
}

#[cfg(feature = "alloc")]
impl<N: Network, O: Optimizer<N> + ?Sized> Optimizer<N> for alloc::boxed::Box<O> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        (**self).step(net, gradient);
    }
}
