//! The last activations that a loss from logits accepts.

use crate::activation::{Linear, Sigmoid, Softmax};

/// The last activations that `L`, a loss over classes, accepts: softmax, or linear if the outputs are logits.
///
/// ```
/// use staticnn::activation::{Linear, Softmax};
/// use staticnn::loss::{ClassHead, CrossEntropy};
///
/// fn accepts<H: ClassHead<CrossEntropy>>() {}
/// accepts::<Linear>();
/// accepts::<Softmax>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{L}` needs a last stage that is linear or softmax, and this network's is `{Self}`",
    label = "the last stage is `{Self}`",
    note = "declare the last stage as `-> 10` or `-> 10 softmax`, with your number of classes"
)]
pub trait ClassHead<L> {}

impl<L> ClassHead<L> for Linear {}
impl<L> ClassHead<L> for Softmax {}

/// The last activations that `L`, a loss over yes-or-no questions, accepts: sigmoid, or linear if the outputs are logits.
///
/// ```
/// use staticnn::activation::{Linear, Sigmoid};
/// use staticnn::loss::{BinaryCrossEntropy, BinaryHead};
///
/// fn accepts<H: BinaryHead<BinaryCrossEntropy>>() {}
/// accepts::<Linear>();
/// accepts::<Sigmoid>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{L}` needs a last stage that is linear or sigmoid, and this network's is `{Self}`",
    label = "the last stage is `{Self}`",
    note = "declare the last stage as `-> 1` or `-> 1 sigmoid`, with your number of outputs"
)]
pub trait BinaryHead<L> {}

impl<L> BinaryHead<L> for Linear {}
impl<L> BinaryHead<L> for Sigmoid {}
