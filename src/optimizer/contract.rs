//! The trait that every optimizer implements.

use crate::gradient::Gradient;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::error::Error;
use crate::shape::Zeros;

/// Changes a network by its gradient.
///
/// A custom optimizer implements [`step`](Self::step):
///
/// ```
/// use staticnn::prelude::*;
///
/// /// Moves every parameter by the rate, against the sign of its derivative.
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
    label = "not an optimizer for this network",
    note = "arguments swapped? the order is `Trainer::new(loss, optimizer)`",
    note = "an optimizer is `Sgd::new(1e-3)`, `Adam::new(1e-3)` and so on, with a rate of the network's scalar, f32 or f64",
    note = "one with state belongs to one network"
)]
pub trait Optimizer<N: Network> {
    /// Changes `net` by one step against the gradient. The trait's documentation has an example.
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>);

    /// Changes `net` by one step against derivatives that aren't in a `Gradient`. Wrappers call it with the gradient
    /// that they changed.
    ///
    /// The default builds a temporary `Gradient` on the stack and calls `step`. To save that copy, implement the step
    /// here and let `step` call `self.update(net, gradient)`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (mut line, mut derivatives) = (Line::zeros(), Line::zeros());
    /// derivatives.layer1.bias[0] = -2.0;
    /// Sgd::new(0.25).update(&mut line, &derivatives);
    /// assert_eq!(line.layer1.bias[0], 0.5);
    /// ```
    fn update(&mut self, net: &mut N, derivatives: &N) {
        let mut gradient = Gradient::<N>::ZEROS;
        gradient.parameters_mut().copy_from_slice(derivatives.parameters());
        self.step(net, &gradient);
    }

    /// Returns the learning rate, which scales the decay of [`WeightDecay`](crate::optimizer::WeightDecay). A wrapper
    /// returns the rate of the optimizer inside. The default is 1, for an optimizer without a rate.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = ClipNorm::<Line, _>::new(1.0, Sgd::new(0.25));
    /// assert_eq!(optimizer.rate(), 0.25);
    /// ```
    fn rate(&self) -> N::Scalar {
        N::Scalar::ONE
    }

    /// Sets the learning rate of later steps; [`rate`](Self::rate) returns it from then on. A wrapper sets that of the optimizer
    /// inside. The default does nothing, for an optimizer without a rate: a trainer with a
    /// [schedule](crate::schedule) then returns an error.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = ClipNorm::<Line, _>::new(1.0, Sgd::new(0.25));
    /// optimizer.set_rate(0.125);
    /// assert_eq!(optimizer.rate(), 0.125);
    /// ```
    fn set_rate(&mut self, rate: N::Scalar) {
        let _ = rate;
    }

    /// Checks the numbers that the optimizer was created with, for a training loop written by hand: `Trainer::fit` does so
    /// itself. A wrapper checks its own, then the optimizer inside. The default accepts everything. Without a check, a step
    /// of the library's optimizers with a number out of range makes the parameters NaN.
    ///
    /// # Errors
    ///
    /// The first number that is out of range.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = ClipNorm::<Line, _>::new(1.0, Adam::new(1e-3).betas(0.9, 1.0));
    /// let error = optimizer.check().unwrap_err();
    /// assert_eq!(error.to_string(), "Adam's beta2 is 1.0, but must be at least 0 and below 1");
    /// ```
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Implements `Optimizer` for references and boxes.
macro_rules! forward {
    ($($Pointer:ty),*) => {$(
        impl<N: Network, O: Optimizer<N> + ?Sized> Optimizer<N> for $Pointer {
            fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
                (**self).step(net, gradient);
            }
            fn update(&mut self, net: &mut N, derivatives: &N) {
                (**self).update(net, derivatives);
            }
            fn rate(&self) -> N::Scalar {
                (**self).rate()
            }
            fn set_rate(&mut self, rate: N::Scalar) {
                (**self).set_rate(rate);
            }
            fn check(&self) -> Result<(), Error> {
                (**self).check()
            }
        }
    )*};
}

forward!(&mut O);
#[cfg(feature = "alloc")]
forward!(alloc::boxed::Box<O>);
