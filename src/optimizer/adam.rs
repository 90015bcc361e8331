//! Adam: a step size per parameter.

use core::mem::MaybeUninit;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeStruct};

use crate::bounds::Bounds;
use crate::flat::zero_by_field;
use crate::gradient::Gradient;
use crate::kernels::compiled::Updates;
use crate::kernels::updates::AdamStep;
use crate::layer::contract;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::{Error, check_number, check_rate, rate_or_nan};
use crate::real::Real;
use crate::scalar::Scalar;
#[cfg(feature = "serde")]
use crate::serde::{self, Float, Parameters, record::Record};
use crate::shape::Zeros;

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
pub struct Adam<N: Network> {
    rate: N::Scalar,
    betas: [N::Scalar; 2],
    epsilon: N::Scalar,
    /// β₁ and β₂ to the power of the number of steps so far.
    powers: [f64; 2],
    m: N,
    v: N,
}

impl<N: Network> Zeros for Adam<N> {
    const ZEROS: Self = Self {
        rate: N::Scalar::ZERO,
        betas: [N::Scalar::ZERO; 2],
        epsilon: N::Scalar::ZERO,
        powers: [0.0; 2],
        m: N::ZEROS,
        v: N::ZEROS,
    };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(
            place,
            rate: Zeros::zero,
            betas: Zeros::zero,
            epsilon: Zeros::zero,
            powers: Zeros::zero,
            m: contract::zero,
            v: contract::zero,
        )
    }
}

impl<N: Network> Adam<N> {
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
    #[must_use]
    pub const fn new<T: Scalar>(rate: T) -> Self
    where
        N: Network<Scalar = T>,
    {
        let [beta1, beta2, epsilon] = T::ADAM;
        Self { rate, betas: [beta1, beta2], epsilon, powers: [1.0; 2], m: N::ZEROS, v: N::ZEROS }
    }

    /// Creates Adam on the heap, for a large network: it holds two networks, which are never on the stack.
    /// [`betas`](Self::betas) and [`epsilon`](Self::epsilon) would move it out of the box; use
    /// [`set_betas`](Self::set_betas) and [`set_epsilon`](Self::set_epsilon).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
    /// let mut optimizer = Adam::boxed(1e-3);
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn boxed<T: Scalar>(rate: T) -> alloc::boxed::Box<Self>
    where
        N: Network<Scalar = T>,
    {
        let mut optimizer = crate::flat::boxed(Self::zero);
        let [beta1, beta2, epsilon] = N::Scalar::ADAM;
        (optimizer.rate, optimizer.powers) = (rate, [1.0; 2]);
        (optimizer.betas, optimizer.epsilon) = ([beta1, beta2], epsilon);
        optimizer
    }

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
    #[must_use]
    pub fn betas(mut self, beta1: N::Scalar, beta2: N::Scalar) -> Self {
        self.set_betas(beta1, beta2);
        self
    }

    /// Sets β₁ and β₂ in place, for Adam on the heap. Call it before the first step.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = Adam::<Line>::boxed(1e-3);
    /// optimizer.set_betas(0.9, 0.99);
    /// ```
    pub fn set_betas(&mut self, beta1: N::Scalar, beta2: N::Scalar) {
        self.betas = [beta1, beta2];
    }

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
    #[must_use]
    pub fn epsilon(mut self, epsilon: N::Scalar) -> Self {
        self.set_epsilon(epsilon);
        self
    }

    /// Sets ε in place, for Adam on the heap.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = Adam::<Line>::boxed(1e-3);
    /// optimizer.set_epsilon(1e-7);
    /// ```
    pub fn set_epsilon(&mut self, epsilon: N::Scalar) {
        self.epsilon = epsilon;
    }

    /// Sets the learning rate of later steps, finite and at least 0. The running means are kept.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = -1.0;
    /// let mut optimizer = Adam::new(0.5);
    /// for epoch in 0..3 {
    ///     optimizer.set_rate(0.5 / (1.0 + epoch as f32)); // a schedule: 0.5, 0.25, 0.1667
    ///     optimizer.step(&mut line, &gradient);
    /// }
    /// assert!((line.layer1.bias[0] - 0.9167).abs() < 1e-4);
    /// ```
    pub fn set_rate(&mut self, rate: N::Scalar) {
        self.rate = rate;
    }
}

impl<N: Network> Optimizer<N> for Adam<N> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        for (power, beta) in self.powers.iter_mut().zip(self.betas) {
            *power *= beta.to_f64();
        }
        let [first, second] = self.powers.map(|power| 1.0 - power);
        let step = AdamStep {
            rate: N::Scalar::from_f64(rate_or_nan(self.rate, self.check()).to_f64() / first),
            betas: self.betas,
            correction: N::Scalar::from_f64(1.0 / second),
            epsilon: self.epsilon,
        };
        let (m, v) = (self.m.parameters_mut(), self.v.parameters_mut());
        N::Scalar::adam(net.parameters_mut(), derivatives.parameters(), m, v, step);
    }

    fn rate(&self) -> N::Scalar {
        self.rate
    }

    fn set_rate(&mut self, rate: N::Scalar) {
        self.rate = rate;
    }

    fn check(&self) -> Result<(), Error> {
        check_rate(self.rate)?;
        check_number("Adam's beta1", self.betas[0], Bounds::FromZeroBelowOne)?;
        check_number("Adam's beta2", self.betas[1], Bounds::FromZeroBelowOne)?;
        check_number("Adam's epsilon", self.epsilon, Bounds::FiniteAboveZero)
    }
}

#[cfg(feature = "serde")]
impl<N: Network> Serialize for Adam<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Adam", 6)?;
        fields.serialize_field("rate", &Float(self.rate))?;
        fields.serialize_field("betas", &self.betas.map(Float))?;
        fields.serialize_field("epsilon", &Float(self.epsilon))?;
        fields.serialize_field("powers", &self.powers)?;
        fields.serialize_field("m", &Parameters(&self.m))?;
        fields.serialize_field("v", &Parameters(&self.v))?;
        fields.end()
    }
}

#[cfg(feature = "serde")]
impl<N: Network> Record for Adam<N> {
    fn kind(&self) -> &'static str {
        "Adam"
    }

    fn fields(&self) -> &'static [&'static str] {
        &["rate", "betas", "epsilon", "powers", "m", "v"]
    }

    fn read<'de, D: Deserializer<'de>>(&mut self, field: &'static str, deserializer: D) -> Result<(), D::Error> {
        match field {
            "rate" => self.rate = serde::float::deserialize(deserializer)?,
            "betas" => self.betas = <[Float<_>; 2]>::deserialize(deserializer)?.map(|beta| beta.0),
            "epsilon" => self.epsilon = serde::float::deserialize(deserializer)?,
            "powers" => self.powers = <[Float<_>; 2]>::deserialize(deserializer)?.map(|power| power.0),
            "m" => serde::deserialize_into(&mut self.m, deserializer)?,
            _ => serde::deserialize_into(&mut self.v, deserializer)?,
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
impl<'de, N: Network> Deserialize<'de> for Adam<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut adam = Self::ZEROS;
        Self::deserialize_in_place(deserializer, &mut adam)?;
        Ok(adam)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(deserializer: D, place: &mut Self) -> Result<(), D::Error> {
        serde::record::read(place, deserializer)?;
        place.check().map_err(D::Error::custom)?;
        for power in place.powers {
            check_number("a power of Adam's betas", power, Bounds::FromZeroToOne).map_err(D::Error::custom)?;
        }
        // Means of squares; NaN and infinities come from derivatives that are.
        match place.v.parameters().iter().find(|v| **v < N::Scalar::ZERO) {
            Some(v) => Err(D::Error::custom(format_args!("a value of Adam's v is {v}, but must be at least 0"))),
            None => Ok(()),
        }
    }
}
