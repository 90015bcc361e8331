//! Which learning rates suit a training.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use rand::Rng;

use crate::gradient::Gradient;
use crate::loss::Loss;
use crate::network::Network;
use crate::optimizer::Optimizer;
use crate::real::Real;
use crate::samples::SamplesFor;
use crate::trainer::engine::{Engine, OneThread};
use crate::trainer::error::Error;
use crate::trainer::judge::MetricsFor;
use crate::trainer::order::Order;
use crate::trainer::settings::Trainer;

/// How many steps the whole range takes.
const STEPS: usize = 100;

/// The share of the smoothed loss that a step keeps.
const KEPT: f64 = 0.9;

/// The steps until the smoothed loss is a mean of some ten losses. Before, it is noise: on sixty-four points of a parabola the
/// first batch happened to have a quarter of the next one's loss.
const SETTLED: usize = 10;

/// How many steps the fall of the smoothed loss is measured over: the mean of the second half against that of the first. Over ten
/// steps, one of eight trials with `Sgd` on the red wines of `examples/data` suggested 1e-4 instead of 0.03.
const SPAN: usize = 30;

/// The trial ends where the smoothed loss is so many times the least one.
const EXPLODED: f64 = 4.0;

/// Losses over learning rates: what [`Trainer::learning_rate_range`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct RateRange {
    points: Vec<(f64, f64)>,
}

impl RateRange {
    /// Returns the points (rate, smoothed loss), by rising rate: for a `Chart`'s `line`.
    #[must_use]
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// Suggests a rate: the middle of the thirty steps over which the smoothed loss falls most. `None` if it falls nowhere, or if
    /// the loss exploded within 40 steps: start the range lower then.
    #[must_use]
    pub fn suggestion(&self) -> Option<f64> {
        let sum = |points: &[(f64, f64)]| points.iter().map(|point| point.1).sum::<f64>();
        let rise = |points: &[(f64, f64)]| sum(&points[SPAN / 2..]) - sum(&points[..SPAN / 2]);
        let falls = self.points.get(SETTLED..)?.windows(SPAN).filter(|points| rise(points) < 0.0);
        falls.min_by(|one, other| rise(one).total_cmp(&rise(other))).map(|points| points[SPAN / 2].0)
    }
}

impl<N, L, O, V, M> Trainer<'_, N, L, O, V, M>
where
    N: Network,
    L: Loss<N::Output, N::Head>,
    O: Optimizer<N>,
    V: SamplesFor<N::Input, L::Target>,
    M: MetricsFor<N::Output, L::Target>,
{
    /// Tries learning rates: trains a copy of `net` for 100 steps, at rates that rise from the start of the range to its end by
    /// the same factor each time. The trial ends early where the loss explodes.
    ///
    /// The losses are smoothed over some ten steps. A good rate for the training is near the
    /// [suggestion](RateRange::suggestion), where the loss falls fastest, well below the rate where it rises. The batches are
    /// those of the trainer's settings. It is consumed, since the trial leaves its optimizer in a state of no use.
    /// Source: Smith, "Cyclical Learning Rates for Training Neural Networks", 2017.
    ///
    /// # Errors
    ///
    /// Those of [`fit`](Self::fit) before the first step; [`Error::RateRange`] if the range doesn't rise, or its start isn't
    /// above 0, or its end isn't finite; [`Error::FixedRate`] if the optimizer has no rate.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Regressor< 1 -> 8 tanh -> 1 >; }
    ///
    /// let x: Vec<[f32; 1]> = (0..64).map(|i| [i as f32 / 32.0 - 1.0]).collect();
    /// let y: Vec<[f32; 1]> = x.iter().map(|[x]| [x * x]).collect();
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let net = Regressor::init(&mut rng);
    /// let trainer = Trainer::new(Mse, Adam::new(1e-3)).batch_size(16);
    /// let range = trainer.learning_rate_range(&net, &Samples::new(&x, &y)?, 1e-5..=10.0, &mut rng)?;
    /// let rate = range.suggestion().unwrap();
    /// assert!(rate > 1e-3 && rate < 1.0, "{rate}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn learning_rate_range<G: Rng + ?Sized>(
        mut self,
        net: &N,
        samples: &impl SamplesFor<N::Input, L::Target>,
        rates: RangeInclusive<f64>,
        rng: &mut G,
    ) -> Result<RateRange, Error> {
        let (low, high) = (*rates.start(), *rates.end());
        if !(low > 0.0 && high > low && high.is_finite()) {
            return Err(Error::RateRange { start: low, end: high });
        }
        let samples = &samples.samples();
        self.check(samples)?;
        let mut copy = N::boxed();
        copy.copy_from(net);
        let mut engine = OneThread::<N>(Gradient::boxed());
        let mut order = Order::new(samples, self.batch_size, self.shuffle);
        let seed = rng.next_u64();
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let factor = libm::pow(high / low, 1.0 / (STEPS - 1) as f64);
        let (mut rate, mut average, mut kept, mut least) = (low, 0.0, 1.0, f64::INFINITY);
        let mut points = Vec::with_capacity(STEPS);
        for step in 0..STEPS {
            if step % order.batches() == 0 {
                order.shuffle(samples, seed, step / order.batches() + 1);
            }
            let loss = engine.gradient(&copy, &order.batch(samples, step % order.batches()), &self.loss);
            average = KEPT * average + (1.0 - KEPT) * loss;
            kept *= KEPT;
            // The average starts from 0, whose share is divided out.
            let smoothed = average / (1.0 - kept);
            if !smoothed.is_finite() || smoothed > EXPLODED * least {
                break;
            }
            if step >= SETTLED {
                least = least.min(smoothed);
            }
            points.push((rate, smoothed));
            self.optimizer.set_rate(N::Scalar::from_f64(rate));
            if self.optimizer.rate() != N::Scalar::from_f64(rate) {
                return Err(Error::FixedRate);
            }
            let derivatives = <OneThread<N> as Engine<N, L>>::derivatives(&mut engine);
            self.optimizer.step(&mut copy, derivatives);
            rate *= factor;
        }
        Ok(RateRange { points })
    }
}
