//! The last activations that a loss from logits accepts.

use crate::activation::{Linear, Sigmoid, Softmax};

/// Fails to compile for a network whose outputs aren't logits.
macro_rules! starts_from_logits {
    ($Head:ty as $Trait:path) => {
        const {
            assert!(
                <$Head as $Trait>::PUTS_OUT_LOGITS,
                "this loss starts from logits, and the network puts out probabilities: call \
                 `net.backward_loss(&mut tape, &loss, &target, &mut gradient)`, or give logits to `Loss::<_, Linear>::sample`"
            );
        }
    };
}

pub(super) use starts_from_logits;

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
pub trait ClassHead<L> {
    /// Whether a network with this last activation puts out logits. Otherwise [`Loss::sample`](crate::loss::Loss::sample), which
    /// starts from logits, doesn't compile: its derivatives would be given to `backward` as those of the output.
    #[doc(hidden)]
    const PUTS_OUT_LOGITS: bool = false;
}

impl<L> ClassHead<L> for Linear {
    const PUTS_OUT_LOGITS: bool = true;
}
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
pub trait BinaryHead<L> {
    /// Whether a network with this last activation puts out logits. Otherwise [`Loss::sample`](crate::loss::Loss::sample), which
    /// starts from logits, doesn't compile: its derivatives would be given to `backward` as those of the output.
    #[doc(hidden)]
    const PUTS_OUT_LOGITS: bool = false;
}

impl<L> BinaryHead<L> for Linear {
    const PUTS_OUT_LOGITS: bool = true;
}
impl<L> BinaryHead<L> for Sigmoid {}
