//! Whether a layer can run as a stream.

/// Whether a layer can run step by step: [`Steps`] or [`Whole`].
pub trait Stream: 'static {
    /// That of a network with such a layer and layers of `Other`.
    #[doc(hidden)]
    type And<Other: Stream>: Stream;
}

/// The layer can run step by step: no output depends on a later input.
#[derive(Clone, Copy, Debug)]
pub enum Steps {}

/// The layer needs the whole sample.
#[derive(Clone, Copy, Debug)]
pub enum Whole {}

impl Stream for Steps {
    type And<Other: Stream> = Other;
}

impl Stream for Whole {
    type And<Other: Stream> = Self;
}
