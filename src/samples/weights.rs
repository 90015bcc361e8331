//! The weights of samples.

/// The weights of samples, by their index in the inputs.
#[derive(Clone, Copy, Debug)]
pub enum Weights<'a> {
    /// 1 for each.
    Equal,
    /// A number of 32 bits for each.
    Single(&'a [f32]),
    /// A number of 64 bits for each.
    Double(&'a [f64]),
}

impl Weights<'_> {
    /// The weight of the sample with this index; 0 if there is none.
    #[inline(always)]
    pub(super) fn of(&self, index: usize) -> f64 {
        match self {
            Self::Equal => 1.0,
            Self::Single(weights) => weights.get(index).map_or(0.0, |weight| f64::from(*weight)),
            Self::Double(weights) => weights.get(index).copied().unwrap_or(0.0),
        }
    }
}

/// Whether a number is finite, and at least 0.
pub(super) fn is_weight(weight: f64) -> bool {
    (0.0..f64::INFINITY).contains(&weight)
}

/// What the weight of a sample can be: `f32` or `f64`.
pub trait Weight: sealed::Sealed + Sized {
    #[doc(hidden)]
    fn weights(weights: &[Self]) -> Weights<'_>;
}

impl Weight for f32 {
    fn weights(weights: &[Self]) -> Weights<'_> {
        Weights::Single(weights)
    }
}

impl Weight for f64 {
    fn weights(weights: &[Self]) -> Weights<'_> {
        Weights::Double(weights)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}
