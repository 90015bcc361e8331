//! One call of the passes: what is known about it when it is compiled, and what isn't.

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::Range;

use crate::kernels::compiled::Processor;
use crate::shape::{Size, U1, Zeros};

/// One call of the passes over a block of samples.
///
/// A layer's passes are generic over the call. What decides how they are compiled is part of its type; the rest are
/// numbers. Layers read it, and a layer made of layers hands it on.
#[allow(private_bounds, reason = "the instruction set is the kernels' business")]
pub trait Pass: sealed::Sealed + Copy {
    /// How many rows the tape and the scratch have room for; with one, kernels for a single sample are chosen.
    type Rows: Size;
    /// Whether a backward pass follows: then the forward pass fills the tape.
    const TAPED: bool;
    /// Whether the network trains: then dropout drops, and normalization over a batch takes the batch's statistics.
    const TRAINS: bool;
    /// Whether the layer leaves out its last activation, for a loss that starts from z = x W + b.
    const LOGITS: bool;
    /// The call as the stages of a network see it, but for the last one.
    type Inner: Pass<Rows = Self::Rows, Inner = Self::Inner, Isa = Self::Isa>;
    #[doc(hidden)]
    type Isa: Processor;
    /// The call with room for another number of rows.
    #[doc(hidden)]
    type Sized<N: Size>: Pass<Rows = N, Isa = Self::Isa>;

    /// The call for a stage that isn't the last: with its activation.
    #[must_use]
    fn inner(self) -> Self::Inner;
    /// The call for a network that is the stage at this position: what it draws differs from what another stage of its type
    /// draws.
    #[must_use]
    fn within(self, position: u64) -> Self;
    /// The call for a part of its rows, for a layer that takes fewer rows at a time.
    #[must_use]
    fn part(self, rows: Range<usize>) -> Self;
    /// The call over `N` rows that are the steps of one of its rows.
    #[doc(hidden)]
    fn steps<N: Size>(self) -> Self::Sized<N>;
    /// How many rows there are: at least one, and at most as many as there is room for.
    fn rows(self) -> usize;
    /// Whether the backward pass adds the derivatives of the parameters to those that are there, or overwrites them.
    fn adds(self) -> bool;
    /// Whether the parameters may have changed since the last call with the same scratch. If they haven't, what a layer
    /// derived from them in its scratch is still right.
    fn is_first(self) -> bool;
    /// What random numbers of this call are drawn from.
    fn noise(self) -> Noise;
    #[doc(hidden)]
    fn isa(self) -> Self::Isa;
}

/// What the random numbers of a call are drawn from: a number drawn for a sample depends on these and on nothing else, so
/// neither the size of the blocks nor their order matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noise {
    /// The training's.
    pub seed: u64,
    /// The step's number within the training.
    pub step: u64,
    /// Which network the layer is a stage of: 0 in the outermost one. A network that is a stage has 64 times the number of the
    /// network around it, plus its position there, counted from 1.
    pub stage: u64,
    /// The number of the block's first sample within the step.
    pub first_sample: u64,
}

impl Noise {
    /// That of a training's first step.
    pub(crate) const fn of(seed: u64) -> Self {
        Self { seed, step: 0, stage: 0, first_sample: 0 }
    }
}

impl Zeros for Noise {
    const ZEROS: Self = Self::of(0);

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        place.write(Self::ZEROS)
    }
}

impl Zeros for Option<Noise> {
    const ZEROS: Self = None;

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        place.write(Self::ZEROS)
    }
}

mod sealed {
    pub trait Sealed {}
}

/// The library's calls. `R` is the room, and the three constants are those of [`Pass`].
pub struct Call<S, R, const TAPED: bool, const TRAINS: bool, const LOGITS: bool> {
    /// A token of the instruction set.
    isa: S,
    rows: usize,
    adds: bool,
    first: bool,
    noise: Noise,
    room: PhantomData<fn() -> R>,
}

/// A forward pass without a tape.
pub(crate) type Prediction<S, R, const LOGITS: bool> = Call<S, R, false, false, LOGITS>;

/// A forward pass that a backward pass follows, outside of a training.
pub(crate) type Taped<S, const LOGITS: bool> = Call<S, U1, true, false, LOGITS>;

/// The passes of a training.
pub(crate) type Training<S, R, const LOGITS: bool> = Call<S, R, true, true, LOGITS>;

impl<S: Processor, R, const TAPED: bool, const TRAINS: bool, const LOGITS: bool> Call<S, R, TAPED, TRAINS, LOGITS> {
    /// The first call of a step, over `rows` rows.
    #[inline(always)]
    pub(crate) fn new(isa: S, rows: usize) -> Self {
        Self { isa, rows, adds: false, first: true, noise: Noise::default(), room: PhantomData }
    }

    /// With this noise, but for the place of the first sample.
    #[inline(always)]
    pub(crate) fn drawing(mut self, noise: Noise) -> Self {
        self.noise = Noise { first_sample: self.noise.first_sample, ..noise };
        self
    }

    /// With the derivatives added to those that are there, or overwriting them.
    #[inline(always)]
    pub(crate) fn adding(mut self, adds: bool) -> Self {
        self.adds = adds;
        self
    }

    /// As the block that starts with this sample of the batch. The step's first block has its layers prepare what later blocks
    /// use, too.
    #[inline(always)]
    pub(crate) fn starting_at(mut self, sample: usize, first: bool) -> Self {
        self.first = first;
        self.noise.first_sample = sample as u64;
        self
    }
}

impl<S: Copy, R, const TAPED: bool, const TRAINS: bool, const LOGITS: bool> Clone
    for Call<S, R, TAPED, TRAINS, LOGITS>
{
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Copy, R, const TAPED: bool, const TRAINS: bool, const LOGITS: bool> Copy for Call<S, R, TAPED, TRAINS, LOGITS> {}

impl<S, R, const TAPED: bool, const TRAINS: bool, const LOGITS: bool> sealed::Sealed
    for Call<S, R, TAPED, TRAINS, LOGITS>
{
}

impl<S: Processor, R: Size, const TAPED: bool, const TRAINS: bool, const LOGITS: bool> Pass
    for Call<S, R, TAPED, TRAINS, LOGITS>
{
    type Rows = R;
    const TAPED: bool = TAPED;
    const TRAINS: bool = TRAINS;
    const LOGITS: bool = LOGITS;
    type Inner = Call<S, R, TAPED, TRAINS, false>;
    type Isa = S;
    type Sized<N: Size> = Call<S, N, TAPED, TRAINS, LOGITS>;

    #[inline(always)]
    fn inner(self) -> Self::Inner {
        let Self { isa, rows, adds, first, noise, room } = self;
        Call { isa, rows, adds, first, noise, room }
    }
    #[inline(always)]
    fn within(mut self, position: u64) -> Self {
        self.noise.stage = self.noise.stage.wrapping_mul(64).wrapping_add(position);
        self
    }
    #[inline(always)]
    fn part(mut self, rows: Range<usize>) -> Self {
        self.adds |= rows.start > 0;
        self.first &= rows.start == 0;
        self.noise.first_sample += rows.start as u64;
        self.rows = rows.len();
        self
    }
    #[inline(always)]
    fn steps<N: Size>(self) -> Self::Sized<N> {
        let Self { isa, adds, first, noise, .. } = self;
        Call { isa, rows: N::VALUE, adds, first, noise, room: PhantomData }
    }
    #[inline(always)]
    fn rows(self) -> usize {
        // It is in this range anyway. Said here, the compiler knows it at every use, and leaves out checks that can't fail.
        self.rows.max(1).min(R::VALUE)
    }
    #[inline(always)]
    fn adds(self) -> bool {
        self.adds
    }
    #[inline(always)]
    fn is_first(self) -> bool {
        self.first
    }
    #[inline(always)]
    fn noise(self) -> Noise {
        self.noise
    }
    #[inline(always)]
    fn isa(self) -> S {
        self.isa
    }
}
