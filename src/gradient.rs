//! The derivatives of a loss with respect to a network's parameters, with the buffers of a training step.

use core::ops::{Deref, DerefMut};

use crate::flat;
use crate::layer::contract::Outputs;
use crate::layer::model::Model;
use crate::number::Number;
use crate::shape::{Vector, Zeros};

/// The derivatives of a loss with respect to all parameters of a network, together with the buffers of the passes.
///
/// It dereferences to the network's type, so `gradient.layer1.weight` is the derivative with respect to
/// `net.layer1.weight`.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// let mut net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0]]));
/// let mut gradient = Gradient::<Regressor>::new(); // all that a step needs; made once
/// let mut optimizer = Sgd::new(1e-2);
///
/// let before = net.gradient(&samples, &Mse, &mut gradient);
/// optimizer.step(&mut net, &gradient);
/// assert!(net.loss(&samples, &Mse) < before);
/// assert_eq!(gradient.layer1.weight.len(), 3);
/// ```
pub struct Gradient<N: Model> {
    pub(crate) network: N,
    pub(crate) buffers: Buffers<N>,
}

/// The buffers of a training step over blocks of samples.
pub(crate) struct Buffers<N: Model> {
    pub(crate) tape: N::Tape<N::Block>,
    pub(crate) forward: N::ForwardScratch<N::Block>,
    pub(crate) backward: N::BackwardScratch<N::Block>,
    /// The outputs of the block.
    pub(crate) y: Outputs<N, N::Block>,
    /// The loss's gradient with respect to them.
    pub(crate) d: Outputs<N, N::Block>,
    /// The inputs of a block whose samples don't adjoin.
    pub(crate) inputs: Vector<N::Input, N::Block>,
}

impl<N: Model> Zeros for Buffers<N> {
    const ZEROS: Self = Self {
        tape: Zeros::ZEROS,
        forward: Zeros::ZEROS,
        backward: Zeros::ZEROS,
        y: Zeros::ZEROS,
        d: Zeros::ZEROS,
        inputs: flat::zeros(),
    };
}

impl<N: Model> Zeros for Gradient<N> {
    const ZEROS: Self = Self { network: N::ZEROED, buffers: Zeros::ZEROS };
}

impl<N: Model> Gradient<N> {
    /// A gradient of zeros on the stack. Its size is that of the network, plus two blocks of the values of all stages with
    /// their padding, a block of inputs, and the weights of all stages but the first once more.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let gradient = Gradient::<Regressor>::new();
    /// assert!(gradient.parameters().iter().all(|g| *g == 0.0));
    /// assert!(size_of_val(&gradient) < 50_000); // bytes, for 61 parameters
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::ZEROS
    }

    /// A gradient of zeros on the heap, without a copy on the stack. It is passed on like any other: `&gradient`, `&mut
    /// gradient`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let (net, samples) = (Digits::boxed(), Samples::from((&[[0.5; 784]], &[[1.0; 10]])));
    /// let mut gradient = Gradient::<Digits>::boxed();
    /// assert_eq!(net.gradient(&samples, &Mse, &mut gradient), 1.0);
    /// assert_eq!(gradient.layer2.bias[0], -0.2);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn boxed() -> alloc::boxed::Box<Self> {
        flat::boxed::<Self>()
    }

    /// Sets every derivative to zero, before [`Network::backward`](crate::Network::backward) adds to it.
    /// [`Network::gradient`](crate::Network::gradient) overwrites, and needs no such call.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.layer1.bias[0] = 7.0;
    /// gradient.clear();
    /// assert_eq!(gradient.parameters(), [0.0, 0.0]);
    /// ```
    pub fn clear(&mut self) {
        self.network.values_mut().fill(N::Float::ZERO);
    }

    /// All derivatives as one slice, in the order of [`Network::parameters`](crate::Network::parameters).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::new();
    /// Line::zeros().gradient(&Samples::from((&[[3.0]], &[[1.0]])), &Mse, &mut gradient);
    /// let length = gradient.parameters().iter().map(|g| g * g).sum::<f32>().sqrt();
    /// assert_eq!(gradient.parameters(), [-6.0, -2.0]);
    /// assert_eq!(length, 40.0_f32.sqrt());
    /// ```
    #[must_use]
    pub fn parameters(&self) -> &[N::Float] {
        self.network.values()
    }
}

impl<N: Model> Default for Gradient<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Model> Deref for Gradient<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.network
    }
}

impl<N: Model> DerefMut for Gradient<N> {
    fn deref_mut(&mut self) -> &mut N {
        &mut self.network
    }
}
