//! What a trainer measures beside the loss.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;

use crate::metric::Metric;

/// The metrics of a trainer, with their names.
#[doc(hidden)]
#[allow(missing_debug_implementations, reason = "metrics have no common form to print")]
pub struct Metrics<'a, Output, Target> {
    pub(super) named: Vec<Named<'a, Output, Target>>,
    pub(super) samples: PhantomData<fn(Output, Target)>,
}

/// A metric with its name.
#[doc(hidden)]
pub type Named<'a, Output, Target> = (String, Box<dyn Metric<Output, Target> + Send + 'a>);

impl<Output, Target> Default for Metrics<'_, Output, Target> {
    fn default() -> Self {
        Self { named: Vec::new(), samples: PhantomData }
    }
}

/// Implemented for metrics of these outputs and targets.
#[doc(hidden)]
pub trait MetricsFor<Output, Target> {
    /// Calls `see` with the name of every metric.
    fn names(&self, see: &mut dyn FnMut(&str));
    /// Forgets everything taken in.
    fn clear(&mut self);
    /// Takes in the output for one sample and its target.
    fn add(&mut self, output: &Output, target: &Target);
    /// Calls `see` with the position of every metric and its value.
    fn values(&self, see: &mut dyn FnMut(usize, f64));
}

impl<Output, Target> MetricsFor<Output, Target> for Metrics<'_, Output, Target> {
    fn names(&self, see: &mut dyn FnMut(&str)) {
        self.named.iter().for_each(|(name, _)| see(name));
    }

    fn clear(&mut self) {
        self.named.iter_mut().for_each(|(_, metric)| metric.clear());
    }

    fn add(&mut self, output: &Output, target: &Target) {
        self.named.iter_mut().for_each(|(_, metric)| metric.add(output, target));
    }

    fn values(&self, see: &mut dyn FnMut(usize, f64)) {
        self.named.iter().enumerate().for_each(|(position, (_, metric))| see(position, metric.value()));
    }
}
