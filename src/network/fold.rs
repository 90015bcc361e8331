//! Batch normalization within the weights before it: [`Network::fold_batch_norm`](crate::Network::fold_batch_norm).
//!
//! With mean m, variance v, gain g and bias c of the `batch_norm`, the stage before it gets W' = W g / sqrt(v + epsilon) by the output
//! channel, and b' = (b - m) g / sqrt(v + epsilon) + c. The outputs of the `batch_norm` are then its inputs, bit for bit. A
//! prediction differs in its roundings.
//!
//! ```
//! use staticnn::prelude::*;
//!
//! network! { struct Net< 1 -> 1 -> norm: batch_norm >; }
//!
//! let mut net = Net::init(&mut ChaCha8Rng::seed_from_u64(42));
//! (net.norm.mean[0], net.norm.variance[0]) = (3.0, 4.0);
//! let before = net.predict(&[5.0]);
//! net.fold_batch_norm()?;
//! assert!((net.predict(&[5.0])[0] - before[0]).abs() < 1e-6);
//! assert!((net.layer1.bias[0] + 3.0 / 2.0).abs() < 1e-5); // minus the mean, over the deviation
//! # Ok::<(), staticnn::network::fold::Error>(())
//! ```

mod error;
mod inner_stage;

pub use error::Error;
pub use inner_stage::InnerStage;

use core::ops::Range;

use crate::layer::stage::Stage;
use crate::number::Number;

/// Folds each batch_norm of a network into the stage before it: with z = x W + b, (z - m) g / sqrt(v + epsilon) + c is x W' + b'
/// for W' = W g / sqrt(v + epsilon), by the output channel, and b' = (b - m) g / sqrt(v + epsilon) + c.
pub(super) fn fold_batch_norm<T: Number>(network: &'static Stage, parameters: &mut [T]) -> Result<(), Error> {
    let mut checked = Ok(());
    each_pair(network, &mut |before, norm| {
        if checked.is_ok() {
            checked = Pair::of(before, norm).and_then(|pair| pair.check(parameters));
        }
    });
    checked?;
    each_pair(network, &mut |before, norm| {
        if let Ok(pair) = Pair::of(before, norm) {
            pair.fold(parameters);
        }
    });
    Ok(())
}

/// Calls `see` with every batch_norm that stages contain, and with the stage before it.
fn each_pair(network: &'static Stage, see: &mut dyn FnMut(Option<InnerStage>, InnerStage)) {
    let mut before = None;
    InnerStage::each(network, &mut |stage| {
        if contains_batch_norm(stage.stage) {
            see(before, stage);
        }
        before = Some(stage);
    });
}

fn contains_batch_norm(stage: &Stage) -> bool {
    is_batch_norm(stage) || stage.stages.iter().any(|inner| contains_batch_norm(inner))
}

/// Whether it is the library's: a custom layer may have that name, too.
fn is_batch_norm(stage: &Stage) -> bool {
    let names = stage.tensors.iter().map(|tensor| tensor.name);
    stage.kind == "batch_norm" && stage.attributes.len() == 1 && names.take(4).eq(["gain", "bias", "mean", "variance"])
}

/// A batch_norm, and the stage that takes it in.
struct Pair {
    before: InnerStage,
    norm: InnerStage,
    channels: usize,
    epsilon: f64,
}

impl Pair {
    fn of(before: Option<InnerStage>, norm: InnerStage) -> Result<Self, Error> {
        let [gain, ..] = norm.stage.tensors else { return Err(Error::Inside { stage: norm }) };
        if !is_batch_norm(norm.stage) {
            return Err(Error::Inside { stage: norm });
        }
        let Some(before) = before else { return Err(Error::First { stage: norm }) };
        let channels = gain.len();
        let ends_in_channels = |index: usize, name: &str| {
            let tensor = before.stage.tensors.get(index);
            tensor.is_some_and(|tensor| tensor.name == name && tensor.shape.last() == Some(&channels))
        };
        // A custom layer may be called `dense`, too.
        if !matches!(before.stage.kind, "dense" | "conv" | "depthwise") || !ends_in_channels(0, "weight") {
            return Err(Error::Layer { stage: norm, before });
        }
        if before.stage.activation != Stage::EMPTY.activation {
            return Err(Error::Activation { stage: norm, before });
        }
        if !ends_in_channels(1, "bias") {
            return Err(Error::Bias { stage: norm, before });
        }
        Ok(Self { before, norm, channels, epsilon: norm.stage.attributes[0].value })
    }

    /// Refuses weights and biases that wouldn't be finite.
    fn check<T: Number>(&self, parameters: &[T]) -> Result<(), Error> {
        let (weight, bias) = self.ranges();
        let is_finite = |(index, value): (usize, &T)| {
            let channel = index % self.channels;
            self.new_weight(parameters, channel, *value).is_finite()
        };
        let biases_fit = (0..self.channels)
            .all(|channel| self.new_bias(parameters, channel, parameters[bias.start + channel]).is_finite());
        let weights_fit = parameters[weight].iter().enumerate().all(is_finite);
        if weights_fit && biases_fit { Ok(()) } else { Err(Error::Fold { stage: self.norm, before: self.before }) }
    }

    fn fold<T: Number>(&self, parameters: &mut [T]) {
        let (weight, bias) = self.ranges();
        for channel in 0..self.channels {
            for index in weight.clone().skip(channel).step_by(self.channels) {
                parameters[index] = self.new_weight(parameters, channel, parameters[index]);
            }
            let index = bias.start + channel;
            parameters[index] = self.new_bias(parameters, channel, parameters[index]);
            // The kernel computes (x - mean) (gain / sqrt(variance + epsilon)) + bias: with these numbers x itself, and with -0.0
            // the sign of -0.0, too.
            let identity = [deviation(T::ONE, self.epsilon), -T::ZERO, T::ZERO, T::ONE];
            for (tensor, value) in identity.into_iter().enumerate() {
                parameters[self.norm.start + tensor * self.channels + channel] = value;
            }
        }
    }

    /// The weight and the bias of the stage before among the network's parameters.
    fn ranges(&self) -> (Range<usize>, Range<usize>) {
        let (start, weights) = (self.before.start, self.before.stage.tensors[0].len());
        (start..start + weights, start + weights..start + weights + self.channels)
    }

    /// The gain, the bias, the mean and the variance of a channel.
    fn channel<T: Number>(&self, parameters: &[T], channel: usize) -> [T; 4] {
        [0, 1, 2, 3].map(|tensor| parameters[self.norm.start + tensor * self.channels + channel])
    }

    /// Whether a channel is left as it is: then nothing is rounded once more.
    fn is_identity<T: Number>(&self, [gain, bias, mean, variance]: [T; 4]) -> bool {
        gain == deviation(variance, self.epsilon) && bias == T::ZERO && mean == T::ZERO
    }

    fn new_weight<T: Number>(&self, parameters: &[T], channel: usize, w: T) -> T {
        let norm = self.channel(parameters, channel);
        if self.is_identity(norm) { w } else { T::from_f64(w.to_f64() * self.factor(norm)) }
    }

    fn new_bias<T: Number>(&self, parameters: &[T], channel: usize, b: T) -> T {
        let norm @ [_, bias, mean, _] = self.channel(parameters, channel);
        if self.is_identity(norm) {
            return b;
        }
        T::from_f64((b.to_f64() - mean.to_f64()) * self.factor(norm) + bias.to_f64())
    }

    fn factor<T: Number>(&self, [gain, _, _, variance]: [T; 4]) -> f64 {
        gain.to_f64() / deviation(variance.to_f64(), self.epsilon)
    }
}

/// sqrt(variance + epsilon), as the kernel computes it.
fn deviation<T: Number>(variance: T, epsilon: f64) -> T {
    (variance + T::from_f64(epsilon)).sqrt()
}
