//! RMSprop: each derivative is divided by the root of its mean square.

use crate::bounds::Bounds;
use crate::kernels::compiled::Updates;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::stateful::{methods, optimizer};
use crate::scalar::Scalar;

optimizer! {
    /// RMSprop: each derivative is divided by the root of the running mean of its squares.
    ///
    /// v = α v + (1 - α) g² starts at zero; then p -= rate g / (sqrt v + ε). The defaults are α = 0.99 and ε = 1e-8. The formula
    /// is PyTorch's, without its options of momentum and centering, which would take a network more each. Since v starts at
    /// zero, the first step is 1 / sqrt(1 - α) times the rate, ten times by default.
    /// Source: Hinton, Srivastava and Swersky, "Neural Networks for Machine Learning", lecture 6e, 2012.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.weight[0][0] = 100.0;
    /// gradient.layer1.bias[0] = -0.01;
    /// RmsProp::new(0.1).alpha(0.75).step(&mut line, &gradient);
    /// assert!((line.layer1.weight[0][0] + 0.2).abs() < 1e-5); // 0.1 / sqrt(1 - 0.75)
    /// assert!((line.layer1.bias[0] - 0.2).abs() < 1e-5);
    /// ```
    RmsProp {
        numbers: { alpha: N::Scalar = T::RMS_PROP, epsilon: N::Scalar = T::ADAM[2], }
        switches: {}
        progress: {}
        networks: {}
        squares: { v, }
    }
    check {
        "RmsProp's alpha": alpha in Bounds::FromZeroBelowOne;
        "RmsProp's epsilon": epsilon in Bounds::FiniteAboveZero;
    }
    /// Creates RMSprop with a learning rate that is finite and at least 0; 1e-3 to 1e-2 is usual. The compiler infers the
    /// network's type from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = RmsProp::new(1e-2);
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    pub const fn new<T: Scalar>(rate: T) -> Self
    where
        N: Network<Scalar = T>;
    example "1e-2", holds "a network";
    /// Sets α, the share of the running mean that a step keeps, at least 0 and below 1. Keras calls it `rho`, with a default of
    /// 0.9.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = RmsProp::<Line>::new(1e-3).alpha(1.0);
    /// let error = optimizer.check().unwrap_err();
    /// assert_eq!(error.to_string(), "RmsProp's alpha is 1.0, but must be at least 0 and below 1");
    /// ```
    set alpha, set_alpha(alpha) => alpha = alpha, "0.9";
    /// Sets ε, finite and above 0, which is added to the divisor.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = RmsProp::<Line>::new(1e-3).epsilon(1e-7); // Keras's
    /// assert!(optimizer.check().is_ok());
    /// ```
    set epsilon, set_epsilon(epsilon) => epsilon = epsilon, "1e-7";
}

impl<N: Network> Optimizer<N> for RmsProp<N> {
    methods!();

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let (rate, added) = (self.rate_or_nan(), N::Scalar::ONE - self.alpha);
        let v = self.v.parameters_mut();
        N::Scalar::scaled(net.parameters_mut(), derivatives.parameters(), v, [rate, self.epsilon], [self.alpha, added]);
    }
}
