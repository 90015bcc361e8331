//! Gradient descent with momentum.

use crate::bounds::Bounds;
use crate::kernels::compiled::Updates;
use crate::network::Network;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::stateful::{methods, optimizer};
use crate::scalar::Scalar;

optimizer! {
    /// Gradient descent with momentum: v = m v + g, then p -= rate v.
    ///
    /// With [`nesterov`](Self::nesterov) the step is p -= rate (g + m v). Both formulas are PyTorch's. For a constant
    /// gradient the step grows to 1 / (1 - m) times that of gradient descent.
    /// Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning",
    /// 2013.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -1.0;
    /// let mut optimizer = Momentum::new(1.0, 0.5);
    /// optimizer.step(&mut line, &gradient); // v = -1
    /// optimizer.step(&mut line, &gradient); // v = -1.5
    /// assert_eq!(line.layer1.bias[0], 2.5);
    /// ```
    Momentum {
        numbers: { momentum: N::Scalar = momentum, }
        switches: { nesterov, }
        progress: {}
        networks: { velocity, }
        squares: {}
    }
    check { "the momentum": momentum in Bounds::FromZeroBelowOne; }
    /// Creates momentum with a learning rate that is finite and at least 0, and a momentum m, at least 0 and below 1; 0.9
    /// is usual. The compiler infers the network's type from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = Momentum::new(1e-2, 0.9);
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    pub const fn new<T: Scalar>(rate: T, momentum: T) -> Self
    where
        N: Network<Scalar = T>;
    example "1e-2, 0.9", holds "a network";
}

impl<N: Network> Momentum<N> {
    /// Uses Nesterov's step, p -= rate (g + m v).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -1.0;
    /// Momentum::new(1.0, 0.5).nesterov().step(&mut line, &gradient); // v = -1
    /// assert_eq!(line.layer1.bias[0], 1.0 + 0.5);
    /// ```
    #[must_use]
    pub fn nesterov(mut self) -> Self {
        self.nesterov = true;
        self
    }

    /// Sets in place whether later steps are Nesterov's, for momentum on the heap.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -1.0;
    /// let mut optimizer = Momentum::boxed(1.0, 0.5);
    /// optimizer.set_nesterov(true);
    /// optimizer.step(&mut line, &gradient); // v = -1
    /// assert_eq!(line.layer1.bias[0], 1.0 + 0.5);
    /// ```
    pub fn set_nesterov(&mut self, nesterov: bool) {
        self.nesterov = nesterov;
    }
}

impl<N: Network> Optimizer<N> for Momentum<N> {
    methods!();

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let coefficients = [self.rate_or_nan(), self.momentum];
        let velocity = self.velocity.parameters_mut();
        N::Scalar::momentum(net.parameters_mut(), derivatives.parameters(), velocity, coefficients, self.nesterov);
    }
}
