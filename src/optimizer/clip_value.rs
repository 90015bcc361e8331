//! Derivatives cut off.

use core::borrow::BorrowMut;
use core::marker::PhantomData;

use crate::gradient::Gradient;
use crate::network::Network;
use crate::optimizer::Optimizer;
use crate::real::Real;

/// An optimizer that sees no derivative beyond ±limit: each is cut off there, which changes the gradient's direction.
///
/// NaN stays NaN. `B` is where the changed gradient is: in place, or in a box.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// let mut gradient = Gradient::<Line>::new();
/// gradient.parameters_mut().copy_from_slice(&[-7.0, 0.5]);
/// ClipValue::new(1.0, Sgd::new(1.0)).step(&mut line, &gradient);
/// assert_eq!(line.parameters(), [1.0, -0.5]);
/// ```
pub struct ClipValue<N: Network, O, B = N> {
    limit: N::Scalar,
    /// The changed gradient.
    buffer: B,
    optimizer: O,
    network: PhantomData<fn(N)>,
}

impl<N: Network, O> ClipValue<N, O> {
    /// Cuts derivatives off at ±`limit`, which is above 0, before this optimizer sees them.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = ClipValue::new(0.5, Adam::new(1e-3));
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    #[must_use]
    pub fn new(limit: N::Scalar, optimizer: O) -> Self {
        Self { limit, buffer: N::ZEROS, optimizer, network: PhantomData }
    }
}

#[cfg(feature = "alloc")]
impl<N: Network, O> ClipValue<N, O, alloc::boxed::Box<N>> {
    /// The same with its buffer on the heap, which was never on the stack.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
    /// let mut optimizer = ClipValue::boxed(0.5, Adam::boxed(1e-3));
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[must_use]
    pub fn boxed(limit: N::Scalar, optimizer: O) -> Self {
        Self { limit, buffer: N::boxed(), optimizer, network: PhantomData }
    }
}

impl<N: Network, O: Optimizer<N>, B: BorrowMut<N>> Optimizer<N> for ClipValue<N, O, B> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let buffer = self.buffer.borrow_mut();
        for (cut, g) in buffer.parameters_mut().iter_mut().zip(derivatives.parameters()) {
            // This way round a NaN passes.
            *cut = self.limit.min((-self.limit).max(*g));
        }
        self.optimizer.update(net, buffer);
    }

    fn rate(&self) -> N::Scalar {
        self.optimizer.rate()
    }
}
