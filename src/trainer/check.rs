//! What is checked before the first step.

use crate::bounds::Bounds;
use crate::loss::Loss;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::Optimizer;
use crate::real::Real;
use crate::samples::{Samples, SamplesFor};
use crate::shape::Length;
use crate::trainer::error::Error;
use crate::trainer::settings::Trainer;

impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M>
where
    N: Network,
    L: Loss<N::Output, N::Head>,
    O: Optimizer<N>,
    V: SamplesFor<N::Input, L::Target>,
{
    /// Checks every setting and all samples.
    pub(super) fn check(&mut self, samples: &Samples<'_, N::Input, L::Target>) -> Result<(), Error> {
        self.check_settings()?;
        let (most, found) = (N::Block::VALUE, self.batch_size.unwrap_or(usize::MAX).min(samples.len()));
        if self.carries && found > most {
            return Err(Error::CarriedBatch { most, found });
        }
        self.loss.check(samples).map_err(|error| Error::samples(error, Error::Training))?;
        if let Some(samples) = &self.validation {
            self.loss.check(&samples.samples()).map_err(|error| Error::samples(error, Error::Validation))?;
        }
        Ok(())
    }

    /// Checks every setting.
    pub(super) fn check_settings(&mut self) -> Result<(), Error> {
        if self.batch_size == Some(0) {
            return Err(Error::EmptyBatch);
        }
        if self.accumulated == 0 {
            return Err(Error::NoBatches);
        }
        if self.patience == Some(0) {
            return Err(Error::NoPatience);
        }
        if !Bounds::FiniteFromZero.contain(self.min_improvement) {
            return Err(Error::MinImprovement { value: self.min_improvement });
        }
        #[cfg(feature = "std")]
        if let Some(seconds) = self.max_seconds.filter(|seconds| !Bounds::AboveZero.contain(*seconds)) {
            return Err(Error::Seconds { value: seconds });
        }
        self.optimizer.check().map_err(Error::Optimizer)?;
        let rate = self.optimizer.rate();
        if rate == N::Scalar::ZERO {
            return Err(Error::ZeroRate);
        }
        if let Some(scheduled) = &self.schedule {
            scheduled.schedule.check().map_err(Error::Schedule)?;
            let half = rate * N::Scalar::from_f64(0.5);
            self.optimizer.set_rate(half);
            if self.optimizer.rate() != half {
                return Err(Error::FixedRate);
            }
            self.optimizer.set_rate(rate);
        }
        Ok(())
    }
}
