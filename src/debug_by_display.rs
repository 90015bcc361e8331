//! `Debug` for errors.

/// Implements `Debug` for an error by its `Display`: `unwrap`, and a `main` that returns the error, print `Debug`.
macro_rules! debug_by_display {
    ($Error:ty) => {
        impl core::fmt::Debug for $Error {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }
    };
}

pub(crate) use debug_by_display;
