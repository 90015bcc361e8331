//! The record of one sample's forward pass.

use core::fmt;
use core::mem::MaybeUninit;
use core::slice;

use crate::flat::{self, zero_by_field};
use crate::layer::contract::Outputs;
use crate::layer::feature_maps::FeatureMaps;
use crate::layer::model::Model;
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::pass::Noise;
use crate::rows::Rows;
use crate::shape::{U1, Zeros};

/// What one sample's forward pass leaves for its backward pass: the input, the output of every stage, and what else their
/// derivatives need. [`Network::forward`](crate::Network::forward) writes it, and
/// [`Network::backward`](crate::Network::backward) reads it. [`output`](Self::output) shows what each stage has put out, and so
/// does `{:?}`.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
///
/// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
/// let mut tape = Tape::<Regressor>::new();
/// let mut gradient = Gradient::<Regressor>::new();
/// let y = net.forward(&[1.0, 2.0, 3.0], &mut tape);
/// net.backward(&tape, &[1.0], &mut gradient); // the gradient of the output itself
/// assert_eq!(gradient.layer2.bias[0], 1.0);
/// ```
pub struct Tape<N: Model> {
    pub(crate) input: N::Input,
    pub(crate) y: Outputs<N, U1>,
    pub(crate) stages: N::Tape<U1>,
    /// What the last forward pass has drawn from, if the tape has a seed.
    pub(crate) noise: Option<Noise>,
}

impl<N: Model> Zeros for Tape<N> {
    const ZEROS: Self = Self { input: flat::zeros(), y: Zeros::ZEROS, stages: Zeros::ZEROS, noise: None };

    fn zero(place: &mut MaybeUninit<Self>) -> &mut Self {
        zero_by_field!(place, input: flat::zero, y: Zeros::zero, stages: Zeros::zero, noise: Zeros::zero)
    }
}

impl<N: Model> Tape<N> {
    /// An empty tape, all zero. One is enough: each forward pass overwrites it.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut tape = Tape::<Regressor>::new();
    /// for x in [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] {
    ///     assert_eq!(net.forward(&x, &mut tape), net.predict(&x));
    /// }
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::ZEROS
    }

    /// An empty tape on the heap, without a copy on the stack.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
    ///
    /// let mut tape = Tape::<Digits>::boxed();
    /// let y = Digits::boxed().forward(&[0.5; 784], &mut tape);
    /// assert_eq!(y, [0.0; 10]);
    /// ```
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn boxed() -> alloc::boxed::Box<Self> {
        flat::boxed(Self::zero)
    }

    /// Has the passes on this tape draw what the network's stages draw in a training: then `dropout` drops. Without a seed
    /// they draw nothing, and [`Network::forward`](crate::Network::forward) returns what `predict` does.
    ///
    /// Each forward pass is a step, from 0 on, and drops other values; the backward passes after it drop the same ones. The values
    /// are those that [`Network::gradient`](crate::Network::gradient) drops at this seed and step for one sample.
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::shape::{Features, U8};
    ///
    /// type Drop = staticnn::layers::Dropout<f32, Features<U8>, { f64::to_bits(0.5) }, 2>;
    /// network! { struct Dropping< 1 -> 8 -> Drop >; }
    ///
    /// let mut net = Dropping::zeros();
    /// net.layer1.bias.fill(1.0);
    /// let mut tape = Tape::<Dropping>::new().seeded(7);
    /// let y = net.forward(&[0.0], &mut tape);
    /// assert!(y.iter().all(|y| *y == 0.0 || *y == 2.0) && y != net.forward(&[0.0], &mut tape));
    /// ```
    #[must_use]
    pub const fn seeded(mut self, seed: u64) -> Self {
        self.set_seed(seed);
        self
    }

    /// Sets the seed as [`seeded`](Self::seeded) does, in place: for a tape on the heap.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut tape = Tape::<Line>::boxed();
    /// tape.set_seed(7);
    /// ```
    pub const fn set_seed(&mut self, seed: u64) {
        // The next step is 0.
        self.noise = Some(Noise { step: u64::MAX, ..Noise::of(seed) });
    }
}

impl<N: Model> Tape<N> {
    /// Returns the names of the network's stages, in order.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> hidden: 12 relu -> 1 >; }
    ///
    /// assert!(Tape::<Regressor>::new().names().eq(["hidden", "layer2"]));
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        N::STAGE.stages.iter().map(|stage| stage.name)
    }

    /// Returns what the stage of this name has put out in the last forward pass; `None` if there is no such stage. A stage of a
    /// network that is a stage itself has both names, with a dot between them. The values of an image are in the order of its
    /// pixels, row by row, each with its channels: [`feature_maps`](Self::feature_maps) has them by channel.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! {
    ///     struct Encoder< 3 -> 4 relu -> 2 >;
    ///     struct Model< 3 -> code: Encoder -> 1 >;
    /// }
    ///
    /// let model = Model::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut tape = Tape::<Model>::new();
    /// let y = model.forward(&[1.0, 2.0, 3.0], &mut tape);
    /// assert_eq!(tape.output("layer2").unwrap(), y);
    /// assert_eq!(tape.output("code"), tape.output("code.layer2")); // the encoder's last stage
    /// assert_eq!(tape.output("code.layer1").unwrap().len(), 4);
    /// assert_eq!(tape.output("layer3"), None);
    /// ```
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&[N::Float]> {
        let mut found = None;
        self.each_output(|path, values| {
            if *path == *name {
                found = Some(values);
            }
        });
        found
    }

    /// Returns what the stage of this name has put out in the last forward pass, as an image; `None` if there is no such stage,
    /// or if it puts out no image.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Net< 1x4x4 -> edges: conv 2 (3x3) relu -> flatten -> 1 >; }
    ///
    /// let net = Net::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut tape = Tape::<Net>::new();
    /// net.forward(&[[[0.5; 4]; 4]], &mut tape);
    /// let maps = tape.feature_maps("edges").unwrap();
    /// assert_eq!((maps.channels(), maps.height(), maps.width()), (2, 2, 2));
    /// assert_eq!(maps.channel(1).nth(3), maps.get(1, 1, 1)); // the last pixel
    /// assert_eq!(tape.feature_maps("flatten"), None);
    /// ```
    #[must_use]
    pub fn feature_maps(&self, name: &str) -> Option<FeatureMaps<'_, N::Float>> {
        let find = |stage: &'static Stage, name| stage.stages.iter().copied().find(|inner| inner.name == name);
        let stage = name.split('.').try_fold(&N::STAGE, find)?;
        let dimensions = <[usize; 3]>::try_from(stage.output).ok()?;
        Some(FeatureMaps::new(self.output(name)?, dimensions))
    }

    /// Returns what the stage at this position has put out in the last forward pass; `None` if there is no such stage. The
    /// first stage is at position 1, as in the name `layer1`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> hidden: 12 relu -> 1 >; }
    ///
    /// let net = Regressor::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut tape = Tape::<Regressor>::new();
    /// let y = net.forward(&[1.0, 2.0, 3.0], &mut tape);
    /// assert_eq!(tape.output_at(2).unwrap(), y);
    /// assert!(tape.output_at(1).unwrap().iter().all(|hidden| *hidden >= 0.0));
    /// assert_eq!(tape.output_at(3), None);
    /// ```
    #[must_use]
    pub fn output_at(&self, position: usize) -> Option<&[N::Float]> {
        let (mut found, mut at) = (None, 0);
        self.each_output(|path, values| {
            at += usize::from(path.depth() == 0);
            if at == position && path.depth() == 0 {
                found = Some(values);
            }
        });
        found
    }

    /// Calls `see` with the name and the output of every stage, in order; after a network that is a stage, with those of its
    /// stages.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 3 -> hidden: 12 relu -> 1 >; }
    ///
    /// let mut sizes = Vec::new();
    /// Tape::<Regressor>::new().each_output(|name, values| sizes.push((name.to_string(), values.len())));
    /// assert_eq!(sizes, [("hidden".to_string(), 12), ("layer2".to_string(), 1)]);
    /// ```
    pub fn each_output<'a>(&'a self, mut see: impl FnMut(&StagePath<'_>, &'a [N::Float])) {
        let see = &mut |path: &StagePath<'_>, rows: Rows<'a, N::Float>| see(path, rows.row(0));
        N::look_inside::<U1>(&self.stages, self.y.rows(), &StagePath::NETWORK, see);
    }
}

/// Prints the input and the output of every stage, by name.
impl<N: Model> fmt::Debug for Tape<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tape ")?;
        let mut all = f.debug_map();
        all.entry(&format_args!("input"), &flat::elements_of(slice::from_ref(&self.input)));
        self.each_output(|path, values| {
            all.entry(&format_args!("{path}"), &values);
        });
        all.finish()
    }
}

impl<N: Model> Default for Tape<N> {
    fn default() -> Self {
        Self::new()
    }
}
