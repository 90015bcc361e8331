//! The moving average of a network's parameters.

use core::borrow::BorrowMut;
use core::marker::PhantomData;

#[cfg(feature = "serde")]
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::bounds::Bounds;
use crate::gradient::Gradient;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::{Error, check_number};
#[cfg(feature = "serde")]
use crate::optimizer::wrapper::Buffer;
use crate::real::Real;
use crate::scalar::Scalar;
#[cfg(feature = "serde")]
use crate::serde::{Float, Parameters};

/// Averages the parameters that the steps of the optimizer inside lead to. The average often predicts better than the network
/// itself, since it doesn't jump to and fro with every mini-batch.
///
/// After step t the average is the mean of the parameters after the steps 1 to t, where those after step k have the weight
/// decayᵗ⁻ᵏ: a += (1 - decay) / (1 - decayᵗ) (p - a). The first step copies, and the start of the training isn't in it, so that
/// it is right after few steps too. It looks back over about 1 / (1 - decay) steps, 1000 for 0.999. PyTorch's `AveragedModel`
/// with `get_ema_multi_avg_fn(decay)` copies at first and then always adds the share 1 - decay.
///
/// The steps are those of the optimizer inside: training doesn't depend on the average. A decay out of range makes the average
/// NaN. `B` holds the average: `N` in place, or `Box<N>` on the heap.
/// Source: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992; the correction of the start as
/// in Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.
///
/// ```
/// use staticnn::optimizer::Ema;
/// use staticnn::prelude::*;
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let x: Vec<[f32; 1]> = (0..40).map(|i| [i as f32 / 20.0 - 1.0]).collect();
/// let noise = [0.3, 0.3, -0.3, -0.3].iter().cycle();
/// let y: Vec<[f32; 1]> = x.iter().zip(noise).map(|([x], noise)| [2.0 * x - 1.0 + noise]).collect();
/// let samples = Samples::new(&x, &y)?;
///
/// let (mut net, mut rng) = (Line::zeros(), ChaCha8Rng::seed_from_u64(42));
/// let mut optimizer = Ema::new(0.99, Sgd::new(0.1));
/// Trainer::new(Mse, &mut optimizer).batch_size(2).epochs(50).fit(&mut net, &samples, &mut rng)?;
/// let average = optimizer.average();
/// assert!(average.loss(&samples, &Mse) < net.loss(&samples, &Mse));
/// net.copy_from(average); // go on with it, or save it
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Ema<N: Network, O, B = N> {
    decay: N::Scalar,
    /// The decay to the power of the number of steps so far.
    power: f64,
    average: B,
    optimizer: O,
    network: PhantomData<fn(N)>,
}

impl<N: Network, O> Ema<N, O> {
    /// Averages the parameters that `optimizer` leads to. `decay` is at least 0 and below 1; 0.99 to 0.9999 is usual, and the
    /// more steps, the higher.
    ///
    /// ```
    /// use staticnn::optimizer::Ema;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (mut line, mut gradient) = (Line::zeros(), Gradient::<Line>::new());
    /// gradient.layer1.bias[0] = -1.0;
    /// let mut optimizer = Ema::new(0.5, Sgd::new(1.0));
    /// for _ in 0..2 {
    ///     optimizer.step(&mut line, &gradient);
    /// }
    /// // The parameter was 1, then 2. The weights are 0.5 and 1.
    /// assert!((optimizer.average().layer1.bias[0] - (0.5 * 1.0 + 1.0 * 2.0) / 1.5).abs() < 1e-6);
    /// ```
    #[must_use]
    pub const fn new<T: Scalar>(decay: T, optimizer: O) -> Self
    where
        N: Network<Scalar = T>,
    {
        Self { decay, power: 1.0, average: N::ZEROS, optimizer, network: PhantomData }
    }
}

#[cfg(feature = "alloc")]
impl<N: Network, O> Ema<N, O, alloc::boxed::Box<N>> {
    /// Creates the wrapper with the average on the heap, for a large network. It is never on the stack.
    ///
    /// ```
    /// use staticnn::optimizer::Ema;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
    /// let mut optimizer = Ema::boxed(0.999, Adam::boxed(1e-3));
    /// optimizer.step(&mut *net, &gradient);
    /// ```
    #[must_use]
    pub fn boxed<T: Scalar>(decay: T, optimizer: O) -> Self
    where
        N: Network<Scalar = T>,
    {
        Self { decay, power: 1.0, average: N::boxed(), optimizer, network: PhantomData }
    }
}

impl<N: Network, O, B: BorrowMut<N>> Ema<N, O, B> {
    /// Returns the average, a network to predict with, to validate and to save. Before the first step all its parameters are
    /// zero.
    ///
    /// ```
    /// use staticnn::optimizer::Ema;
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (mut line, mut gradient) = (Line::zeros(), Gradient::<Line>::new());
    /// gradient.layer1.bias[0] = -1.0;
    /// let mut optimizer = Ema::new(0.9, Sgd::new(1.0));
    /// optimizer.step(&mut line, &gradient);
    /// assert_eq!(optimizer.average().predict(&[3.0]), line.predict(&[3.0]));
    /// ```
    #[must_use]
    pub fn average(&self) -> &N {
        self.average.borrow()
    }
}

impl<N: Network, O: Optimizer<N>, B: BorrowMut<N>> Optimizer<N> for Ema<N, O, B> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.update(net, gradient);
    }

    fn update(&mut self, net: &mut N, derivatives: &N) {
        self.optimizer.update(net, derivatives);
        let decay = Bounds::FromZeroBelowOne.or_nan(self.decay).to_f64();
        self.power *= decay;
        let share = (1.0 - decay) / (1.0 - self.power);
        self.average.borrow_mut().blend(net, N::Scalar::from_f64(share));
    }

    fn rate(&self) -> N::Scalar {
        self.optimizer.rate()
    }

    fn set_rate(&mut self, rate: N::Scalar) {
        self.optimizer.set_rate(rate);
    }

    fn check(&self) -> Result<(), Error> {
        check_number("Ema's decay", self.decay, Bounds::FromZeroBelowOne)?;
        self.optimizer.check()
    }
}

/// How formats hold it.
#[cfg(feature = "serde")]
#[derive(Serialize, Deserialize)]
#[serde(rename = "Ema", deny_unknown_fields)]
struct Stored<T, A, O> {
    decay: T,
    power: f64,
    average: A,
    optimizer: O,
}

#[cfg(feature = "serde")]
impl<N: Network, O: Serialize, B: BorrowMut<N>> Serialize for Ema<N, O, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (decay, average) = (Float(self.decay), Parameters(self.average()));
        Stored { decay, power: self.power, average, optimizer: &self.optimizer }.serialize(serializer)
    }
}

/// An average that is read in place.
#[cfg(feature = "serde")]
struct Average<N, B>(B, PhantomData<N>);

#[cfg(feature = "serde")]
impl<'de, N: Network, B: Buffer<N> + BorrowMut<N>> Deserialize<'de> for Average<N, B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut average = B::zeros();
        crate::serde::deserialize_into(average.borrow_mut(), deserializer)?;
        Ok(Self(average, PhantomData))
    }
}

#[cfg(feature = "serde")]
impl<'de, N: Network, O: Deserialize<'de>, B: Buffer<N> + BorrowMut<N>> Deserialize<'de> for Ema<N, O, B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::<Float<N::Scalar>, Average<N, B>, O>::deserialize(deserializer)?;
        let Stored { decay: Float(decay), power, average: Average(average, _), optimizer } = stored;
        check_number("Ema's decay", decay, Bounds::FromZeroBelowOne).map_err(D::Error::custom)?;
        check_number("the power of Ema's decay", power, Bounds::FromZeroToOne).map_err(D::Error::custom)?;
        Ok(Self { decay, power, average, optimizer, network: PhantomData })
    }
}
