//! The cross-entropy of classes.

use crate::activation::{Head, Linear, Softmax, largest};
use crate::class::Class;
use crate::loss::Loss;
use crate::scalar::Scalar;

/// -ln p of the right class, where p = softmax z: for choosing one of N classes.
///
/// The last stage is softmax, or linear: then its outputs are the logits z. Either way the loss starts from z, as
/// ln(sum of exp z) - z of the right class, and the derivative is p - 1 at the right class, p elsewhere. Unit: nats;
/// ln N is what blind guessing costs.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Classifier< 4 -> 8 relu -> 3 softmax >; }
///
/// let samples = Samples::from((&[[1.0, 2.0, 3.0, 4.0]], &[Class::new(2)?]));
/// let loss = Classifier::zeros().loss(&samples, &CrossEntropy);
/// assert!((loss - 3.0_f32.ln()).abs() < 1e-6);
/// # Ok::<(), staticnn::class::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CrossEntropy;

/// -ln softmax(z) at `class`, and its derivatives.
#[inline]
fn from_logits<T: Scalar, const N: usize>(z: &[T; N], class: Class<N>, gradient: &mut [T; N]) -> T {
    // With the largest taken off, the others' exponentials are added to its 1, so ln_1p keeps a small loss' digits.
    let (at, largest) = (Class::most_likely(z).index(), largest(z));
    let others: T = z.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, z)| (*z - largest).exp()).sum();
    *gradient = *z;
    Softmax::forward(gradient);
    gradient[class.index()] -= T::ONE;
    others.ln_1p() + (largest - z[class.index()])
}

impl<T: Scalar, const N: usize> Loss<[T; N], Linear> for CrossEntropy {
    type Target = Class<N>;
    const FROM_LOGITS: bool = true;

    #[inline]
    fn sample(&self, output: &[T; N], target: &Class<N>, gradient: &mut [T; N]) -> T {
        from_logits(output, *target, gradient)
    }
}

impl<T: Scalar, const N: usize> Loss<[T; N], Softmax> for CrossEntropy {
    type Target = Class<N>;
    const FROM_LOGITS: bool = true;

    #[inline]
    fn sample(&self, output: &[T; N], target: &Class<N>, gradient: &mut [T; N]) -> T {
        from_logits(output, *target, gradient)
    }
}
