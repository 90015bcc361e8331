//! Gradient descent with momentum.

use core::mem::MaybeUninit;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeStruct};

use crate::bounds::Bounds;
use crate::flat::zero_by_field;
use crate::gradient::Gradient;
use crate::kernels::compiled::Updates;
use crate::layer::contract;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::{Error, check_number, check_rate, rate_or_nan};
use crate::scalar::Scalar;
#[cfg(feature = "serde")]
use crate::serde::{self, Float, Parameters, record::Record};
use crate::shape::Zeros;

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
pub struct Momentum<N: Network> {
    rate: N::Scalar,
    momentum: N::Scalar,
    nesterov: bool,
    velocity: N,
}

impl<N: Network> Zeros for Momentum<N> {
    const ZEROS: Self = Self { rate: N::Scalar::ZERO, momentum: N::Scalar::ZERO, nesterov: false, velocity: N::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(
            place,
            rate: Zeros::zero,
            momentum: Zeros::zero,
            nesterov: Zeros::zero,
            velocity: contract::zero,
        )
    }
}

impl<N: Network> Momentum<N> {
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
    #[must_use]
    pub const fn new<T: Scalar>(rate: T, momentum: T) -> Self
    where
        N: Network<Scalar = T>,
    {
        Self { rate, momentum, nesterov: false, velocity: N::ZEROS }
    }

    /// Creates momentum on the heap, for a large network: it holds one network, which is never on the stack.
    /// [`nesterov`](Self::nesterov) would move it out of the box; use [`set_nesterov`](Self::set_nesterov).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
    /// let mut optimizer = Momentum::boxed(1e-2, 0.9);
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn boxed<T: Scalar>(rate: T, momentum: T) -> alloc::boxed::Box<Self>
    where
        N: Network<Scalar = T>,
    {
        let mut optimizer = crate::flat::boxed(Self::zero);
        (optimizer.rate, optimizer.momentum) = (rate, momentum);
        optimizer
    }

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

    /// Sets the learning rate of later steps, finite and at least 0. The velocity is kept.
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
    /// optimizer.set_rate(0.1);
    /// optimizer.step(&mut line, &gradient); // v = -1.5
    /// assert_eq!(line.layer1.bias[0], 1.0 + 0.1 * 1.5);
    /// ```
    pub fn set_rate(&mut self, rate: N::Scalar) {
        self.rate = rate;
    }
}

impl<N: Network> Optimizer<N> for Momentum<N> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let rate = rate_or_nan(self.rate, self.check());
        let velocity = self.velocity.parameters_mut();
        let (p, g) = (net.parameters_mut(), derivatives.parameters());
        N::Scalar::momentum(p, g, velocity, [rate, self.momentum], self.nesterov);
    }

    fn rate(&self) -> N::Scalar {
        self.rate
    }

    fn set_rate(&mut self, rate: N::Scalar) {
        self.rate = rate;
    }

    fn check(&self) -> Result<(), Error> {
        check_rate(self.rate)?;
        check_number("the momentum", self.momentum, Bounds::FromZeroBelowOne)
    }
}

#[cfg(feature = "serde")]
impl<N: Network> Serialize for Momentum<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Momentum", 4)?;
        fields.serialize_field("rate", &Float(self.rate))?;
        fields.serialize_field("momentum", &Float(self.momentum))?;
        fields.serialize_field("nesterov", &self.nesterov)?;
        fields.serialize_field("velocity", &Parameters(&self.velocity))?;
        fields.end()
    }
}

#[cfg(feature = "serde")]
impl<N: Network> Record for Momentum<N> {
    fn kind(&self) -> &'static str {
        "Momentum"
    }

    fn fields(&self) -> &'static [&'static str] {
        &["rate", "momentum", "nesterov", "velocity"]
    }

    fn read<'de, D: Deserializer<'de>>(&mut self, field: &'static str, deserializer: D) -> Result<(), D::Error> {
        match field {
            "rate" => self.rate = serde::float::deserialize(deserializer)?,
            "momentum" => self.momentum = serde::float::deserialize(deserializer)?,
            "nesterov" => self.nesterov = bool::deserialize(deserializer)?,
            _ => serde::deserialize_into(&mut self.velocity, deserializer)?,
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
impl<'de, N: Network> Deserialize<'de> for Momentum<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut momentum = Self::ZEROS;
        Self::deserialize_in_place(deserializer, &mut momentum)?;
        Ok(momentum)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(deserializer: D, place: &mut Self) -> Result<(), D::Error> {
        serde::record::read(place, deserializer)?;
        place.check().map_err(D::Error::custom)
    }
}
