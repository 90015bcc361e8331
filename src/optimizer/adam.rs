//! Adam: a step size per parameter.

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
    /// Adam: each parameter moves by about the learning rate per step, whatever the size of its derivative.
    ///
    /// m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g² start at zero. After t steps they are divided by 1 - β₁ᵗ and
    /// 1 - β₂ᵗ to correct that bias; then p -= rate m / (sqrt v + ε). The defaults are β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
    /// The powers of β are f64: in f32 the corrections are off by 3e-4 within a hundred steps.
    ///
    /// In f32 a derivative above 1.8e19 makes v infinite, and its parameter never moves again. A
    /// [`ClipNorm`](crate::optimizer::ClipNorm) around Adam prevents that.
    /// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.
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
    /// Adam::new(0.5).step(&mut line, &gradient);
    /// assert!((line.layer1.weight[0][0] + 0.5).abs() < 1e-5);
    /// assert!((line.layer1.bias[0] - 0.5).abs() < 1e-5);
    /// ```
    Adam {
        numbers: { betas: [N::Scalar; 2] = [T::ADAM[0], T::ADAM[1]], epsilon: N::Scalar = T::ADAM[2], }
        switches: {}
        // β₁ and β₂ to the power of the number of steps so far.
        progress: { powers: [f64; 2] = [1.0; 2], "a power of Adam's betas" in Bounds::FromZeroToOne; }
        networks: { m, }
        squares: { v, }
    }
    check {
        "Adam's beta1": betas[0] in Bounds::FromZeroBelowOne;
        "Adam's beta2": betas[1] in Bounds::FromZeroBelowOne;
        "Adam's epsilon": epsilon in Bounds::FiniteAboveZero;
    }
    /// Creates Adam with a learning rate that is finite and at least 0; 1e-3 is usual. The compiler infers the network's
    /// type from the first `step`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { #[scalar(f64)] struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let (mut line, mut gradient) = (Line::zeros(), Gradient::new());
    /// let mut optimizer = Adam::new(0.05);
    /// for _ in 0..2000 {
    ///     line.gradient(&samples, &Mse, &mut gradient);
    ///     optimizer.step(&mut line, &gradient);
    /// }
    /// assert!((line.predict(&[3.0])[0] - 5.0).abs() < 1e-3); // 2 x - 1
    /// ```
    pub const fn new<T: Scalar>(rate: T) -> Self
    where
        N: Network<Scalar = T>;
    example "1e-3", holds "two networks";
    /// Sets β₁ and β₂, the shares of the running means that a step keeps: each at least 0 and below 1.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// // Without means the step is rate times the sign of the last gradient.
    /// let mut optimizer = Adam::new(0.5).betas(0.0, 0.0);
    /// gradient.layer1.bias[0] = -100.0;
    /// optimizer.step(&mut line, &gradient);
    /// gradient.layer1.bias[0] = 0.01;
    /// optimizer.step(&mut line, &gradient);
    /// assert!(line.layer1.bias[0].abs() < 1e-5);
    /// ```
    set betas, set_betas(beta1, beta2) => betas = [beta1, beta2], "0.9, 0.99";
    /// Sets ε, finite and above 0, which is added to the divisor. A derivative much smaller than ε moves its parameter in
    /// proportion to its size instead of by about the rate.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -1.0;
    /// Adam::new(1.0).epsilon(3.0).step(&mut line, &gradient);
    /// assert!((line.layer1.bias[0] - 1.0 / (1.0 + 3.0)).abs() < 1e-5);
    /// ```
    set epsilon, set_epsilon(epsilon) => epsilon = epsilon, "1e-7";
}

impl<N: Network> Optimizer<N> for Adam<N> {
    methods!();

    fn update(&mut self, net: &mut N, derivatives: &N) {
        for (power, beta) in self.powers.iter_mut().zip(self.betas) {
            *power *= beta.to_f64();
        }
        let [first, second] = self.powers.map(|power| 1.0 - power);
        let step = AdamStep {
            rate: N::Scalar::from_f64(self.rate_or_nan().to_f64() / first),
            betas: self.betas,
            correction: N::Scalar::from_f64(1.0 / second),
            epsilon: self.epsilon,
        };
        let (m, v) = (self.m.parameters_mut(), self.v.parameters_mut());
        N::Scalar::adam(net.parameters_mut(), derivatives.parameters(), m, v, step);
    }
}
