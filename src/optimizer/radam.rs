//! RAdam: Adam whose steps are small while its means are of few gradients.

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
    /// RAdam: Adam that starts as momentum, and grows into Adam as its means come to rest on more gradients. It needs no
    /// warm-up of the rate.
    ///
    /// m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g² are [`Adam`](crate::optimizer::Adam)'s. In step t, v rests on
    /// ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ) gradients, with ρ∞ = 2 / (1 - β₂) - 1. While ρ is at most 5, in the first five steps by
    /// default, p -= rate m / (1 - β₁ᵗ). After that the step is Adam's, times the root of
    /// (ρ - 4) (ρ - 2) ρ∞ / ((ρ∞ - 4) (ρ∞ - 2) ρ): p -= rate root m / (1 - β₁ᵗ) sqrt(1 - β₂ᵗ) / (sqrt v + ε). The defaults are
    /// β₁ = 0.9, β₂ = 0.999 and ε = 1e-8. The formula is PyTorch's.
    /// Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -100.0;
    /// let mut optimizer = RAdam::new(0.01);
    /// for _ in 0..5 {
    ///     optimizer.step(&mut line, &gradient); // by 0.01 times 100
    /// }
    /// assert!((line.layer1.bias[0] - 5.0).abs() < 1e-5);
    /// optimizer.step(&mut line, &gradient); // by less than 0.01
    /// assert!((line.layer1.bias[0] - 5.0).abs() < 0.01);
    /// ```
    RAdam {
        numbers: { betas: [N::Scalar; 2] = [T::ADAM[0], T::ADAM[1]], epsilon: N::Scalar = T::ADAM[2], }
        switches: {}
        // After t steps: β₁ᵗ and β₂ᵗ; t.
        progress: {
            powers: [f64; 2] = [1.0; 2], "a power of RAdam's betas" in Bounds::FromZeroToOne;
            steps: [f64; 1] = [0.0], "RAdam's number of steps" in Bounds::FiniteFromZero;
        }
        networks: { m, }
        squares: { v, }
    }
    check {
        "RAdam's beta1": betas[0] in Bounds::FromZeroBelowOne;
        "RAdam's beta2": betas[1] in Bounds::FromZeroBelowOne;
        "RAdam's epsilon": epsilon in Bounds::FiniteAboveZero;
    }
    /// Creates RAdam with a learning rate that is finite and at least 0; 1e-3 is usual. The compiler infers the network's type
    /// from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = RAdam::new(1e-3);
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    pub const fn new<T: Scalar>(rate: T) -> Self
    where
        N: Network<Scalar = T>;
    example "1e-3", holds "two networks";
    /// Sets β₁ and β₂, the shares of the running means that a step keeps: each at least 0 and below 1. With a β₂ of at most 2/3
    /// every step is that of the first five.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = RAdam::<Line>::new(1e-3).betas(0.9, 1.0);
    /// let error = optimizer.check().unwrap_err();
    /// assert_eq!(error.to_string(), "RAdam's beta2 is 1.0, but must be at least 0 and below 1");
    /// ```
    set betas, set_betas(beta1, beta2) => betas = [beta1, beta2], "0.9, 0.99";
    /// Sets ε, finite and above 0, which is added to the divisor.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let optimizer = RAdam::<Line>::new(1e-3).epsilon(1e-7);
    /// assert!(optimizer.check().is_ok());
    /// ```
    set epsilon, set_epsilon(epsilon) => epsilon = epsilon, "1e-7";
}

impl<N: Network> Optimizer<N> for RAdam<N> {
    methods!();

    fn update(&mut self, net: &mut N, derivatives: &N) {
        for (power, beta) in self.powers.iter_mut().zip(self.betas) {
            *power *= beta.to_f64();
        }
        self.steps[0] += 1.0;
        let [first, second] = self.powers.map(|power| 1.0 - power);
        let rate = self.rate_or_nan().to_f64() / first;
        let longest = 2.0 / (1.0 - self.betas[1].to_f64()) - 1.0;
        let length = longest - 2.0 * self.steps[0] * self.powers[1] / second;
        let (p, g, m, v) =
            (net.parameters_mut(), derivatives.parameters(), self.m.parameters_mut(), self.v.parameters_mut());
        if length > 5.0 {
            let share = (length - 4.0) * (length - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * length);
            let step = AdamStep {
                rate: N::Scalar::from_f64(rate * Real::sqrt(share * second)),
                betas: self.betas,
                correction: N::Scalar::ONE,
                epsilon: self.epsilon,
            };
            N::Scalar::adam(p, g, m, v, step);
        } else {
            N::Scalar::radam_start(p, g, m, v, N::Scalar::from_f64(rate), self.betas);
        }
    }
}
