//! Wrappers of optimizers: against PyTorch's steps, in combination, and with optimizers from outside.

use staticnn::layer::Layer;
use staticnn::prelude::*;
use staticnn_tests::drawn::{assert_close, normal};
use staticnn_tests::golden::{self, numbers};

use crate::initializers::Windows;

network! {
    /// Two weights and a bias.
    #[scalar(f64)] struct Plane< 2 -> 1 >;
    struct Single< 3 -> 5 prelu -> 2 >;
}

#[test]
fn steps_are_pytorchs() {
    let golden = golden::read("functions.json");
    let mut names: Vec<&String> = golden["optimizers"].as_object().unwrap().keys().collect();
    let mut check = |name: &str, optimizer: &mut dyn Optimizer<Plane>| {
        let (mut net, mut gradient) = (Plane::zeros(), Gradient::<Plane>::new());
        net.parameters_mut().copy_from_slice(&numbers(&golden["start"]));
        for (step, expected) in golden["optimizers"][name].as_array().unwrap().iter().enumerate() {
            for (g, p) in gradient.parameters_mut().iter_mut().zip(net.parameters()) {
                *g = 3.0 * p - step as f64;
            }
            optimizer.step(&mut net, &gradient);
            for (p, expected) in net.parameters().iter().zip(numbers(expected)) {
                // PyTorch takes the rate of Adam's correction in another order.
                assert_close(*p, expected, 1e-12, &format!("{name}, step {}", step + 1));
            }
        }
        names.retain(|other| *other != name);
    };
    check("l1(0.3) sgd(0.1)", &mut L1::new(0.3, Sgd::new(0.1)));
    check("l2(0.3) sgd(0.1)", &mut L2::new(0.3, Sgd::new(0.1)));
    check("l2(0.3) momentum(0.1, 0.9)", &mut L2::new(0.3, Momentum::new(0.1, 0.9)));
    check("l2(0.3) adam(0.1)", &mut L2::new(0.3, Adam::new(0.1)));
    check("weight_decay(0.3) adam(0.1)", &mut WeightDecay::new(0.3, Adam::new(0.1)));
    check("clip_value(1) sgd(0.1)", &mut ClipValue::new(1.0, Sgd::new(0.1)));
    check("clip_norm(2) sgd(0.1)", &mut ClipNorm::new(2.0, Sgd::new(0.1)));
    let both = &mut ClipNorm::new(2.0, WeightDecay::new(0.3, Adam::new(0.1)));
    check("clip_norm(2) weight_decay(0.3) adam(0.1)", both);
    assert!(names.is_empty(), "not looked at: {names:?}");
}

/// Where a hundred steps along random gradients lead.
fn end(mut optimizer: impl Optimizer<Single>) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(22);
    let (mut net, mut gradient) = (Single::init(&mut rng), Gradient::<Single>::new());
    for _ in 0..100 {
        gradient.parameters_mut().copy_from_slice(&normal::<{ Single::PARAMETERS }>(&mut rng).map(|g| g as f32));
        optimizer.step(&mut net, &gradient);
    }
    net.parameters().to_vec()
}

#[test]
fn on_the_heap_and_by_reference_every_bit_is_the_same() {
    assert_eq!(end(L1::boxed(0.1, Adam::boxed(0.01))), end(L1::new(0.1, Adam::new(0.01))));
    assert_eq!(end(L2::boxed(0.1, Adam::boxed(0.01))), end(L2::new(0.1, Adam::new(0.01))));
    assert_eq!(end(ClipValue::boxed(0.1, Adam::boxed(0.01))), end(ClipValue::new(0.1, Adam::new(0.01))));
    assert_eq!(end(ClipNorm::boxed(0.1, Sgd::new(0.01))), end(ClipNorm::new(0.1, Sgd::new(0.01))));
    assert_eq!(end(WeightDecay::new(0.1, Adam::boxed(0.01))), end(WeightDecay::new(0.1, Adam::new(0.01))));
    assert_eq!(end(&mut L2::new(0.1, &mut Adam::new(0.01))), end(L2::new(0.1, Adam::new(0.01))));
    let anything: Box<dyn Optimizer<Single>> = Box::new(Adam::new(0.01));
    assert_eq!(end(WeightDecay::new(0.1, anything)), end(WeightDecay::new(0.1, Adam::new(0.01))));
}

/// Makes an optimizer.
type Made = fn() -> Box<dyn Optimizer<Single>>;

#[test]
fn biases_and_slopes_are_exempt_where_one_says_so() {
    let stays: [Made; 3] = [
        || Box::new(L1::new(0.5, Sgd::new(0.5)).weights_only()),
        || Box::new(L2::new(0.5, Sgd::new(0.5)).weights_only()),
        || Box::new(WeightDecay::new(0.5, Sgd::new(0.5)).weights_only()),
    ];
    let moves: [Made; 3] = [
        || Box::new(L1::new(0.5, Sgd::new(0.5))),
        || Box::new(L2::new(0.5, Sgd::new(0.5))),
        || Box::new(WeightDecay::new(0.5, Sgd::new(0.5))),
    ];
    let after = |make: fn() -> Box<dyn Optimizer<Single>>| {
        let mut net = Single::zeros();
        net.parameters_mut().fill(1.0);
        make().step(&mut net, &Gradient::new());
        net
    };
    for make in stays {
        let net = after(make);
        assert_eq!((net.layer1.bias[..].to_vec(), net.layer1.slope), (vec![1.0; 5], 1.0));
        assert_eq!(net.layer2.bias[..], [1.0; 2]);
        assert_eq!((net.layer1.weight[2][4], net.layer2.weight[4][1]), (0.75, 0.75));
    }
    for make in moves {
        assert_eq!(after(make).parameters(), [0.75; Single::PARAMETERS]);
    }
}

/// Filters are weights. Gains aren't, and what batch normalization has isn't trained.
#[test]
fn filters_decay_and_what_belongs_to_channels_does_not() {
    let mut net = *Windows::boxed();
    net.parameters_mut().fill(1.0);
    WeightDecay::new(0.5, Sgd::new(0.5)).weights_only().step(&mut net, &*Gradient::boxed());
    let mut values = net.parameters();
    let mut found = Vec::new();
    Windows::STAGE.each_tensor(&mut |tensor| {
        let (own, others) = values.split_at(tensor.len());
        assert!(own.iter().all(|value| *value == own[0]), "{}", tensor.name);
        found.push((tensor.name, own[0]));
        values = others;
    });
    let decayed: Vec<&str> = found.iter().filter(|(_, value)| *value == 0.75).map(|(name, _)| *name).collect();
    assert_eq!(decayed, ["weight"; 4]);
    assert!(found.iter().all(|(name, value)| *name == "weight" || *value == 1.0), "{found:?}");
    assert_eq!(found.len(), 2 + 4 + 2 + 2 + 2 + 1 + 1);
}

#[test]
fn decay_is_the_rates_and_does_not_pass_through_adam() {
    let mut net = Single::zeros();
    net.parameters_mut().fill(2.0);
    WeightDecay::new(0.5, Adam::new(0.125)).step(&mut net, &Gradient::new());
    assert_eq!(net.parameters(), [2.0 * (1.0 - 0.125 * 0.5); Single::PARAMETERS]);
    // The rate is told through wrappers.
    let wrapped: ClipNorm<Single, _> = ClipNorm::new(1.0, L2::new(0.1, Momentum::new(0.125, 0.9)));
    assert_eq!(wrapped.rate(), 0.125);
}

#[test]
fn a_long_gradient_is_shortened_and_a_short_one_is_not_touched() {
    let step = |gradient: [f64; 3]| {
        let (mut net, mut at) = (Plane::zeros(), Gradient::<Plane>::new());
        at.parameters_mut().copy_from_slice(&gradient);
        ClipNorm::new(5.0, Sgd::new(1.0)).step(&mut net, &at);
        net.parameters().to_vec()
    };
    assert_eq!(step([0.0, -3.0, 4.0]), [0.0, 3.0, -4.0]);
    assert_eq!(step([0.0, -0.3, 0.0]), [0.0, 0.3, 0.0]);
    assert_eq!(step([0.0, 0.0, 0.0]), [0.0, 0.0, 0.0]);
    let long = step([0.0, -30.0, 40.0]);
    assert!((long[1] - 3.0).abs() < 1e-14 && (long[2] + 4.0).abs() < 1e-14);
    let huge = step([-1e300, 1e300, 0.0]);
    assert!((huge[0] - 5.0 / 2.0_f64.sqrt()).abs() < 1e-14, "squares overflow: {huge:?}");
    assert!(step([f64::NAN, 1.0, 0.0])[0].is_nan());
    assert!(step([f64::INFINITY, 1.0, 0.0])[0].is_infinite());
}

/// One's own, which says nothing but how to step.
struct Signs(f32);

impl<N: Network<Scalar = f32>> Optimizer<N> for Signs {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        for (p, g) in net.parameters_mut().iter_mut().zip(gradient.parameters()) {
            *p -= self.0 * g.signum();
        }
    }
}

#[test]
fn ones_own_optimizer_can_be_wrapped() {
    let mut net = Single::zeros();
    net.parameters_mut().fill(-1.0);
    let mut gradient = Gradient::<Single>::new();
    gradient.parameters_mut().fill(0.25);
    // The gradient is 0.25 - 0.5: the sign turns.
    L2::new(0.5, Signs(0.125)).step(&mut net, &gradient);
    assert_eq!(net.parameters(), [-0.875; Single::PARAMETERS]);
    // Without a rate of its own it decays by λ a step.
    WeightDecay::new(0.5, Signs(0.0)).step(&mut net, &gradient);
    assert_eq!(net.parameters(), [-0.4375; Single::PARAMETERS]);
}

#[test]
fn numbers_out_of_range_are_refused_and_a_step_with_them_is_nan() {
    type Boxed = Box<dyn Optimizer<Single>>;
    let (nan, infinity, sgd, adam) = (f32::NAN, f32::INFINITY, || Sgd::new(0.1), || Adam::new(0.1));
    let wrong: [(Boxed, &str); 31] = [
        (Box::new(Sgd::new(nan)), "the learning rate is NaN, but must be finite and at least 0"),
        (Box::new(Sgd::new(-1.0)), "the learning rate is -1.0, but"),
        (Box::new(Sgd::new(infinity)), "the learning rate is inf, but"),
        (Box::new(Momentum::new(-0.1, 0.9)), "the learning rate is -0.1, but"),
        (Box::new(Momentum::new(0.1, 1.0)), "the momentum is 1.0, but must be at least 0 and below 1"),
        (Box::new(Momentum::new(0.1, -0.5).nesterov()), "the momentum is -0.5, but"),
        (Box::new(Adam::new(nan)), "the learning rate is NaN, but"),
        (Box::new(adam().betas(1.0, 0.9)), "Adam's beta1 is 1.0, but must be at least 0 and below 1"),
        (Box::new(adam().betas(0.9, 1.0)), "Adam's beta2 is 1.0, but must be at least 0 and below 1"),
        (Box::new(adam().betas(-0.5, nan)), "Adam's beta1 is -0.5, but"),
        (Box::new(adam().epsilon(0.0)), "Adam's epsilon is 0.0, but must be finite and above 0"),
        (Box::new(AdamW::new(0.1, -0.1)), "WeightDecay's lambda is -0.1, but must be finite and at least 0"),
        (Box::new(AdamW::new(0.1, 0.1).betas(0.9, nan)), "Adam's beta2 is NaN, but"),
        (Box::new(NAdam::new(0.1).betas(1.0, 0.9)), "NAdam's beta1 is 1.0, but must be at least 0 and below 1"),
        (Box::new(NAdam::new(0.1).epsilon(nan)), "NAdam's epsilon is NaN, but must be finite and above 0"),
        (
            Box::new(NAdam::new(0.1).momentum_decay(-1.0)),
            "NAdam's momentum decay is -1.0, but must be finite and at least",
        ),
        (Box::new(RAdam::new(0.1).betas(0.9, 1.0)), "RAdam's beta2 is 1.0, but must be at least 0 and below 1"),
        (Box::new(RAdam::new(0.1).epsilon(-1.0)), "RAdam's epsilon is -1.0, but must be finite and above 0"),
        (Box::new(RmsProp::new(0.1).alpha(1.0)), "RmsProp's alpha is 1.0, but must be at least 0 and below 1"),
        (Box::new(RmsProp::new(0.1).epsilon(0.0)), "RmsProp's epsilon is 0.0, but must be finite and above 0"),
        (Box::new(AdaGrad::new(0.1).epsilon(infinity)), "AdaGrad's epsilon is inf, but must be finite and above 0"),
        (Box::new(Lion::new(0.1).betas(nan, 0.9)), "Lion's beta1 is NaN, but must be at least 0 and below 1"),
        (Box::new(Lion::new(0.1).betas(0.9, -0.1)), "Lion's beta2 is -0.1, but must be at least 0 and below 1"),
        (Box::new(L1::new(-0.1, sgd())), "L1's lambda is -0.1, but must be finite and at least 0"),
        (Box::new(L2::new(nan, sgd())), "L2's lambda is NaN, but must be finite and at least 0"),
        (Box::new(WeightDecay::new(-0.1, adam())), "WeightDecay's lambda is -0.1, but must be finite and at least 0"),
        (Box::new(ClipNorm::new(0.0, sgd())), "ClipNorm's limit is 0.0, but must be above 0"),
        (Box::new(ClipNorm::new(nan, sgd())), "ClipNorm's limit is NaN, but"),
        (Box::new(ClipValue::new(-1.0, sgd())), "ClipValue's limit is -1.0, but must be above 0"),
        (Box::new(L1::new(0.1, Adam::new(-1.0))), "the learning rate is -1.0, but"),
        (Box::new(WeightDecay::new(0.1, Adam::new(nan))), "the learning rate is NaN, but"),
    ];
    for (mut optimizer, start) in wrong {
        let error = optimizer.check().unwrap_err().to_string();
        assert!(error.starts_with(start), "{error} where {start} is expected");
        let (mut net, mut gradient) = (Single::zeros(), Gradient::<Single>::new());
        net.parameters_mut().fill(0.5);
        gradient.parameters_mut().fill(0.25);
        optimizer.step(&mut net, &gradient);
        assert!(net.parameters().iter().all(|p| p.is_nan()), "{error}");
    }
    let right: [Boxed; 5] = [
        Box::new(Sgd::new(0.0)),
        Box::new(Momentum::new(0.1, 0.0)),
        Box::new(adam().betas(0.0, 0.0)),
        Box::new(ClipNorm::new(infinity, L2::new(0.0, sgd()))),
        Box::new(WeightDecay::new(0.0, Signs(0.1))),
    ];
    assert!(right.iter().all(|optimizer| optimizer.check().is_ok()));
}

#[test]
fn a_regularized_training_ends_at_smaller_weights() {
    let x: Vec<[f64; 2]> = (0..40).map(|i| [f64::from(i) / 20.0 - 1.0, f64::from(i % 7) / 3.5 - 1.0]).collect();
    let y: Vec<[f64; 1]> = x.iter().map(|[a, b]| [2.0 * a - b]).collect();
    let samples = Samples::new(&x, &y).unwrap();
    let length = |optimizer: &mut dyn Optimizer<Plane>| {
        let mut net = Plane::zeros();
        Trainer::new(Mse, optimizer).epochs(300).fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
        net.layer1.weight.iter().map(|row| row[0] * row[0]).sum::<f64>().sqrt()
    };
    let free = length(&mut Adam::new(0.05));
    assert!((free - 5.0_f64.sqrt()).abs() < 1e-3);
    assert!(length(&mut L2::new(0.3, Adam::new(0.05))) < 0.9 * free);
    assert!(length(&mut L1::new(0.3, Adam::new(0.05))) < 0.9 * free);
    assert!(length(&mut WeightDecay::new(0.3, Adam::new(0.05))) < 0.99 * free);
}
