//! Decay that the gradient doesn't know of.

use crate::gradient::Gradient;
use crate::network::Network;
use crate::optimizer::{Optimizer, places};
use crate::scalar::Scalar;

/// An optimizer that multiplies parameters by 1 - rate λ before each of its steps: with [`Adam`](crate::optimizer::Adam)
/// inside it is AdamW.
///
/// The rate is that of the optimizer inside. All parameters decay, or [the weights alone](Self::weights_only). λ is 0 or
/// more; 1e-3 to 1e-1 is usual. With [`Sgd`](crate::optimizer::Sgd) inside it is the same as
/// [`L2`](crate::optimizer::L2). Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.parameters_mut().fill(2.0);
/// WeightDecay::new(0.5, Adam::new(0.25)).step(&mut line, &Gradient::new());
/// assert_eq!(line.parameters(), [2.0 * (1.0 - 0.25 * 0.5); 2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightDecay<T, O> {
    lambda: T,
    weights_only: bool,
    optimizer: O,
}

impl<T: Scalar, O> WeightDecay<T, O> {
    /// Lets parameters decay by this optimizer's rate times `lambda` a step. It has no buffer: on the heap it is
    /// `WeightDecay::new(1e-2, Adam::boxed(1e-3))`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = WeightDecay::new(1e-2, Adam::new(1e-3));
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    #[must_use]
    pub const fn new(lambda: T, optimizer: O) -> Self {
        Self { lambda, weights_only: false, optimizer }
    }

    /// Leaves biases alone, and whatever else isn't a weight.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.parameters_mut().fill(2.0);
    /// WeightDecay::new(0.5, Sgd::new(1.0)).weights_only().step(&mut line, &Gradient::new());
    /// assert_eq!(line.parameters(), [1.0, 2.0]);
    /// ```
    #[must_use]
    pub fn weights_only(mut self) -> Self {
        self.weights_only = true;
        self
    }
}

impl<T: Scalar, N: Network<Scalar = T>, O: Optimizer<N>> Optimizer<N> for WeightDecay<T, O> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let rest = T::ONE - self.optimizer.rate() * self.lambda;
        let parameters = net.parameters_mut();
        places::<N>(self.weights_only, |place| {
            for p in &mut parameters[place] {
                *p *= rest;
            }
        });
        self.optimizer.update(net, derivatives);
    }

    fn rate(&self) -> T {
        self.optimizer.rate()
    }
}
