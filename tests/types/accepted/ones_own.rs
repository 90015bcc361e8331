//! An activation, a loss, an initializer and an optimizer from outside the library, in training together.

use std::fmt;

use staticnn::activation::{Activation, FromOutput};
use staticnn::prelude::*;
use staticnn::real::Real;

mod squares {
    pub struct Square;
}

impl Activation for squares::Square {
    type Derivative = FromOutput;

    fn value<T: Real>(z: T) -> T {
        let positive = z.max(T::from_f64(0.0));
        positive * positive
    }
    fn derivative<T: Real>(y: T) -> T {
        T::from_f64(2.0) * y.sqrt()
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("square")
    }
}

struct Quartic;

impl<H> Loss<[f64; 1], H> for Quartic {
    type Target = f64;
    fn sample(&self, [y]: &[f64; 1], t: &f64, [gradient]: &mut [f64; 1]) -> f64 {
        *gradient = 4.0 * (y - t).powi(3);
        (y - t).powi(4)
    }
}

struct Halves;

impl Initializer<f64> for Halves {
    fn draw<G: rand::Rng + ?Sized>(&self, _: usize, _: usize, _: &mut G) -> f64 {
        0.5
    }
}

struct Signs(f64);

impl<N: Network<Scalar = f64>> Optimizer<N> for Signs {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        for (p, g) in net.parameters_mut().iter_mut().zip(gradient.parameters()) {
            *p -= self.0 * g.signum();
        }
    }
}

network! { #[scalar(f64)] struct Own< 2 -> 4 squares::Square -> 1 >; }

#[test]
fn parts_from_outside_train_together() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut net = Own::new(&Halves, &mut rng);
    let samples = Samples::from((&[[1.0, 2.0], [0.5, 0.5]], &[3.0, 1.0]));
    let history = Trainer::new(Quartic, Signs(1e-2)).epochs(20).fit(&mut net, &samples, &mut rng).unwrap();
    assert!(history.last().unwrap() < history.training()[0]);
}
