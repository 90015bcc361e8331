//! The penalty on absolute values.

use core::borrow::BorrowMut;
use core::marker::PhantomData;

use crate::gradient::Gradient;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::{Optimizer, places};
use crate::real::Real;

/// An optimizer of the loss plus λ times the sum of |p|: it adds λ sign(p) to the gradient, with sign(0) = 0, and so
/// drives parameters that do little to about zero.
///
/// All parameters count, or [the weights alone](Self::weights_only). λ is 0 or more; 1e-5 to 1e-2 is usual. `B` is where
/// the changed gradient is: in place, or in a box. Source: Tibshirani, "Regression Shrinkage and Selection via the Lasso",
/// 1996.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.layer1.weight[0][0] = -3.0;
/// L1::new(0.5, Sgd::new(1.0)).step(&mut line, &Gradient::new());
/// assert_eq!(line.layer1.weight[0][0], -3.0 + 0.5);
/// ```
pub struct L1<N: Network, O, B = N> {
    lambda: N::Scalar,
    weights_only: bool,
    /// The changed gradient.
    buffer: B,
    optimizer: O,
    network: PhantomData<fn(N)>,
}

impl<N: Network, O> L1<N, O> {
    /// Adds the penalty, times `lambda`, to what this optimizer makes less.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = L1::new(1e-4, Adam::new(1e-3));
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    #[must_use]
    pub fn new(lambda: N::Scalar, optimizer: O) -> Self {
        Self { lambda, weights_only: false, buffer: N::ZEROS, optimizer, network: PhantomData }
    }
}

#[cfg(feature = "alloc")]
impl<N: Network, O> L1<N, O, alloc::boxed::Box<N>> {
    /// The same with its buffer on the heap, which was never on the stack.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
    /// let mut optimizer = L1::boxed(1e-4, Adam::boxed(1e-3));
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[must_use]
    pub fn boxed(lambda: N::Scalar, optimizer: O) -> Self {
        Self { lambda, weights_only: false, buffer: N::boxed(), optimizer, network: PhantomData }
    }
}

impl<N: Network, O, B> L1<N, O, B> {
    /// Leaves biases alone, and whatever else isn't a weight.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.parameters_mut().fill(2.0);
    /// L1::new(0.5, Sgd::new(1.0)).weights_only().step(&mut line, &Gradient::new());
    /// assert_eq!(line.parameters(), [1.5, 2.0]);
    /// ```
    #[must_use]
    pub fn weights_only(mut self) -> Self {
        self.weights_only = true;
        self
    }
}

impl<N: Network, O: Optimizer<N>, B: BorrowMut<N>> Optimizer<N> for L1<N, O, B> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let (zero, up, down) = (N::Scalar::ZERO, self.lambda, -self.lambda);
        let buffer = self.buffer.borrow_mut();
        let changed = buffer.parameters_mut();
        changed.copy_from_slice(derivatives.parameters());
        places::<N>(self.weights_only, |place| {
            for (g, p) in changed[place.clone()].iter_mut().zip(&net.parameters()[place]) {
                *g += p.if_less(zero, down, zero.if_less(*p, up, zero));
            }
        });
        self.optimizer.update(net, buffer);
    }

    fn rate(&self) -> N::Scalar {
        self.optimizer.rate()
    }
}
