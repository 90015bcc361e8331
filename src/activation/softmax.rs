//! Probabilities of classes.

/// y = exp(z) / sum of exp(z), over one sample's values: probabilities of classes, which sum to 1.
///
/// With g the gradient with respect to y, that with respect to z is y (g - sum of g y). Range: 0 to 1. Last stage only;
/// `CrossEntropy` and `KlDivergence` fuse with it, and then the gradient is p - t, where t is 1 at the right class and
/// 0 elsewhere, or the targets. The largest z is taken off all of them first, so that no exp overflows.
/// Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to
/// Statistical Pattern Recognition", 1990.
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Choice< 1 -> 2 softmax >; }
///
/// let mut net = Choice::zeros();
/// net.layer1.bias[..].copy_from_slice(&[1000.0, 1000.0]);
/// assert_eq!(net.predict(&[0.0]), [0.5, 0.5]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softmax;
