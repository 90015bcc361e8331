//! The derivatives of a loss with respect to a network's parameters, with the buffers of a training step.

use core::mem::MaybeUninit;
use core::ops::{Deref, DerefMut};

use crate::flat::{self, zero_by_field};
use crate::layer::contract::{self, Outputs};
use crate::layer::model::Model;
use crate::number::Number;
use crate::pass::Noise;
use crate::real::Real;
use crate::shape::{Vector, Zeros};

/// The derivatives of a loss with respect to all parameters of a network, together with the buffers of the passes.
///
/// It has the fields of the network: `gradient.layer1.weight` is the derivative with respect to `net.layer1.weight`.
///
/// Its size is twice that of the network, plus two blocks of the values of all stages, a block of inputs, and the weights of
/// all stages but the first once more. `#[block(n)]` above `struct` sets how many samples a block has; with `#[block(1)]`, a
/// `Gradient` of `3 -> 12 relu -> 1` takes 960 bytes instead of 19 KiB, and a step takes several times as long.
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
    /// What the sum of a large batch carries beside its rounded value.
    pub(crate) carry: N,
    pub(crate) buffers: Buffers<N>,
    /// What the next step draws from.
    pub(crate) noise: Noise,
    /// Whether the next window starts from where the last one has ended.
    pub(crate) carries: bool,
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
        inputs: flat::all_zeros(),
    };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(
            place,
            tape: Zeros::zero,
            forward: Zeros::zero,
            backward: Zeros::zero,
            y: Zeros::zero,
            d: Zeros::zero,
            inputs: flat::zero_all,
        )
    }
}

impl<N: Model> Zeros for Gradient<N> {
    const ZEROS: Self =
        Self { network: N::ZEROED, carry: N::ZEROED, buffers: Zeros::ZEROS, noise: Noise::of(0), carries: false };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(
            place,
            network: contract::zero,
            carry: contract::zero,
            buffers: Zeros::zero,
            noise: Zeros::zero,
            carries: Zeros::zero,
        )
    }
}

impl<N: Model> Gradient<N> {
    /// A gradient of zeros, on the stack or in a `static`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let gradient = Gradient::<Regressor>::new();
    /// assert!(gradient.parameters().iter().all(|g| *g == 0.0));
    /// assert!(size_of_val(&gradient) < 20_000); // bytes, for 61 parameters
    /// ```
    #[must_use]
    pub const fn new() -> Self {
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
        flat::boxed(Self::zero)
    }

    /// Sets the seed of what the network's stages draw, those of `dropout`, and starts from step 0. Without a seed it is 0.
    ///
    /// Each call of [`Network::gradient`](crate::Network::gradient) is a step and drops other values; the same seed, the same
    /// values. `Trainer::fit` draws its own seed.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// static GRADIENT: Gradient<Line> = Gradient::<Line>::new().seeded(7);
    /// assert_eq!(GRADIENT.parameters(), [0.0, 0.0]);
    /// ```
    #[must_use]
    pub const fn seeded(mut self, seed: u64) -> Self {
        self.noise = Noise::of(seed);
        self
    }

    /// Sets the seed as [`seeded`](Self::seeded) does, in place: for a gradient on the heap.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::boxed();
    /// gradient.set_seed(7);
    /// ```
    pub const fn set_seed(&mut self, seed: u64) {
        self.noise = Noise::of(seed);
    }

    /// Has the next window start from a new state, as [`Network::gradient`](crate::Network::gradient) does: the next call of
    /// [`gradient_carried`](crate::network::Streams::gradient_carried) is at the start of its recordings.
    pub fn restart(&mut self) {
        if self.carries {
            N::carry(&mut self.buffers.tape, false);
            self.carries = false;
        }
    }

    /// Has the next step draw other numbers, if the network draws any.
    #[inline(always)]
    pub(crate) fn count_step(&mut self) {
        if const { N::STAGE.is_random() } {
            self.noise.step = self.noise.step.wrapping_add(1);
        }
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

    /// Returns all derivatives as one slice to write to, in the order of
    /// [`Network::parameters`](crate::Network::parameters).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.parameters_mut().copy_from_slice(&[3.0, 4.0]);
    /// assert_eq!(gradient.layer1.bias[0], 4.0);
    /// ```
    pub fn parameters_mut(&mut self) -> &mut [N::Float] {
        self.network.values_mut()
    }

    /// Adds another gradient: that of other samples, computed by another thread.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let (mut one, mut other) = (Gradient::<Line>::new(), Gradient::<Line>::new());
    /// one.parameters_mut().copy_from_slice(&[3.0, 4.0]);
    /// other.parameters_mut().copy_from_slice(&[1.0, 1.0]);
    /// one.add(&other);
    /// assert_eq!(one.parameters(), [4.0, 5.0]);
    /// ```
    pub fn add(&mut self, other: &Self) {
        for (sum, g) in self.parameters_mut().iter_mut().zip(other.parameters()) {
            *sum += *g;
        }
    }

    /// Multiplies every derivative by a factor.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.parameters_mut().copy_from_slice(&[3.0, 4.0]);
    /// gradient.scale(0.5);
    /// assert_eq!(gradient.parameters(), [1.5, 2.0]);
    /// ```
    pub fn scale(&mut self, factor: N::Float) {
        for g in self.parameters_mut() {
            *g *= factor;
        }
    }

    /// Returns the Euclidean norm: the square root of the sum of the squares of all derivatives. No square overflows. NaN if a
    /// derivative is NaN.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.parameters_mut().copy_from_slice(&[3e30, 4e30]);
    /// assert_eq!(gradient.norm(), 5e30);
    /// ```
    #[must_use]
    pub fn norm(&self) -> N::Float {
        let (scale, root) = norm(self.parameters());
        N::Float::from_f64(scale * root)
    }
}

/// The Euclidean norm as a product: of the largest absolute value, 1 if that is 0 or infinite, and the norm relative to it, in
/// which no square overflows. The second is NaN if a value is.
pub(crate) fn norm<T: Number>(values: &[T]) -> (f64, f64) {
    // The comparison is false for NaN, which the sum then has.
    let largest = values.iter().map(|g| g.to_f64().abs()).fold(0.0, |a, b| if b > a { b } else { a });
    let scale = if largest > 0.0 && largest.is_finite() { largest } else { 1.0 };
    let squares: f64 = values.iter().map(|g| (g.to_f64() / scale) * (g.to_f64() / scale)).sum();
    (scale, Real::sqrt(squares))
}

/// The methods of a network, which a gradient would have by dereferencing to the network's type.
macro_rules! not_a_network {
    ($($method:ident($($Argument:ident),*))*) => {
        impl<N: Model> Gradient<N> {
            $(
                #[doc(hidden)]
                #[allow(clippy::too_many_arguments, clippy::unused_self, reason = "it can't be called")]
                pub fn $method<$($Argument),*>(&self, $(_: $Argument),*)
                where
                    Self: MethodsOfANetwork,
                {
                }
            )*
        }
    };
}

not_a_network! {
    initialize(A, B)
    predict(A)
    predict_batch(A, B)
    forward(A, B)
    backward(A, B, C)
    backward_loss(A, B, C, D)
    loss(A, B)
    gradient(A, B, C)
    copy_from(A)
    blend(A, B)
    fold_batch_norm()
    read_le_bytes(A)
    write_le_bytes(A)
    to_le_bytes()
    to_rust()
}

/// Not implemented.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `Gradient` holds derivatives and isn't a network: it can't predict or train",
    label = "call this method of the network, `net`"
)]
pub trait MethodsOfANetwork {}

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
