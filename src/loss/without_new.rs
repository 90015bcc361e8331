//! Losses as other libraries write them: what stands here lets the compiler say what to write.

use crate::loss::binary_cross_entropy::BinaryCrossEntropy;
use crate::loss::cross_entropy::CrossEntropy;
use crate::loss::hinge::Hinge;
use crate::loss::kl_divergence::KlDivergence;
use crate::loss::log_cosh::LogCosh;
use crate::loss::mae::Mae;
use crate::loss::mse::Mse;

/// Not a loss.
#[derive(Debug)]
pub struct WithoutNew;

/// `Huber` and `Huber(1.0)` as values, which aren't losses: the message about that says `Huber::new(1.0)`.
macro_rules! values {
    ($($Name:ident)*) => { $(
        #[doc(hidden)]
        #[allow(non_snake_case)]
        pub fn $Name<T>(_: T) -> WithoutNew {
            WithoutNew
        }
    )* };
}

values!(Huber Quantile);

/// `Mse::new()`: the loss, with a warning that it is written without.
macro_rules! constructors {
    ($($Name:ident)*) => { $(
        impl $Name {
            #[doc(hidden)]
            #[deprecated(note = "the loss has no settings: write its name alone, `Mse`")]
            #[must_use]
            pub const fn new() -> Self {
                Self
            }
        }
    )* };
}

constructors!(BinaryCrossEntropy CrossEntropy Hinge KlDivergence LogCosh Mae Mse);
