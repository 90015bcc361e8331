//! Optimizers, against the same formulas in plain f64 loops.

use staticnn::activation::Real;
use staticnn::layer::Number;
use staticnn::prelude::*;
use staticnn_tests::drawn::normal;

network! {
    #[scalar(f64)]
    struct Double< 3 -> 5 relu -> 2 >;
    struct Single< 3 -> 5 relu -> 2 >;
}

const STEPS: usize = 300;

/// Takes the optimizer through the same random gradients as a slow twin, which changes the parameters by what it is
/// given: the step's number (from 1), the gradient, and its own memory of each parameter.
fn compare<N: Network, const MEMORY: usize>(
    mut optimizer: impl Optimizer<N>,
    tolerance: f64,
    twin: impl Fn(i32, f64, &mut [f64; MEMORY]) -> f64,
) {
    let mut rng = ChaCha8Rng::seed_from_u64(21);
    let (mut net, mut gradient) = (N::ZEROS, Gradient::<N>::new());
    for p in net.parameters_mut() {
        *p = N::Scalar::from_f64(normal::<1>(&mut rng)[0]);
    }
    let mut expected: Vec<f64> = net.parameters().iter().map(|p| p.to_f64()).collect();
    let mut memory = vec![[0.0; MEMORY]; N::PARAMETERS];
    for step in 1..=STEPS {
        for (k, g) in gradient.parameters_mut().iter_mut().enumerate() {
            // Some parameters' gradients are large, some small, all with a tendency.
            *g = N::Scalar::from_f64((0.5 + normal::<1>(&mut rng)[0]) * 10.0_f64.powi(k as i32 % 5 - 2));
        }
        optimizer.step(&mut net, &gradient);
        for ((p, g), memory) in expected.iter_mut().zip(gradient.parameters()).zip(&mut memory) {
            *p -= twin(step as i32, g.to_f64(), memory);
        }
        for (p, expected) in net.parameters().iter().zip(&expected) {
            let error = (p.to_f64() - expected).abs();
            assert!(error <= tolerance * expected.abs().max(1.0), "step {step}: {p} where {expected} is expected");
        }
    }
}

#[test]
fn sgd_goes_against_the_gradient() {
    compare::<Double, 0>(Sgd::new(0.01), 1e-13, |_, g, _| 0.01 * g);
    compare::<Single, 0>(Sgd::new(0.01), 1e-5, |_, g, _| 0.01 * g);
}

fn momentum(_: i32, g: f64, [v]: &mut [f64; 1]) -> f64 {
    *v = 0.9 * *v + g;
    0.01 * *v
}

fn nesterov(_: i32, g: f64, [v]: &mut [f64; 1]) -> f64 {
    *v = 0.9 * *v + g;
    0.01 * (g + 0.9 * *v)
}

#[test]
fn momentum_keeps_its_velocity() {
    compare::<Double, 1>(Momentum::new(0.01, 0.9), 1e-13, momentum);
    compare::<Single, 1>(Momentum::new(0.01, 0.9), 1e-5, momentum);
}

#[test]
fn nesterov_looks_ahead() {
    compare::<Double, 1>(Momentum::new(0.01, 0.9).nesterov(), 1e-13, nesterov);
    compare::<Single, 1>(Momentum::new(0.01, 0.9).nesterov(), 1e-5, nesterov);
}

/// Adam, with these betas and this epsilon and a rate of 0.01.
fn adam(b1: f64, b2: f64, epsilon: f64) -> impl Fn(i32, f64, &mut [f64; 2]) -> f64 {
    move |step, g, [m, v]| {
        *m = b1 * *m + (1.0 - b1) * g;
        *v = b2 * *v + (1.0 - b2) * g * g;
        let (mean, square) = (*m / (1.0 - b1.powi(step)), *v / (1.0 - b2.powi(step)));
        0.01 * mean / (square.sqrt() + epsilon)
    }
}

#[test]
fn adam_is_the_papers() {
    compare::<Double, 2>(Adam::new(0.01), 1e-12, adam(0.9, 0.999, 1e-8));
    compare::<Single, 2>(Adam::new(0.01), 1e-5, adam(0.9, 0.999, 1e-8));
}

#[test]
fn adams_numbers_can_be_chosen() {
    compare::<Double, 2>(Adam::new(0.01).betas(0.5, 0.75).epsilon(0.1), 1e-12, adam(0.5, 0.75, 0.1));
    compare::<Single, 2>(Adam::new(0.01).betas(0.5, 0.75).epsilon(0.1), 1e-5, adam(0.5, 0.75, 0.1));
}

#[test]
fn adam_moves_by_its_rate_under_a_constant_gradient() {
    /// How far the farthest of a thousand steps is from the rate, relative to it.
    fn worst<N: Network>(gradients: [f64; 3]) -> f64 {
        let (mut net, mut gradient) = (N::ZEROS, Gradient::<N>::new());
        for (g, value) in gradient.parameters_mut().iter_mut().zip(gradients.iter().cycle()) {
            *g = N::Scalar::from_f64(*value);
        }
        let mut optimizer = Adam::new(N::Scalar::from_f64(0.0625));
        let mut worst: f64 = 0.0;
        for _ in 0..1000 {
            // Put back, so that no digit of the step is lost to the parameter's.
            net.parameters_mut().fill(N::Scalar::ZERO);
            optimizer.step(&mut net, &gradient);
            for (p, g) in net.parameters().iter().zip(gradients.iter().cycle()) {
                worst = worst.max((p.to_f64() / (-0.0625 * g.signum()) - 1.0).abs());
            }
        }
        worst
    }
    // Epsilon is 1e-8 of the smallest gradient, or less.
    assert!(worst::<Double>([100.0, -3.0, 1.0]) < 2e-8);
    // Powers of two: their averages' rounding errors stay small, so what is left to see is the correction's.
    assert!(worst::<Single>([64.0, -0.5, 1.0]) < 1e-6);
}

#[test]
fn a_parameter_without_a_gradient_stays_where_it_is() {
    let (mut net, gradient) = (Single::zeros(), Gradient::<Single>::new());
    net.parameters_mut().fill(1.5);
    Sgd::new(0.1).step(&mut net, &gradient);
    Momentum::new(0.1, 0.9).step(&mut net, &gradient);
    Adam::new(0.1).step(&mut net, &gradient);
    assert_eq!(net.parameters(), [1.5; Single::PARAMETERS]);
}

#[test]
fn on_the_heap_and_by_reference_every_bit_is_the_same() {
    fn end(mut optimizer: impl Optimizer<Single>) -> Vec<f32> {
        let mut rng = ChaCha8Rng::seed_from_u64(22);
        let (mut net, mut gradient) = (Single::init(&mut rng), Gradient::<Single>::new());
        for _ in 0..100 {
            gradient.parameters_mut().copy_from_slice(&normal::<{ Single::PARAMETERS }>(&mut rng).map(|g| g as f32));
            optimizer.step(&mut net, &gradient);
        }
        net.parameters().to_vec()
    }
    assert_eq!(end(Adam::boxed(0.01)), end(Adam::new(0.01)));
    assert_eq!(end(&mut Adam::new(0.01)), end(Adam::new(0.01)));
    assert_eq!(end(Momentum::boxed(0.01, 0.9)), end(Momentum::new(0.01, 0.9)));
    assert_ne!(end(Momentum::new(0.01, 0.9)), end(Momentum::new(0.01, 0.9).nesterov()));
    assert_eq!(end(Box::new(Sgd::new(0.01))), end(Sgd::new(0.01)));
    let anything: Box<dyn Optimizer<Single>> = Box::new(Sgd::new(0.01));
    assert_eq!(end(anything), end(Sgd::new(0.01)));
}
