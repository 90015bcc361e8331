//! The trait that every metric implements.

use crate::blocks;
use crate::network::Network;
use crate::samples::SamplesFor;

/// Judges predictions: takes in outputs with their targets, one by one, and returns a number for all of them.
///
/// `Output` is what a network puts out, `[f32; 3]`, and `Target` what the prediction is compared with: `[f32; 3]`, or a
/// [`Class`](crate::Class).
///
/// A custom metric implements three methods:
///
/// ```
/// use staticnn::metric::Metric;
/// use staticnn::prelude::*;
///
/// /// The largest error of a single output so far.
/// #[derive(Default)]
/// struct LargestError(f64);
///
/// impl Metric<[f32; 1], [f32; 1]> for LargestError {
///     fn clear(&mut self) {
///         self.0 = 0.0;
///     }
///
///     fn add(&mut self, [y]: &[f32; 1], [target]: &[f32; 1]) {
///         let error = f64::from((y - target).abs());
///         // NaN stays, which `f64::max` would drop.
///         if !(error <= self.0) {
///             self.0 = error;
///         }
///     }
///
///     fn value(&self) -> f64 {
///         self.0
///     }
/// }
///
/// network! { struct Line< 1 -> 1 >; }
///
/// let samples = Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]]));
/// assert_eq!(LargestError::default().measure(&Line::zeros(), &samples), 3.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't judge outputs `{Output}` with targets `{Target}`",
    label = "not a metric of these outputs and targets",
    note = "the list in `staticnn::metric` says which outputs and targets a metric takes"
)]
pub trait Metric<Output, Target> {
    /// Forgets everything taken in.
    fn clear(&mut self);

    /// Takes in the output for one sample and its target.
    fn add(&mut self, output: &Output, target: &Target);

    /// Returns the metric over everything taken in; NaN where it isn't defined, as before the first sample.
    fn value(&self) -> f64;

    /// Clears the metric, takes in what the network predicts for every sample, and returns the value. The weights of samples
    /// aren't used.
    ///
    /// Stack: as [`Network::predict_batch`](crate::Network::predict_batch). The trait's documentation has an example.
    fn measure<N: Network<Output = Output>>(&mut self, net: &N, samples: &impl SamplesFor<N::Input, Target>) -> f64
    where
        Self: Sized,
    {
        self.clear();
        blocks::each_output(net, &samples.samples(), &mut |output, target| self.add(output, target));
        self.value()
    }
}
