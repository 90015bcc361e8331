//! Lion: steps by the sign of a mean.

use crate::bounds::Bounds;
use crate::kernels::compiled::Updates;
use crate::network::Network;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::stateful::{methods, optimizer};
use crate::scalar::Scalar;

optimizer! {
    /// Lion: every parameter moves by exactly the rate, against the sign of a running mean.
    ///
    /// p -= rate sign(β₁ m + (1 - β₁) g), with sign(0) = 0; then m = β₂ m + (1 - β₂) g, which starts at zero. The defaults are
    /// β₁ = 0.9 and β₂ = 0.99. It takes half of Adam's memory, and a rate that is three to ten times lower. The decay of the
    /// paper is a [`WeightDecay`](crate::optimizer::WeightDecay) around it, three to ten times stronger than AdamW's.
    /// Source: Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -1e-6;
    /// Lion::new(0.5).step(&mut line, &gradient);
    /// assert_eq!(line.layer1.bias[0], 0.5);
    /// ```
    Lion {
        numbers: { betas: [N::Scalar; 2] = T::LION, }
        switches: {}
        progress: {}
        networks: { m, }
        squares: {}
    }
    check {
        "Lion's beta1": betas[0] in Bounds::FromZeroBelowOne;
        "Lion's beta2": betas[1] in Bounds::FromZeroBelowOne;
    }
    /// Creates Lion with a learning rate that is finite and at least 0; 1e-4 is usual. The compiler infers the network's type
    /// from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = WeightDecay::new(0.1, Lion::new(1e-4));
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    pub const fn new<T: Scalar>(rate: T) -> Self
    where
        N: Network<Scalar = T>;
    example "1e-4", holds "a network";
    /// Sets β₁, the share of the mean in the sign, and β₂, the share of the mean that a step keeps: each at least 0 and below 1.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = Lion::<Line>::new(1e-4).betas(0.95, 0.98); // the paper's for language models
    /// assert!(optimizer.check().is_ok());
    /// ```
    set betas, set_betas(beta1, beta2) => betas = [beta1, beta2], "0.95, 0.98";
}

impl<N: Network> Optimizer<N> for Lion<N> {
    methods!();

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let (rate, m) = (self.rate_or_nan(), self.m.parameters_mut());
        N::Scalar::lion(net.parameters_mut(), derivatives.parameters(), m, rate, self.betas);
    }
}
