//! Gradient descent.

use crate::gradient::Gradient;
use crate::kernels;
use crate::network::Network;
use crate::optimizer::Optimizer;
use crate::scalar::Scalar;

/// Gradient descent: p -= rate g. Stochastic if the gradient is that of a mini-batch.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// let mut gradient = Gradient::<Line>::new();
/// gradient.layer1.bias[0] = -2.0;
/// Sgd::new(0.25).step(&mut line, &gradient);
/// assert_eq!(line.layer1.bias[0], 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd<T> {
    rate: T,
}

impl<T: Scalar> Sgd<T> {
    /// Gradient descent with this learning rate, which is above 0; 1e-4 to 1 is usual.
    #[must_use]
    pub const fn new(rate: T) -> Self {
        Self { rate }
    }
}

impl<T: Scalar, N: Network<Scalar = T>> Optimizer<N> for Sgd<T> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        kernels::add_multiple(net.parameters_mut(), -self.rate, gradient.parameters());
    }
}
