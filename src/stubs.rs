//! Items whose feature is off. Their calls don't compile, and the message names the feature.
#![allow(clippy::new_ret_no_self, reason = "what `new` returns is no type")]

#[cfg(not(feature = "alloc"))]
use crate::feature::NeedsAlloc;
#[cfg(not(feature = "csv"))]
use crate::feature::NeedsCsv;
#[cfg(not(feature = "idx"))]
use crate::feature::NeedsIdx;
#[cfg(not(feature = "json"))]
use crate::feature::NeedsJson;
#[cfg(not(feature = "onnx"))]
use crate::feature::NeedsOnnx;
#[cfg(not(feature = "plot"))]
use crate::feature::NeedsPlot;
#[cfg(not(feature = "rand"))]
use crate::feature::NeedsRand;
#[cfg(not(feature = "rayon"))]
use crate::feature::NeedsRayon;
#[cfg(not(feature = "safetensors"))]
use crate::feature::NeedsSafetensors;
#[cfg(not(all(feature = "safetensors", feature = "json", feature = "onnx", feature = "rayon")))]
use crate::network::Network;

/// Needs the feature `plot`.
#[cfg(not(feature = "plot"))]
#[derive(Debug)]
pub struct Chart;

#[cfg(not(feature = "plot"))]
impl Chart {
    /// Doesn't compile.
    pub fn new<T: NeedsPlot>(_: T) -> T::Result {
        unreachable!()
    }
}

#[cfg(all(feature = "alloc", not(feature = "plot")))]
impl crate::history::History {
    /// Draws the losses over the epochs. Needs the feature `plot`.
    ///
    /// # Errors
    ///
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn plot<P: NeedsPlot>(&self, _: P) -> P::Result {
        unreachable!()
    }

    /// Draws the metrics over the epochs. Needs the feature `plot`.
    ///
    /// # Errors
    ///
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn plot_metrics<P: NeedsPlot>(&self, _: P) -> P::Result {
        unreachable!()
    }
}

/// Needs the features `alloc` and `rand`.
#[cfg(not(all(feature = "alloc", feature = "rand")))]
#[derive(Debug)]
pub struct Trainer;

#[cfg(not(feature = "rand"))]
impl Trainer {
    /// Doesn't compile.
    pub fn new<L: NeedsRand, O>(_: L, _: O) -> L::Result {
        unreachable!()
    }
}

#[cfg(all(not(feature = "alloc"), feature = "rand"))]
impl Trainer {
    /// Doesn't compile.
    pub fn new<L: NeedsAlloc, O>(_: L, _: O) -> L::Result {
        unreachable!()
    }
}

/// Needs the feature `rand`.
#[cfg(not(feature = "rand"))]
#[derive(Debug)]
pub struct ChaCha8Rng;

#[cfg(not(feature = "rand"))]
impl ChaCha8Rng {
    /// Doesn't compile.
    pub fn seed_from_u64<S: NeedsRand>(_: S) -> S::Result {
        unreachable!()
    }
}

#[cfg(not(feature = "alloc"))]
impl<N: crate::layer::model::Model> crate::gradient::Gradient<N> {
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn boxed() -> Self
    where
        N: NeedsAlloc,
    {
        unreachable!()
    }
}

#[cfg(not(feature = "alloc"))]
impl<N: crate::layer::model::Model> crate::tape::Tape<N> {
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn boxed() -> Self
    where
        N: NeedsAlloc,
    {
        unreachable!()
    }
}

#[cfg(not(feature = "alloc"))]
impl<N: crate::network::Network> crate::optimizer::Adam<N> {
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn boxed<T: NeedsAlloc>(_: T) -> Self {
        unreachable!()
    }
}

#[cfg(not(feature = "alloc"))]
impl<N: crate::network::Network> crate::optimizer::Momentum<N> {
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn boxed<T: NeedsAlloc>(_: T, _: T) -> Self {
        unreachable!()
    }
}

/// Needs the feature `safetensors`.
#[cfg(not(feature = "safetensors"))]
pub trait Files: Network {
    /// Doesn't compile.
    fn load<P: NeedsSafetensors>(&mut self, _: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn load_pytorch<P: NeedsSafetensors>(&mut self, _: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn load_pytorch_bytes<B: NeedsSafetensors>(&mut self, _: B) -> B::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn load_safetensors<B: NeedsSafetensors>(&mut self, _: B) -> B::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn save<P: NeedsSafetensors>(&self, _: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn save_pytorch<P: NeedsSafetensors>(&self, _: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn to_pytorch(&self) -> Self::Result
    where
        Self: NeedsSafetensors,
    {
        unreachable!()
    }

    /// Doesn't compile.
    fn to_safetensors(&self) -> Self::Result
    where
        Self: NeedsSafetensors,
    {
        unreachable!()
    }
}

#[cfg(not(feature = "safetensors"))]
impl<N: Network> Files for N {}

/// Needs the feature `onnx`.
#[cfg(not(feature = "onnx"))]
pub trait OnnxFiles: Network {
    /// Doesn't compile.
    fn save_onnx<P: NeedsOnnx>(&self, _: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn to_onnx(&self) -> Self::Result
    where
        Self: NeedsOnnx,
    {
        unreachable!()
    }
}

#[cfg(not(feature = "onnx"))]
impl<N: Network> OnnxFiles for N {}

/// Needs the feature `json`.
#[cfg(not(feature = "json"))]
pub trait JsonFiles: Network {
    /// Doesn't compile.
    fn load_rtneural<P: NeedsJson>(&mut self, _: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn load_rtneural_bytes<B: NeedsJson>(&mut self, _: B) -> B::Result {
        unreachable!()
    }
}

#[cfg(not(feature = "json"))]
impl<N: Network> JsonFiles for N {}

/// Needs the feature `csv`.
#[cfg(not(feature = "csv"))]
#[derive(Debug)]
pub struct Csv;

#[cfg(not(feature = "csv"))]
impl Csv {
    /// Doesn't compile.
    pub fn open<P: NeedsCsv>(_: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    pub fn from_text<T: NeedsCsv>(_: T) -> T::Result {
        unreachable!()
    }

    /// Doesn't compile.
    pub fn from_reader<R: NeedsCsv>(_: R) -> R::Result {
        unreachable!()
    }
}

/// The functions of `dataset::idx`. They need the feature `idx`.
#[cfg(not(feature = "idx"))]
pub mod idx {
    use super::NeedsIdx;

    /// Doesn't compile.
    pub fn read<I: NeedsIdx, L>(_: I, _: L) -> I::Result {
        unreachable!()
    }

    /// Doesn't compile.
    pub fn images<P: NeedsIdx>(_: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    pub fn labels<P: NeedsIdx>(_: P) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    pub fn images_from_bytes<B: NeedsIdx>(_: B) -> B::Result {
        unreachable!()
    }

    /// Doesn't compile.
    pub fn labels_from_bytes<B: NeedsIdx>(_: B) -> B::Result {
        unreachable!()
    }
}

/// The methods of several threads. They need the feature `rayon`.
#[cfg(not(feature = "rayon"))]
pub trait Parallel: Network {
    /// Doesn't compile.
    fn gradient_with<S: NeedsRayon, L, W>(&self, _: S, _: L, _: W) -> S::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn loss_with<S: NeedsRayon, L, W>(&self, _: S, _: L, _: W) -> S::Result {
        unreachable!()
    }

    /// Doesn't compile.
    fn predict_batch_with<I: NeedsRayon, O, W>(&self, _: I, _: O, _: W) -> I::Result {
        unreachable!()
    }
}

#[cfg(not(feature = "rayon"))]
impl<N: Network> Parallel for N {}
