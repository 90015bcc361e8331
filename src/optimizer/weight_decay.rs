//! Weight decay, apart from the gradient.

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::bounds::Bounds;
use crate::gradient::Gradient;
use crate::network::Network;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::{Error, check_number};
use crate::optimizer::strength::{Strength, weights_only};
use crate::scalar::Scalar;

/// Multiplies the parameters by 1 - rate λ before each step of the optimizer inside. With
/// [`Adam`](crate::optimizer::Adam) inside it is [`AdamW`](crate::optimizer::AdamW).
///
/// The rate is that of the optimizer inside. All parameters decay, or [the weights only](Self::weights_only). λ is
/// finite and at least 0; 1e-3 to 1e-1 is usual. With [`Sgd`](crate::optimizer::Sgd) inside it equals [`L2`](crate::optimizer::L2).
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let mut line = Line::zeros();
/// line.parameters_mut().fill(2.0);
/// WeightDecay::new(0.5, Adam::new(0.25)).step(&mut line, &Gradient::new());
/// assert_eq!(line.parameters(), [2.0 * (1.0 - 0.25 * 0.5); 2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(bound = "T: Scalar, O: Serialize"))]
pub struct WeightDecay<T, O> {
    strength: Strength<T>,
    optimizer: O,
}

impl<T: Scalar, O> WeightDecay<T, O> {
    /// Shrinks the parameters by `lambda` times the rate of `optimizer` per step. It has no buffer and therefore no
    /// `boxed`: for a large network write `WeightDecay::new(1e-2, Adam::boxed(1e-3))`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut optimizer = WeightDecay::new(1e-2, Adam::new(1e-3));
    /// optimizer.step(&mut Line::zeros(), &Gradient::new());
    /// ```
    #[must_use]
    pub const fn new(lambda: T, optimizer: O) -> Self {
        Self { strength: Strength::new(lambda), optimizer }
    }

    weights_only!(WeightDecay, "1.0");

    /// The optimizer inside.
    pub(super) fn inside(&mut self) -> &mut O {
        &mut self.optimizer
    }
}

impl<T: Scalar, N: Network<Scalar = T>, O: Optimizer<N>> Optimizer<N> for WeightDecay<T, O> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        let factor = T::ONE - self.optimizer.rate() * Bounds::FiniteFromZero.or_nan(self.strength.lambda);
        let parameters = net.parameters_mut();
        self.strength.for_each_range::<N>(|range| {
            for p in &mut parameters[range] {
                *p *= factor;
            }
        });
        self.optimizer.update(net, derivatives);
    }

    fn rate(&self) -> T {
        self.optimizer.rate()
    }

    fn set_rate(&mut self, rate: T) {
        self.optimizer.set_rate(rate);
    }

    fn check(&self) -> Result<(), Error> {
        check_number("WeightDecay's lambda", self.strength.lambda, Bounds::FiniteFromZero)?;
        self.optimizer.check()
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Scalar, O: Deserialize<'de>> Deserialize<'de> for WeightDecay<T, O> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// How formats hold it.
        #[derive(Deserialize)]
        #[serde(rename = "WeightDecay", deny_unknown_fields, bound = "T: Scalar, O: Deserialize<'de>")]
        struct Stored<T, O> {
            strength: Strength<T>,
            optimizer: O,
        }

        let Stored { strength, optimizer } = Stored::deserialize(deserializer)?;
        check_number("WeightDecay's lambda", strength.lambda, Bounds::FiniteFromZero).map_err(D::Error::custom)?;
        Ok(Self { strength, optimizer })
    }
}
