//! What inputs and targets of samples are, and what they should be.

/// Implemented for inputs of a network and inputs of samples that are of one type.
#[diagnostic::on_unimplemented(
    message = "the network takes inputs `{Self}`, and the samples' inputs are `{Found}`",
    label = "inputs `{Found}`, not `{Self}`",
    note = "a `Vec` or a slice becomes an array by `row[..].try_into()?`, and all rows by `.map(|row| row[..].try_into()).collect::<Result<Vec<[f32; 3]>, _>>()?`"
)]
pub trait InputFor<Found>: Sized {
    /// Returns the inputs.
    fn inputs(found: &[Found]) -> &[Self];
}

impl<Input> InputFor<Input> for Input {
    fn inputs(found: &[Self]) -> &[Self] {
        found
    }
}

/// Implemented for targets of a loss and targets of samples that are of one type.
#[diagnostic::on_unimplemented(
    message = "the loss takes targets `{Self}` for this network, and the samples' targets are `{Found}`",
    label = "targets `{Found}`, not `{Self}`",
    note = "labels for `CrossEntropy` are classes: `Class::new(label)?`, and all by `.map(|label| Class::new(*label)).collect::<Result<Vec<_>, _>>()?`",
    note = "one-hot rows and other probabilities are for `KlDivergence`, and yes or no as 1.0 or 0.0 for `BinaryCrossEntropy`",
    note = "a target is an array even if it is one number: `[4.0]`, not `4.0`"
)]
pub trait TargetFor<Found>: Sized {
    /// Returns the targets.
    fn targets(found: &[Found]) -> &[Self];
}

impl<Target> TargetFor<Target> for Target {
    fn targets(found: &[Self]) -> &[Self] {
        found
    }
}
