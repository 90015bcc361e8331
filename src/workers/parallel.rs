//! What a network computes on several threads.

use crate::gradient::Gradient;
use crate::loss::Loss;
use crate::network::{Error, Network};
use crate::real::Real;
use crate::samples::SamplesFor;
use crate::workers::pool::Workers;
use crate::workers::rounds;

/// The methods of a network that use several threads: [`Workers`] have an example. Every network has them whose layers can be
/// shared between threads, as all layers of the library can.
///
/// A result doesn't depend on the number of threads, not in a single bit. Small work runs in the caller's thread alone: less than
/// 256 samples, or less than 800,000 multiplications with their additions for the forward pass.
pub trait Parallel: Network {
    /// Computes the derivatives of the mean loss with respect to all parameters, and returns the mean loss.
    /// [`Workers::gradient`] has the derivatives.
    fn gradient_with<L: Loss<Self::Output, Self::Head, Target: Sync> + Sync>(
        &self,
        samples: &impl SamplesFor<Self::Input, L::Target>,
        loss: &L,
        workers: &mut Workers<Self>,
    ) -> Self::Scalar;

    /// Returns the mean loss over the samples.
    fn loss_with<L: Loss<Self::Output, Self::Head, Target: Sync> + Sync>(
        &self,
        samples: &impl SamplesFor<Self::Input, L::Target>,
        loss: &L,
        workers: &mut Workers<Self>,
    ) -> Self::Scalar;

    /// Writes the outputs for many samples, which are those of [`predict_batch`](Network::predict_batch).
    ///
    /// # Errors
    ///
    /// [`Error::Lengths`] if `outputs` is longer or shorter than `inputs`.
    ///
    /// ```
    /// use staticnn::prelude::*;
    /// use staticnn::workers::Workers;
    ///
    /// network! { struct Wide< 2 -> 64 relu -> 64 relu -> 1 >; }
    ///
    /// let net = Wide::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let (inputs, mut outputs) = (vec![[1.0, 2.0]; 1000], vec![[0.0]; 1000]);
    /// net.predict_batch_with(&inputs, &mut outputs, &mut Workers::boxed(2))?;
    /// assert!((outputs[999][0] - net.predict(&[1.0, 2.0])[0]).abs() < 1e-5);
    /// # Ok::<(), staticnn::network::Error>(())
    /// ```
    fn predict_batch_with(
        &self,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
        workers: &mut Workers<Self>,
    ) -> Result<(), Error>;
}

impl<N> Parallel for N
where
    N: Network<Input: Sync, Output: Send> + Send + Sync,
    Gradient<N>: Send + Sync,
{
    fn gradient_with<L: Loss<N::Output, N::Head, Target: Sync> + Sync>(
        &self,
        samples: &impl SamplesFor<N::Input, L::Target>,
        loss: &L,
        workers: &mut Workers<N>,
    ) -> N::Scalar {
        N::Scalar::from_f64(rounds::gradient(workers, self, &samples.samples(), loss))
    }

    fn loss_with<L: Loss<N::Output, N::Head, Target: Sync> + Sync>(
        &self,
        samples: &impl SamplesFor<N::Input, L::Target>,
        loss: &L,
        workers: &mut Workers<N>,
    ) -> N::Scalar {
        N::Scalar::from_f64(rounds::loss(workers, self, &samples.samples(), loss))
    }

    fn predict_batch_with(
        &self,
        inputs: &[N::Input],
        outputs: &mut [N::Output],
        workers: &mut Workers<N>,
    ) -> Result<(), Error> {
        if inputs.len() != outputs.len() {
            return Err(Error::Lengths { inputs: inputs.len(), outputs: outputs.len() });
        }
        rounds::predict_batch(workers, self, inputs, outputs);
        Ok(())
    }
}
