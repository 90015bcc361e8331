//! Methods of a trainer whose feature is off. Their calls don't compile, and the message names the feature.

#[cfg(not(feature = "checkpoint"))]
use crate::feature::NeedsCheckpoint;
#[cfg(not(feature = "progress"))]
use crate::feature::NeedsProgress;
#[cfg(not(feature = "rayon"))]
use crate::feature::NeedsRayon;
use crate::trainer::settings::Trainer;

#[cfg(not(feature = "rayon"))]
impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M> {
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn threads<T: NeedsRayon>(self, _: T) -> T::Result {
        unreachable!()
    }
}

#[cfg(not(feature = "progress"))]
impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M> {
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn progress<P: NeedsProgress>(self, _: P) -> P::Result {
        unreachable!()
    }
}

/// How a trainer shows its progress. Needs the feature `progress`.
#[cfg(not(feature = "progress"))]
#[doc(hidden)]
#[derive(Debug)]
pub enum Progress {
    /// A bar.
    Bar,
    /// Lines.
    Lines,
}

#[cfg(not(feature = "checkpoint"))]
impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M> {
    /// Doesn't compile.
    #[doc(hidden)]
    pub fn checkpoint<P: NeedsCheckpoint>(self, _: P, _: usize) -> P::Result {
        unreachable!()
    }

    /// Doesn't compile.
    #[doc(hidden)]
    pub fn resume<P: NeedsCheckpoint>(self, _: P) -> P::Result {
        unreachable!()
    }
}
