//! Two arrays of one length.

/// Implemented for pairs of references to arrays of one length, which isn't 0.
#[diagnostic::on_unimplemented(
    message = "`Samples::from` takes references to two arrays of one length, and this is `{Self}`",
    label = "not two arrays of one length",
    note = "vectors and slices have their lengths checked when the program runs: write `Samples::new(&x, &y)?`"
)]
pub trait Arrays<'a, Input, Target> {
    /// Returns both as slices.
    fn slices(self) -> (&'a [Input], &'a [Target]);
}

impl<'a, Input, Target, const N: usize> Arrays<'a, Input, Target> for (&'a [Input; N], &'a [Target; N]) {
    fn slices(self) -> (&'a [Input], &'a [Target]) {
        const { assert!(N > 0, "there are no samples in empty arrays") };
        (self.0, self.1)
    }
}
