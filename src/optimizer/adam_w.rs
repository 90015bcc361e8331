//! AdamW: Adam with decoupled weight decay.

use core::borrow::BorrowMut;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Serialize};

use crate::gradient::Gradient;
use crate::network::Network;
use crate::optimizer::adam::Adam;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::Error;
use crate::optimizer::weight_decay::WeightDecay;
use crate::scalar::Scalar;

/// AdamW: p *= 1 - rate λ, then a step of [`Adam`]. The bits are those of `WeightDecay::new(lambda, Adam::new(rate))`.
///
/// All parameters decay, or [the weights only](Self::weights_only). `A` holds Adam: in place, or in a box.
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.parameters_mut().fill(2.0);
/// AdamW::new(0.25, 0.5).step(&mut line, &Gradient::new());
/// assert_eq!(line.parameters(), [2.0 * (1.0 - 0.25 * 0.5); 2]);
/// ```
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(transparent, bound(serialize = "A: Serialize", deserialize = "A: Deserialize<'de>"))
)]
pub struct AdamW<N: Network, A = Adam<N>> {
    decay: WeightDecay<N::Scalar, A>,
}

impl<N: Network> AdamW<N> {
    /// Creates AdamW with a learning rate, 1e-3 as a rule, and a decay λ, 1e-2 as a rule: both finite and at least 0. The
    /// compiler infers the network's type from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = AdamW::new(1e-3, 1e-2).betas(0.9, 0.98).weights_only();
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    #[must_use]
    pub const fn new<T: Scalar>(rate: T, lambda: T) -> Self
    where
        N: Network<Scalar = T>,
    {
        Self { decay: WeightDecay::new(lambda, Adam::new(rate)) }
    }
}

#[cfg(feature = "alloc")]
impl<N: Network> AdamW<N, alloc::boxed::Box<Adam<N>>> {
    /// Creates AdamW with Adam on the heap, for a large network: it holds two networks, never on the stack. All setters leave
    /// them there.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
    /// let mut optimizer = AdamW::boxed(1e-3, 1e-2).weights_only();
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[must_use]
    pub fn boxed<T: Scalar>(rate: T, lambda: T) -> Self
    where
        N: Network<Scalar = T>,
    {
        Self { decay: WeightDecay::new(lambda, Adam::boxed(rate)) }
    }
}

impl<N: Network, A: BorrowMut<Adam<N>>> AdamW<N, A> {
    /// Leaves all parameters but the weights without decay: biases and learnt slopes.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.parameters_mut().fill(2.0);
    /// AdamW::new(0.5, 0.5).weights_only().step(&mut line, &Gradient::new());
    /// assert_eq!(line.parameters(), [1.5, 2.0]); // weight, bias
    /// ```
    #[must_use]
    pub fn weights_only(self) -> Self {
        Self { decay: self.decay.weights_only() }
    }

    /// Sets β₁ and β₂ as [`Adam::betas`] does.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = AdamW::<Line>::new(1e-3, 1e-2).betas(0.9, 1.0);
    /// let error = optimizer.check().unwrap_err();
    /// assert_eq!(error.to_string(), "Adam's beta2 is 1.0, but must be at least 0 and below 1");
    /// ```
    #[must_use]
    pub fn betas(mut self, beta1: N::Scalar, beta2: N::Scalar) -> Self {
        self.decay.inside().borrow_mut().set_betas(beta1, beta2);
        self
    }

    /// Sets ε as [`Adam::epsilon`] does.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = AdamW::<Line>::new(1e-3, 1e-2).epsilon(1e-7);
    /// assert!(optimizer.check().is_ok());
    /// ```
    #[must_use]
    pub fn epsilon(mut self, epsilon: N::Scalar) -> Self {
        self.decay.inside().borrow_mut().set_epsilon(epsilon);
        self
    }

    /// Sets the learning rate of later steps, finite and at least 0, by which the decay is multiplied too. The running means
    /// are kept.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = AdamW::<Line>::new(1e-3, 1e-2);
    /// optimizer.set_rate(5e-4);
    /// assert_eq!(optimizer.rate(), 5e-4);
    /// ```
    pub fn set_rate(&mut self, rate: N::Scalar) {
        self.decay.inside().borrow_mut().set_rate(rate);
    }
}

impl<N: Network, A: Optimizer<N>> Optimizer<N> for AdamW<N, A> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.decay.step(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        self.decay.update(net, derivatives);
    }

    fn rate(&self) -> N::Scalar {
        self.decay.rate()
    }

    fn set_rate(&mut self, rate: N::Scalar) {
        self.decay.set_rate(rate);
    }

    fn check(&self) -> Result<(), Error> {
        self.decay.check()
    }
}
