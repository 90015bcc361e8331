//! Optimizers, against the same formulas in plain f64 loops.

use staticnn::activation::Real;
use staticnn::layer::Number;
use staticnn::optimizer::Ema;
use staticnn::prelude::*;
use staticnn_tests::drawn::normal;
use staticnn_tests::golden::{self, numbers};

network! {
    #[scalar(f64)]
    struct Double< 3 -> 5 relu -> 2 >;
    struct Single< 3 -> 5 relu -> 2 >;
    /// Three parameters, as the steps of PyTorch have.
    #[scalar(f64)]
    struct DoublePlane< 2 -> 1 >;
    struct SinglePlane< 2 -> 1 >;
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

/// The paper's algorithm 2, without decay, with a rate of 0.01.
fn lion(b1: f64, b2: f64) -> impl Fn(i32, f64, &mut [f64; 1]) -> f64 {
    move |_, g, [m]| {
        let between = b1 * *m + (1.0 - b1) * g;
        *m = b2 * *m + (1.0 - b2) * g;
        0.01 * between.signum()
    }
}

#[test]
fn lion_is_the_papers() {
    compare::<Double, 1>(Lion::new(0.01), 1e-12, lion(0.9, 0.99));
    compare::<Single, 1>(Lion::new(0.01).betas(0.5, 0.75), 1e-5, lion(0.5, 0.75));
    let decays = |step: i32, g: f64, [m, p]: &mut [f64; 2]| {
        let mut mean = [*m];
        let by = 0.01 * 0.5 * *p + lion(0.9, 0.99)(step, g, &mut mean);
        (*m, *p) = (mean[0], *p - by);
        by
    };
    // The decay needs the parameter, which starts from 0 here.
    let (mut net, mut gradient) = (DoublePlane::zeros(), Gradient::<DoublePlane>::new());
    let (mut optimizer, mut memory) = (WeightDecay::new(0.5, Lion::new(0.01)), [0.0; 2]);
    for step in 1..=10 {
        gradient.parameters_mut().fill(f64::from(step) - 4.5);
        optimizer.step(&mut net, &gradient);
        decays(step, f64::from(step) - 4.5, &mut memory);
        assert!((net.layer1.bias[0] - memory[1]).abs() < 1e-15, "step {step}");
    }
}

#[test]
fn ten_steps_are_pytorchs() {
    fn check<N: Network>(tolerance: f64) {
        let golden = golden::read("functions.json");
        let mut names: Vec<&String> = golden["ten_steps"].as_object().unwrap().keys().collect();
        let number = N::Scalar::from_f64;
        let (rate, half, three_quarters, small) = (number(0.1), number(0.5), number(0.75), number(0.01));
        let mut check = |name: &str, optimizer: &mut dyn Optimizer<N>| {
            let (mut net, mut gradient) = (N::ZEROS, Gradient::<N>::new());
            for (p, start) in net.parameters_mut().iter_mut().zip(numbers(&golden["start"])) {
                *p = number(start);
            }
            let steps = golden["ten_steps"][name].as_array().unwrap();
            assert_eq!(steps.len(), 10);
            for (step, expected) in steps.iter().enumerate() {
                for (g, p) in gradient.parameters_mut().iter_mut().zip(net.parameters()) {
                    *g = number(3.0) * *p - number(step as f64);
                }
                optimizer.step(&mut net, &gradient);
                for (p, expected) in net.parameters().iter().zip(numbers(expected)) {
                    let error = (p.to_f64() - expected).abs();
                    assert!(error <= tolerance, "{name}, step {}: {p} where {expected} is expected", step + 1);
                }
            }
            names.retain(|other| *other != name);
        };
        check("adam(0.1)", &mut Adam::new(rate));
        let lambda = number(0.3);
        check("adam_w(0.1, 0.3)", &mut AdamW::new(rate, lambda));
        let chosen = &mut AdamW::new(rate, lambda).betas(half, three_quarters).epsilon(small);
        check("adam_w(0.1, 0.3).betas(0.5, 0.75).epsilon(0.01)", chosen);
        check("rms_prop(0.1)", &mut RmsProp::new(rate));
        let chosen = &mut RmsProp::new(rate).alpha(half).epsilon(small);
        check("rms_prop(0.1).alpha(0.5).epsilon(0.01)", chosen);
        check("ada_grad(0.1)", &mut AdaGrad::new(rate));
        check("ada_grad(0.1).epsilon(0.01)", &mut AdaGrad::new(rate).epsilon(small));
        check("nadam(0.1)", &mut NAdam::new(rate));
        let chosen = &mut NAdam::new(rate).betas(half, three_quarters).epsilon(small).momentum_decay(half);
        check("nadam(0.1).betas(0.5, 0.75).epsilon(0.01).momentum_decay(0.5)", chosen);
        check("radam(0.1)", &mut RAdam::new(rate));
        let chosen = &mut RAdam::new(rate).betas(half, three_quarters).epsilon(small);
        check("radam(0.1).betas(0.5, 0.75).epsilon(0.01)", chosen);
        assert!(names.is_empty(), "not looked at: {names:?}");
    }
    check::<DoublePlane>(1e-12);
    check::<SinglePlane>(1e-6);
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
    NAdam::new(0.1).step(&mut net, &gradient);
    RAdam::new(0.1).step(&mut net, &gradient);
    RmsProp::new(0.1).step(&mut net, &gradient);
    AdaGrad::new(0.1).step(&mut net, &gradient);
    Lion::new(0.1).step(&mut net, &gradient);
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
    assert_eq!(end(AdamW::new(0.01, 0.1)), end(WeightDecay::new(0.1, Adam::new(0.01))));
    let weights_only = WeightDecay::new(0.1, Adam::new(0.01).betas(0.8, 0.9)).weights_only();
    assert_eq!(end(AdamW::boxed(0.01, 0.1).betas(0.8, 0.9).weights_only()), end(weights_only));
    assert_eq!(end(Ema::new(0.9, Adam::new(0.01))), end(Adam::new(0.01)));
    assert_eq!(end(NAdam::boxed(0.01)), end(NAdam::new(0.01)));
    assert_eq!(end(RAdam::boxed(0.01)), end(RAdam::new(0.01)));
    assert_eq!(end(RmsProp::boxed(0.01)), end(RmsProp::new(0.01)));
    assert_eq!(end(AdaGrad::boxed(0.01)), end(AdaGrad::new(0.01)));
    assert_eq!(end(Lion::boxed(0.01)), end(Lion::new(0.01)));
    assert_eq!(end(Momentum::boxed(0.01, 0.9)), end(Momentum::new(0.01, 0.9)));
    assert_ne!(end(Momentum::new(0.01, 0.9)), end(Momentum::new(0.01, 0.9).nesterov()));
    assert_eq!(end(Box::new(Sgd::new(0.01))), end(Sgd::new(0.01)));
    let anything: Box<dyn Optimizer<Single>> = Box::new(Sgd::new(0.01));
    assert_eq!(end(anything), end(Sgd::new(0.01)));
}

#[test]
fn an_average_is_that_of_all_steps_by_their_weights() {
    let (mut net, mut gradient) = (DoublePlane::zeros(), Gradient::<DoublePlane>::new());
    let mut optimizer = Ema::new(0.75, Momentum::new(0.1, 0.9));
    let mut boxed = Ema::boxed(0.75, Momentum::new(0.1, 0.9));
    let (mut sum, mut weight) = ([0.0; 3], 0.0);
    for step in 1..=STEPS {
        for (k, g) in gradient.parameters_mut().iter_mut().enumerate() {
            *g = (step * (k + 1)) as f64 % 7.0 - 3.0;
        }
        let mut again = DoublePlane::zeros();
        again.copy_from(&net);
        boxed.step(&mut again, &gradient);
        optimizer.step(&mut net, &gradient);
        assert_eq!(again.parameters(), net.parameters());
        weight = 0.75 * weight + 1.0;
        for ((sum, p), average) in sum.iter_mut().zip(net.parameters()).zip(optimizer.average().parameters()) {
            *sum = 0.75 * *sum + p;
            assert!((*sum / weight - average).abs() <= 1e-13 * (1.0 + average.abs()), "step {step}");
        }
        assert_eq!(boxed.average().parameters(), optimizer.average().parameters());
    }
}

#[test]
fn a_rate_is_set_by_name_and_through_wrappers() {
    let mut all: [Box<dyn Optimizer<Single>>; 10] = [
        Box::new(Sgd::new(0.1)),
        Box::new(Momentum::new(0.1, 0.9)),
        Box::new(Adam::new(0.1)),
        Box::new(AdamW::new(0.1, 0.1)),
        Box::new(NAdam::new(0.1)),
        Box::new(RAdam::new(0.1)),
        Box::new(RmsProp::new(0.1)),
        Box::new(AdaGrad::new(0.1)),
        Box::new(Lion::new(0.1)),
        Box::new(Ema::new(0.9, ClipNorm::new(1.0, L2::new(0.1, WeightDecay::new(0.1, Sgd::new(0.1)))))),
    ];
    for optimizer in &mut all {
        assert_eq!(optimizer.rate(), 0.1);
        optimizer.set_rate(0.25);
        assert_eq!(optimizer.rate(), 0.25);
        optimizer.set_rate(-1.0);
        let error = optimizer.check().unwrap_err().to_string();
        assert_eq!(error, "the learning rate is -1.0, but must be finite and at least 0");
    }
}
