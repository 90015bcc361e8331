//! Probabilities of classes.

/// y = exp(z) / sum of exp(z), over the values of one sample: the probabilities of classes, which sum to 1.
///
/// dL/dz = y (g - sum of g y) with g = dL/dy. Range: 0 to 1. In the last stage only. `CrossEntropy` and `KlDivergence` fuse
/// with it, and then dL/dz = p - t, where t is the target distribution: 1 at the right class and 0 elsewhere. The largest z
/// is subtracted from all of them first, so that no exp overflows.
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
