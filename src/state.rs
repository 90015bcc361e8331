//! What a network that runs step by step carries from one step to the next.

use core::fmt;
use core::mem::MaybeUninit;

use crate::flat::zero_by_field;
use crate::layer::contract::Layer;
use crate::layer::stream::Carries;
use crate::number::Number;
#[cfg(feature = "serde")]
use crate::serde::carried;
use crate::shape::Zeros;

/// What a network carries from one step of a stream to the next: the h of a recurrent stage, and the like.
///
/// [`step`](crate::network::Streams::step) and [`run`](crate::network::Streams::run) read and change it. A new one is where every
/// window starts: all zero. It is on the stack, or in a `static`; its size is that of the numbers that it holds, each stage's padded to
/// whole vectors.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Amp< 64x1 -> lstm 4 -> 1 >; }
///
/// static SILENCE: State<Amp> = State::<Amp>::new();
///
/// let net = Amp::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let mut state = SILENCE.clone();
/// let window = net.predict(&[[0.5]; 64]);
/// for y in window {
///     assert!((net.step(&[0.5], &mut state)[0] - y[0]).abs() < 1e-6); // the same network, sample by sample
/// }
/// state.reset();
/// assert!((net.step(&[0.5], &mut state)[0] - window[0][0]).abs() < 1e-6);
/// ```
pub struct State<N: Layer> {
    pub(crate) stages: N::State,
}

impl<N: Layer> State<N> {
    /// Where every window starts.
    #[must_use]
    pub const fn new() -> Self {
        Self::ZEROS
    }

    /// Goes back to where every window starts.
    pub fn reset(&mut self) {
        self.stages.see_mut(&mut |values| values.fill(N::Float::ZERO));
    }

    /// Whether every number is finite. A recurrent stage keeps a NaN, so that every later output is NaN until
    /// [`reset`](Self::reset); a causal convolution and an attention forget it when their window has passed.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Amp< 64x1 -> gru 2 -> 1 >; }
    ///
    /// let (net, mut state) = (Amp::init(&mut ChaCha8Rng::seed_from_u64(42)), State::<Amp>::new());
    /// net.step(&[f32::NAN], &mut state);
    /// assert!(!state.is_finite());
    /// assert!(net.step(&[0.0], &mut state)[0].is_nan());
    /// state.reset();
    /// assert!(net.step(&[0.0], &mut state)[0].is_finite());
    /// ```
    #[must_use]
    pub fn is_finite(&self) -> bool {
        let mut finite = true;
        self.stages.see(&mut |values| finite &= values.iter().all(|value| value.is_finite()));
        finite
    }
}

impl<N: Layer> Zeros for State<N> {
    const ZEROS: Self = Self { stages: Zeros::ZEROS };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, stages: Zeros::zero)
    }
}

impl<N: Layer> Clone for State<N> {
    fn clone(&self) -> Self {
        Self { stages: self.stages.clone() }
    }
}

impl<N: Layer> Default for State<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Layer> fmt::Debug for State<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut numbers = 0;
        self.stages.see(&mut |values| numbers += values.len());
        write!(f, "State of `{}`, {numbers} numbers", N::STAGE.name)
    }
}

/// Writes the list of its numbers, those of the first stage first, each stage's padded to whole vectors.
#[cfg(feature = "serde")]
impl<N: Layer> serde::Serialize for State<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        carried::serialize(&self.stages, serializer)
    }
}

/// Reads such a list, and refuses one of another length: that of another network, perhaps.
#[cfg(feature = "serde")]
impl<'de, N: Layer> serde::Deserialize<'de> for State<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut state = Self::new();
        carried::read(&mut state.stages, deserializer)?;
        Ok(state)
    }
}
