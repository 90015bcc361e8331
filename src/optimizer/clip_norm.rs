//! The gradient shortened.

use core::borrow::BorrowMut;
use core::marker::PhantomData;

use crate::gradient::Gradient;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::Optimizer;
use crate::real::Real;

/// An optimizer that sees no gradient longer than `most`: a longer one is scaled down to that length, which keeps its
/// direction.
///
/// The length is the square root of the sum of all squared derivatives. A gradient that isn't finite passes as it is, so
/// that a training which diverges is seen to. `B` is where the changed gradient is: in place, or in a box.
/// Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// let mut gradient = Gradient::<Line>::new();
/// gradient.parameters_mut().copy_from_slice(&[-3.0, 4.0]); // of length 5
/// ClipNorm::new(2.5, Sgd::new(1.0)).step(&mut line, &gradient);
/// assert_eq!(line.parameters(), [1.5, -2.0]);
/// ```
pub struct ClipNorm<N: Network, O, B = N> {
    most: N::Scalar,
    /// The changed gradient.
    buffer: B,
    optimizer: O,
    network: PhantomData<fn(N)>,
}

impl<N: Network, O> ClipNorm<N, O> {
    /// Scales gradients down to this length, which is above 0, before this optimizer sees them.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = ClipNorm::new(1.0, WeightDecay::new(1e-2, Adam::new(1e-3)));
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    #[must_use]
    pub fn new(most: N::Scalar, optimizer: O) -> Self {
        Self { most, buffer: N::ZEROS, optimizer, network: PhantomData }
    }
}

#[cfg(feature = "alloc")]
impl<N: Network, O> ClipNorm<N, O, alloc::boxed::Box<N>> {
    /// The same with its buffer on the heap, which was never on the stack.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
    /// let mut optimizer = ClipNorm::boxed(1.0, Adam::boxed(1e-3));
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[must_use]
    pub fn boxed(most: N::Scalar, optimizer: O) -> Self {
        Self { most, buffer: N::boxed(), optimizer, network: PhantomData }
    }
}

impl<N: Network, O: Optimizer<N>, B: BorrowMut<N>> Optimizer<N> for ClipNorm<N, O, B> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        // Against the largest derivative, so that no square overflows.
        let long = derivatives.parameters();
        let largest = long.iter().fold(0.0, |largest: f64, g| largest.max(g.to_f64().abs()));
        let squares: f64 = long.iter().map(|g| (g.to_f64() / largest) * (g.to_f64() / largest)).sum();
        let factor = self.most.to_f64() / largest / Real::sqrt(squares);
        // Not so if it is zero, or isn't a number.
        if !(factor < 1.0 && largest.is_finite()) {
            return self.optimizer.update(net, derivatives);
        }
        let (buffer, factor) = (self.buffer.borrow_mut(), N::Scalar::from_f64(factor));
        for (short, g) in buffer.parameters_mut().iter_mut().zip(long) {
            *short = factor * *g;
        }
        self.optimizer.update(net, buffer);
    }

    fn rate(&self) -> N::Scalar {
        self.optimizer.rate()
    }
}
