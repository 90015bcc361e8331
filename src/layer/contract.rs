//! What every layer is held to.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::activation::Activation;
use crate::flat;
use crate::layer::input_gradient::Before;
use crate::layer::row_activation::RowActivation;
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::layer::stream::{Carries, Stream};
use crate::number::Number;
use crate::pass::Pass;
use crate::rows::{Block, Rows, RowsMut};
use crate::scalar::Scalar;
use crate::shape::{Shape, Size, Zeros};

/// A layer: parameters, a forward pass and a backward pass, over a block of samples with one row each.
///
/// [`Dense`](crate::layers::Dense), the library's other layers, every network and your own layers implement it. The
/// [module](crate::layer) has an example.
///
/// Notation: x is the input, z what the layer computes before its last activation, y = f(z) the output, L the loss, and
/// d = dL/dz.
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a network or a layer",
    note = "a stage without a size is a network, or a type with `impl staticnn::layer::Layer`",
    note = "an activation follows its size: `12 {Self}`"
)]
pub trait Layer: Sized + 'static {
    /// What it computes with: `f32` or `f64`.
    type Float: Scalar;
    /// The shape of one sample's x.
    type InputShape: Shape;
    /// The shape of one sample's y.
    type OutputShape: Shape;
    /// f, which a loss may fuse with; [`Linear`](crate::activation::Linear) for none.
    type Activation: RowActivation;
    /// What the backward pass needs of the forward pass beside x and y, for a block of `R` rows.
    type Tape<R: Size>: Zeros;
    /// Buffers that the forward pass writes before it reads them.
    type ForwardScratch<R: Size>: Zeros;
    /// Buffers that the backward pass writes before it reads them.
    type BackwardScratch<R: Size>: Zeros;
    /// Further buffers of the backward pass, where it is asked for dL/dx.
    type InputScratch<R: Size>: Zeros;
    /// What a stream carries from one step to the next.
    type State: Carries<Self::Float>;
    /// Whether it can run step by step: [`Steps`](crate::layer::Steps) or [`Whole`](crate::layer::Whole).
    type Stream: Stream;

    /// The layer with every parameter zero.
    const ZEROED: Self;
    /// What it is, for initializers, optimizers, files and summaries.
    const STAGE: Stage;
    /// A description with the layer's shapes and its activation, for `STAGE` to complete.
    const OUTLINE: Stage = Stage {
        activation: Self::Activation::NAME,
        input: Self::InputShape::DIMENSIONS,
        output: Self::OutputShape::DIMENSIONS,
        ..Stage::EMPTY
    };
    /// How many rows at once it is best called with; a network hands it more only if it can't do otherwise.
    const MOST_ROWS: usize = usize::MAX;

    /// Its parameters, as slices in the order of [`STAGE`](Self::STAGE). Together they are all that the layer holds.
    fn tensors(&self) -> impl AsRef<[&[Self::Float]]>;

    /// Its parameters to write to, as slices in the order of [`STAGE`](Self::STAGE).
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [Self::Float]]>;

    /// The forward pass: y = f(z) for `pass.rows()` rows, or z with [`Pass::LOGITS`]; with [`Pass::TAPED`], fills the tape.
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        y: RowsMut<'_, Self::Float>,
        tape: &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    );

    /// The backward pass, for `pass.rows()` rows: the derivatives of the parameters, which are written into `gradient`, or
    /// added with [`Pass::adds`]; and dL/dx into `dx`, if it is asked for.
    ///
    /// `d` arrives as dL/dy times the derivative of the elementwise part of f
    /// ([`RowActivation::Each`]); with [`Pass::LOGITS`], as dL/dz. The pass may overwrite it.
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, Self::Float>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        scratch: &mut Self::BackwardScratch<P::Rows>,
    );

    /// What the derivative of the elementwise part of f is a function of: y, or what the tape has for it.
    #[must_use]
    #[inline(always)]
    fn kept<'a, R: Size>(_tape: &'a Self::Tape<R>, y: Rows<'a, Self::Float>) -> Rows<'a, Self::Float> {
        y
    }

    /// One step of a stream for `pass.rows()` streams: x and y hold one frame per row, and `state` carries what the next
    /// step needs. Called only where `Stream` is [`Steps`](crate::layer::Steps).
    ///
    /// The default is a forward pass, for a layer without state whose sample is one frame.
    #[inline(always)]
    fn step_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, y: RowsMut<'_, Self::Float>, _state: &mut Self::State) {
        let (mut tape, mut scratch) = (Self::Tape::<P::Rows>::ZEROS, Self::ForwardScratch::<P::Rows>::ZEROS);
        self.forward_rows(pass, x, y, &mut tape, &mut scratch);
    }

    /// Prepares the tape for the next window: for one that continues the window that it holds, whose state at the end becomes that
    /// at the start of the next one; or for one that starts from a new state. Nothing for a layer without state.
    #[inline(always)]
    fn carry<R: Size>(_tape: &mut Self::Tape<R>, _continues: bool) {}

    /// Calls `see` with the name and the output of every stage inside, and of the stages in those. Nothing for a layer without
    /// stages.
    #[doc(hidden)]
    fn look_inside<'a, R: Size>(
        _tape: &'a Self::Tape<R>,
        _y: Rows<'a, Self::Float>,
        _path: &StagePath<'_>,
        _see: &mut dyn FnMut(&StagePath<'_>, Rows<'a, Self::Float>),
    ) {
    }

    /// All parameters, as one slice.
    ///
    /// # Panics
    ///
    /// If [`tensors`](Self::tensors) aren't all that the layer holds, in the order in which they lie in memory.
    #[must_use]
    #[inline]
    fn values(&self) -> &[Self::Float] {
        const { describes_itself::<Self>() };
        flat::join(self, self.tensors().as_ref())
    }

    /// All parameters to write to, as one slice.
    ///
    /// # Panics
    ///
    /// As [`values`](Self::values) does.
    #[must_use]
    #[inline]
    fn values_mut(&mut self) -> &mut [Self::Float] {
        const { describes_itself::<Self>() };
        let start = &raw const *self;
        let covered = flat::covered(start, self.tensors_mut().as_mut());
        flat::join_mut(self, &covered)
    }

    /// For a gradient: sets every derivative to zero, unless the call adds to them ([`Pass::adds`]). A backward pass that
    /// adds up its derivatives starts with it.
    #[inline(always)]
    fn zero_unless_adding<P: Pass>(&mut self, pass: P) {
        if !pass.adds() {
            self.values_mut().fill(<Self::Float as Number>::ZERO);
        }
    }

    /// Where a following layer writes its dL/dx: x is this layer's y, so what is written to `d` is multiplied by the
    /// derivative of this layer's elementwise activation.
    #[doc(hidden)]
    #[inline(always)]
    fn before<'a, R: Size, S>(
        &self,
        d: &'a mut Outputs<Self, R>,
        y: &'a Outputs<Self, R>,
        tape: &'a Self::Tape<R>,
        scratch: &'a mut S,
    ) -> Option<Following<'a, Self, S>> {
        Some(Before::new(d.rows_mut(), Self::kept(tape, y.rows()), scratch))
    }
}

/// Within `impl Layer`, for a layer that keeps nothing: sets `Tape`, `State` and the three kinds of scratch to `()`, and
/// `Stream` to [`Steps`](crate::layer::Steps).
#[doc(hidden)]
#[macro_export]
macro_rules! __keeps_nothing {
    () => {
        type Tape<R: $crate::shape::Size> = ();
        type ForwardScratch<R: $crate::shape::Size> = ();
        type BackwardScratch<R: $crate::shape::Size> = ();
        type InputScratch<R: $crate::shape::Size> = ();
        type State = ();
        type Stream = $crate::layer::stream::Steps;
    };
}

pub use __keeps_nothing as keeps_nothing;

/// The rows of a layer's input: of floats, or of classes.
pub type Inputs<'a, L> = Rows<'a, <<L as Layer>::InputShape as Shape>::Element<<L as Layer>::Float>>;

/// Storage for `R` rows of a layer's output.
pub type Outputs<L, R> = Block<<L as Layer>::Float, <<L as Layer>::OutputShape as Shape>::Len, R>;

/// Where a layer's backward pass writes dL/dx, if it is asked for. `B` is the elementwise activation of the layer before.
pub type InputGradient<'a, L, P, B> =
    Option<Before<'a, <L as Layer>::Float, &'a mut <L as Layer>::InputScratch<<P as Pass>::Rows>, B>>;

/// dL/dx of the layer that follows `L`.
type Following<'a, L, S> =
    Before<'a, <L as Layer>::Float, &'a mut S, <<L as Layer>::Activation as RowActivation>::Each>;

/// What the forward pass of a layer has left for its backward pass.
#[allow(missing_debug_implementations, reason = "a tape has no form to print")]
pub struct Seen<'a, L: Layer, P: Pass> {
    /// The rows that it read.
    pub x: Inputs<'a, L>,
    /// The rows that it wrote.
    pub y: Rows<'a, L::Float>,
    /// What it kept beside them.
    pub tape: &'a L::Tape<P::Rows>,
}

/// Writes a layer with every parameter zero in place.
pub(crate) fn zero<L: Layer>(place: &mut MaybeUninit<L>) -> &mut L {
    const { describes_itself::<L>() };
    flat::write_constant::<Zeroed<L>>(place)
}

/// A layer with every parameter zero, as a constant.
struct Zeroed<L>(PhantomData<L>);

impl<L: Layer> flat::Constant for Zeroed<L> {
    type Value = L;
    const VALUE: MaybeUninit<L> = MaybeUninit::new(L::ZEROED);
}

/// Fails to compile unless a layer's description has as many parameters as the layer holds.
const fn describes_itself<L: Layer>() {
    assert!(
        L::STAGE.parameters() * size_of::<L::Float>() == size_of::<L>(),
        "the tensors in a layer's STAGE aren't all that the layer holds"
    );
}
