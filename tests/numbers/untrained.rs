//! Parameters that aren't trained keep their bits, whatever trains the others.

use staticnn::optimizer::{AdaGrad, Ema, Lbfgs, LevenbergMarquardt, NAdam, RAdam, RmsProp};
use staticnn::prelude::*;

network! {
    #[derive(Clone)]
    struct Constant< 2 -> 4 -> norm: batch_norm tanh -> 1 >;
    /// With values that a training drops.
    #[derive(Clone)]
    struct Dropping< 2 -> 4 tanh -> dropout 0.5 -> 1 >;
}

type Data = (Vec<[f32; 2]>, Vec<[f32; 1]>);

fn data() -> Data {
    let x: Vec<[f32; 2]> = (0..40).map(|i| [(0.7 * i as f32).sin(), (1.3 * i as f32).cos()]).collect();
    let y = x.iter().map(|[a, b]| [a * b]).collect();
    (x, y)
}

fn start() -> Constant {
    let mut net = Constant::init(&mut ChaCha8Rng::seed_from_u64(3));
    // Numbers whose products and sums are rounded.
    for (index, p) in [&mut net.norm.gain, &mut net.norm.bias, &mut net.norm.mean, &mut net.norm.variance]
        .into_iter()
        .flat_map(|tensor| tensor.iter_mut())
        .enumerate()
    {
        *p = 0.1 + 1.0 / (index + 3) as f32;
    }
    net
}

/// The bits of what isn't trained.
fn constants(net: &Constant) -> Vec<u32> {
    let norm = &net.norm;
    [&norm.gain, &norm.bias, &norm.mean, &norm.variance].into_iter().flatten().map(|p| p.to_bits()).collect()
}

fn hold(name: &str, net: &Constant) {
    assert_eq!(constants(net), constants(&start()), "{name} has changed what isn't trained");
    assert!(net.layer1 != start().layer1 && net.layer3 != start().layer3, "{name} has trained nothing");
}

#[test]
fn no_optimizer_changes_them() {
    let (x, y) = data();
    let samples = Samples::new(&x, &y).unwrap();
    let steps = |optimizer: &mut dyn Optimizer<Constant>| {
        let (mut net, mut gradient) = (start(), Gradient::<Constant>::new());
        for _step in 0..20 {
            net.gradient(&samples, &Mse, &mut gradient);
            optimizer.step(&mut net, &gradient);
        }
        net
    };
    let all: &mut [(&str, &mut dyn Optimizer<Constant>)] = &mut [
        ("Sgd", &mut Sgd::new(0.1)),
        ("Momentum", &mut Momentum::new(0.1, 0.9)),
        ("Nesterov", &mut Momentum::new(0.1, 0.9).nesterov()),
        ("Adam", &mut Adam::new(0.01)),
        ("NAdam", &mut NAdam::new(0.01)),
        ("RAdam", &mut RAdam::new(0.01)),
        ("AdamW", &mut AdamW::new(0.01, 0.3)),
        ("AdamW of weights", &mut AdamW::new(0.01, 0.3).weights_only()),
        ("AdaGrad", &mut AdaGrad::new(0.01)),
        ("RmsProp", &mut RmsProp::new(0.01)),
        ("Lion", &mut Lion::new(0.01)),
        ("L1", &mut L1::new(0.3, Sgd::new(0.1))),
        ("L2", &mut L2::new(0.3, Sgd::new(0.1))),
        ("L2 of weights", &mut L2::new(0.3, Sgd::new(0.1)).weights_only()),
        ("WeightDecay", &mut WeightDecay::new(0.3, Lion::new(0.01))),
        ("ClipNorm", &mut ClipNorm::new(0.1, Adam::new(0.01))),
        ("ClipValue", &mut ClipValue::new(0.1, WeightDecay::new(0.3, Adam::new(0.01)))),
    ];
    for (name, optimizer) in all {
        hold(name, &steps(*optimizer));
    }
    let mut averaged = Ema::new(0.9, AdamW::new(0.01, 0.3));
    hold("Ema", &steps(&mut averaged));
    hold("the average", averaged.average());
}

#[test]
fn no_training_changes_them() {
    let (x, y) = data();
    let samples = Samples::new(&x, &y).unwrap();
    let mut net = start();
    let mut trainer = Trainer::new(Mse, AdamW::new(0.01, 0.1)).epochs(3).batch_size(8).accumulate(2);
    trainer.fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    hold("fit", &net);
    let mut net = start();
    Lbfgs::new(Mse).iterations(10).fit(&mut net, &samples).unwrap();
    hold("Lbfgs", &net);
    let mut net = start();
    LevenbergMarquardt::new().iterations(10).fit(&mut net, &samples).unwrap();
    hold("LevenbergMarquardt", &net);
}

/// Optimizers of whole batches compare losses along a line, so they drop nothing.
#[test]
fn full_batch_optimizers_do_not_drop() {
    let (x, y) = data();
    let samples = Samples::new(&x, &y).unwrap();
    let mut net = Dropping::init(&mut ChaCha8Rng::seed_from_u64(3));
    let history = Lbfgs::new(Mse).iterations(30).fit(&mut net, &samples).unwrap();
    let last = *history.training().last().unwrap();
    assert!((last - f64::from(net.loss(&samples, &Mse))).abs() < 1e-6 && history.training().is_sorted_by(|a, b| a > b));
}
