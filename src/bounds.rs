//! Ranges of numbers: what lies in them, and how errors name them.

use crate::number::Number;

/// A range of numbers. No range contains NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bounds {
    Finite,
    FiniteFromZero,
    FiniteAboveZero,
    AboveZero,
    FromZeroBelowOne,
    BetweenZeroAndOne,
    FromZeroToOne,
    MinusOneOrOne,
}

impl Bounds {
    /// Whether the range contains the number.
    #[inline(always)]
    pub(crate) fn contain(self, number: f64) -> bool {
        match self {
            Self::Finite => number.is_finite(),
            Self::FiniteFromZero => (0.0..f64::INFINITY).contains(&number),
            Self::FiniteAboveZero => number > 0.0 && number.is_finite(),
            Self::AboveZero => number > 0.0,
            Self::FromZeroBelowOne => (0.0..1.0).contains(&number),
            Self::BetweenZeroAndOne => number > 0.0 && number < 1.0,
            Self::FromZeroToOne => (0.0..=1.0).contains(&number),
            Self::MinusOneOrOne => number.abs() == 1.0,
        }
    }

    /// What follows "must be" in an error.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Finite => "finite",
            Self::FiniteFromZero => "finite and at least 0",
            Self::FiniteAboveZero => "finite and above 0",
            Self::AboveZero => "above 0",
            Self::FromZeroBelowOne => "at least 0 and below 1",
            Self::BetweenZeroAndOne => "above 0 and below 1",
            Self::FromZeroToOne => "from 0 to 1",
            Self::MinusOneOrOne => "-1 or 1",
        }
    }

    /// The number, or NaN if the range doesn't contain it: what is computed with it is NaN then.
    #[inline(always)]
    pub(crate) fn or_nan<T: Number>(self, number: T) -> T {
        if self.contain(number.to_f64()) { number } else { T::from_f64(f64::NAN) }
    }
}
