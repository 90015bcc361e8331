//! Gradient descent.

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::gradient::Gradient;
use crate::kernels::compiled::Updates;
use crate::network::Network;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::{Error, check_rate, rate_or_nan};
use crate::scalar::Scalar;
#[cfg(feature = "serde")]
use crate::serde::Float;

/// Gradient descent: p -= rate g. With the gradient of a mini-batch it is stochastic gradient descent.
///
/// Source: Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847; the stochastic
/// form: Robbins and Monro, "A Stochastic Approximation Method", 1951.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// let mut gradient = Gradient::<Line>::new();
/// gradient.layer1.bias[0] = -2.0;
/// Sgd::new(0.25).step(&mut line, &gradient);
/// assert_eq!(line.layer1.bias[0], 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd<T> {
    rate: T,
}

impl<T: Scalar> Sgd<T> {
    /// Creates gradient descent with a learning rate that is finite and at least 0; 1e-4 to 1 is usual.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
    /// let (mut line, mut gradient) = (Line::zeros(), Gradient::new());
    /// let mut optimizer = Sgd::new(0.1);
    /// for _ in 0..1000 {
    ///     line.gradient(&samples, &Mse, &mut gradient);
    ///     optimizer.step(&mut line, &gradient);
    /// }
    /// assert!((line.predict(&[3.0])[0] - 5.0).abs() < 1e-3); // 2 x - 1
    /// ```
    #[must_use]
    pub const fn new(rate: T) -> Self {
        Self { rate }
    }

    /// Sets the learning rate of later steps, finite and at least 0.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// let mut optimizer = Sgd::new(0.5);
    /// optimizer.set_rate(0.25);
    /// assert_eq!(optimizer, Sgd::new(0.25));
    /// ```
    pub const fn set_rate(&mut self, rate: T) {
        self.rate = rate;
    }

    /// Checks the learning rate, as [`Optimizer::check`] does, without a network's type.
    ///
    /// # Errors
    ///
    /// [`Error::Number`] if the rate is infinite, NaN or below 0.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// assert!(Sgd::new(0.1).check().is_ok());
    /// assert!(Sgd::new(f32::NAN).check().is_err());
    /// ```
    pub fn check(&self) -> Result<(), Error> {
        check_rate(self.rate)
    }
}

impl<N: Network> Optimizer<N> for Sgd<N::Scalar> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let rate = rate_or_nan(self.rate, check_rate(self.rate));
        N::Scalar::descend(net.parameters_mut(), derivatives.parameters(), rate);
    }

    fn rate(&self) -> N::Scalar {
        self.rate
    }

    fn set_rate(&mut self, rate: N::Scalar) {
        self.rate = rate;
    }

    fn check(&self) -> Result<(), Error> {
        check_rate(self.rate)
    }
}

/// How formats hold it.
#[cfg(feature = "serde")]
#[derive(Serialize, Deserialize)]
#[serde(rename = "Sgd", deny_unknown_fields)]
struct Stored<T> {
    rate: T,
}

#[cfg(feature = "serde")]
impl<T: Scalar> Serialize for Sgd<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored { rate: Float(self.rate) }.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Scalar> Deserialize<'de> for Sgd<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { rate: Float(rate) } = Stored::<Float<T>>::deserialize(deserializer)?;
        let sgd = Self { rate };
        sgd.check().map_err(D::Error::custom)?;
        Ok(sgd)
    }
}
