//! NAdam: Adam that looks ahead.

use crate::bounds::Bounds;
use crate::kernels::compiled::Updates;
use crate::kernels::updates::AdamStep;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::stateful::{methods, optimizer};
use crate::real::Real;
use crate::scalar::Scalar;

optimizer! {
    /// NAdam: Adam with Nesterov's momentum, whose step looks one gradient ahead.
    ///
    /// m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g² are [`Adam`](crate::optimizer::Adam)'s. With μₜ = β₁ (1 - 0.96^(t ψ) / 2)
    /// and Mₜ = μ₁ μ₂ ... μₜ, the t-th step is p -= rate (μₜ₊₁ m / (1 - Mₜ₊₁) + (1 - μₜ) g / (1 - Mₜ)) / (sqrt(v / (1 - β₂ᵗ)) + ε).
    /// The defaults are β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and a momentum decay ψ of 4e-3. The formula is PyTorch's.
    /// Source: Dozat, "Incorporating Nesterov Momentum into Adam", 2016.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let (mut line, mut gradient) = (Line::zeros(), Gradient::new());
    /// let mut optimizer = NAdam::new(0.05);
    /// for _ in 0..2000 {
    ///     line.gradient(&samples, &Mse, &mut gradient);
    ///     optimizer.step(&mut line, &gradient);
    /// }
    /// assert!((line.predict(&[3.0])[0] - 5.0).abs() < 1e-3); // 2 x - 1
    /// ```
    NAdam {
        numbers: {
            betas: [N::Scalar; 2] = [T::ADAM[0], T::ADAM[1]],
            epsilon: N::Scalar = T::ADAM[2],
            momentum_decay: N::Scalar = T::MOMENTUM_DECAY,
        }
        switches: {}
        // After t steps: β₂ᵗ, Mₜ and 0.96^(t ψ).
        progress: { powers: [f64; 3] = [1.0; 3], "a power of NAdam's numbers" in Bounds::FromZeroToOne; }
        networks: { m, }
        squares: { v, }
    }
    check {
        "NAdam's beta1": betas[0] in Bounds::FromZeroBelowOne;
        "NAdam's beta2": betas[1] in Bounds::FromZeroBelowOne;
        "NAdam's epsilon": epsilon in Bounds::FiniteAboveZero;
        "NAdam's momentum decay": momentum_decay in Bounds::FiniteFromZero;
    }
    /// Creates NAdam with a learning rate that is finite and at least 0; 1e-3 and 2e-3 are usual. The compiler infers the
    /// network's type from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = NAdam::new(2e-3);
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    pub const fn new<T: Scalar>(rate: T) -> Self
    where
        N: Network<Scalar = T>;
    example "2e-3", holds "two networks";
    /// Sets β₁ and β₂, the shares of the running means that a step keeps: each at least 0 and below 1.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = NAdam::<Line>::new(2e-3).betas(0.9, 1.0);
    /// let error = optimizer.check().unwrap_err();
    /// assert_eq!(error.to_string(), "NAdam's beta2 is 1.0, but must be at least 0 and below 1");
    /// ```
    set betas, set_betas(beta1, beta2) => betas = [beta1, beta2], "0.9, 0.99";
    /// Sets ε, finite and above 0, which is added to the divisor.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = NAdam::<Line>::new(2e-3).epsilon(1e-7); // Keras's
    /// assert!(optimizer.check().is_ok());
    /// ```
    set epsilon, set_epsilon(epsilon) => epsilon = epsilon, "1e-7";
    /// Sets ψ, finite and at least 0: how fast μ grows from β₁ / 2 to β₁. With 0 it stays β₁ / 2.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = NAdam::<Line>::new(2e-3).momentum_decay(1e-2);
    /// assert!(optimizer.check().is_ok());
    /// ```
    set momentum_decay, set_momentum_decay(momentum_decay) => momentum_decay = momentum_decay, "1e-2";
}

impl<N: Network> Optimizer<N> for NAdam<N> {
    methods!();

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let [beta1, beta2] = self.betas.map(N::Scalar::to_f64);
        let decay = libm::pow(0.96, self.momentum_decay.to_f64());
        let [second, product, decayed] = &mut self.powers;
        *second *= beta2;
        *decayed *= decay;
        let [now, next] = [*decayed, *decayed * decay].map(|decayed| beta1 * (1.0 - 0.5 * decayed));
        *product *= now;
        let [correction, of_mean, of_gradient] =
            [1.0 / (1.0 - *second), next / (1.0 - *product * next), (1.0 - now) / (1.0 - *product)];
        let rate = self.rate_or_nan().to_f64();
        let step = AdamStep {
            rate: N::Scalar::from_f64(rate * of_mean),
            betas: self.betas,
            correction: N::Scalar::from_f64(correction),
            epsilon: self.epsilon,
        };
        let (m, v) = (self.m.parameters_mut(), self.v.parameters_mut());
        let gradient_rate = N::Scalar::from_f64(rate * of_gradient);
        N::Scalar::nadam(net.parameters_mut(), derivatives.parameters(), m, v, step, gradient_rate);
    }
}
