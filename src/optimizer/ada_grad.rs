//! AdaGrad: a step size per parameter that only falls.

use crate::bounds::Bounds;
use crate::kernels::compiled::Updates;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::stateful::{methods, optimizer};
use crate::scalar::Scalar;

optimizer! {
    /// AdaGrad: each derivative is divided by the root of the sum of its squares so far.
    ///
    /// v = v + g² starts at zero; then p -= rate g / (sqrt v + ε), with ε = 1e-10 by default, as in PyTorch. Parameters whose
    /// derivatives are mostly zero keep a large step. For a constant gradient the step falls as 1 / sqrt t.
    /// Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -4.0;
    /// let mut optimizer = AdaGrad::new(0.5);
    /// optimizer.step(&mut line, &gradient);
    /// assert!((line.layer1.bias[0] - 0.5).abs() < 1e-6); // the rate
    /// optimizer.step(&mut line, &gradient);
    /// assert!((line.layer1.bias[0] - 0.5 - 0.5 / 2.0_f32.sqrt()).abs() < 1e-6);
    /// ```
    AdaGrad {
        numbers: { epsilon: N::Scalar = T::ADA_GRAD, }
        switches: {}
        progress: {}
        networks: {}
        squares: { v, }
    }
    check { "AdaGrad's epsilon": epsilon in Bounds::FiniteAboveZero; }
    /// Creates AdaGrad with a learning rate that is finite and at least 0; 1e-2 to 1e-1 is usual. The compiler infers the
    /// network's type from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = AdaGrad::new(1e-2);
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    pub const fn new<T: Scalar>(rate: T) -> Self
    where
        N: Network<Scalar = T>;
    example "1e-2", holds "a network";
    /// Sets ε, finite and above 0, which is added to the divisor.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = AdaGrad::<Line>::new(1e-2).epsilon(1e-7); // Keras's
    /// assert!(optimizer.check().is_ok());
    /// ```
    set epsilon, set_epsilon(epsilon) => epsilon = epsilon, "1e-7";
}

impl<N: Network> Optimizer<N> for AdaGrad<N> {
    methods!();

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let (rate, v) = (self.rate_or_nan(), self.v.parameters_mut());
        N::Scalar::scaled(net.parameters_mut(), derivatives.parameters(), v, [rate, self.epsilon], [N::Scalar::ONE; 2]);
    }
}
