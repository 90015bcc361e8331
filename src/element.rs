//! What the values of a layer's input are.

use core::fmt::Debug;

/// What one value of a layer's input is: the layer's float, or a class.
pub trait Element: Copy + Debug + 'static {
    /// What the loss's gradient with respect to it is: a float for a float, `()` for a class, which has no derivative.
    type Gradient;

    /// Whether a loss can be computed for it: whether a float is finite.
    #[doc(hidden)]
    #[inline(always)]
    fn is_usable(self) -> bool {
        true
    }

    /// The number that an error shows where it isn't usable.
    #[doc(hidden)]
    fn shown(self) -> f64 {
        0.0
    }
}

/// Implements [`Element`] for floats.
macro_rules! floats {
    ($($Float:ty)*) => { $(
        impl Element for $Float {
            type Gradient = Self;

            #[inline(always)]
            fn is_usable(self) -> bool {
                self.is_finite()
            }

            fn shown(self) -> f64 {
                self.into()
            }
        }
    )* };
}

floats!(f32 f64);
