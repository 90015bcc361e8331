//! How a gradient changes a network.
//!
//! | optimizer | one step, with gradient g | state |
//! |---|---|---|
//! | [`Sgd`] | p -= rate g | none |
//! | [`Momentum`] | v = m v + g, p -= rate v | v, a network |
//! | [`Adam`] | m, v = running means of g and g², p -= rate m / (sqrt v + ε), both corrected | m and v, two networks |
//!
//! Wrappers regularize any of them, and each other:
//!
//! | wrapper | what it does, before the optimizer in it makes its step | state |
//! |---|---|---|
//! | [`L1`] | g += λ sign(p) | the changed gradient, a network |
//! | [`L2`] | g += λ p | likewise |
//! | [`WeightDecay`] | p *= 1 - rate λ | none |
//! | [`ClipValue`] | each g cut off at ±limit | the changed gradient |
//! | [`ClipNorm`] | g scaled down to a length of at most `most` | likewise |
//!
//! `ClipNorm::new(1.0, WeightDecay::new(1e-2, Adam::new(1e-3)))` clips first: the outermost is the first to act. A
//! rate, and every other number, is of the network's scalar.

mod adam;
mod clip_norm;
mod clip_value;
mod l1;
mod l2;
mod momentum;
mod sgd;
mod weight_decay;

pub use adam::Adam;
pub use clip_norm::ClipNorm;
pub use clip_value::ClipValue;
pub use l1::L1;
pub use l2::L2;
pub use momentum::Momentum;
pub use sgd::Sgd;
pub use weight_decay::WeightDecay;

use core::ops::Range;

use crate::gradient::Gradient;
use crate::layers::Stages;
use crate::network::Network;
use crate::number::Number;
use crate::shape::Zeros;

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
    note = "an optimizer is `Sgd::new(1e-3)`, `Adam::new(1e-3)` and so on, with a rate of the network's scalar, f32 or f64",
    note = "one with state belongs to one network"
)]
pub trait Optimizer<N: Network> {
    /// Changes `net` by one step, against the gradient; the trait's example is one.
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>);

    /// The same against derivatives that are no `Gradient`, which is how a wrapper hands on what it changed.
    ///
    /// An optimizer of one's own need not say anything: it is then given a `Gradient` that was made for the occasion on
    /// the stack. It saves that by doing its work here, and in `step` nothing but `self.update(net, gradient)`.
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

    /// The learning rate, by which [`WeightDecay`] multiplies; a wrapper's is that of the optimizer inside. 1 for an
    /// optimizer that has none.
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
}

/// An optimizer that isn't here itself, but stands somewhere else.
macro_rules! elsewhere {
    ($($Place:ty),*) => {$(
        impl<N: Network, O: Optimizer<N> + ?Sized> Optimizer<N> for $Place {
            fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
                (**self).step(net, gradient);
            }
            fn update(&mut self, net: &mut N, derivatives: &N) {
                (**self).update(net, derivatives);
            }
            fn rate(&self) -> N::Scalar {
                (**self).rate()
            }
        }
    )*};
}

elsewhere!(&mut O);
#[cfg(feature = "alloc")]
elsewhere!(alloc::boxed::Box<O>);

/// Calls `each` with places among a network's parameters: of all of them, or of the weights alone.
fn places<N: Network>(weights_only: bool, mut each: impl FnMut(Range<usize>)) {
    if weights_only {
        N::Layers::places(0, &mut each);
    } else {
        each(0..N::PARAMETERS);
    }
}
