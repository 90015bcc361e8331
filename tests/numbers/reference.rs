//! Where arithmetic is hard: large logits, small losses, many samples, and none.

use staticnn::activation::{Activation, Linear, Sigmoid};
use staticnn::network::Error;
use staticnn::prelude::*;
use staticnn::scalar::Scalar;
use staticnn_tests::drawn::{assert_close, fill, normal};

network! { #[scalar(f64)] struct Plane< 3 -> 1 linear >; }

#[test]
fn no_samples_have_no_outputs() {
    Plane::zeros().predict_batch(&[], &mut []).unwrap();
    assert!(Samples::<[f64; 3], [f64; 1]>::new(&[], &[]).is_err());
}

#[test]
fn predict_batch_refuses_outputs_that_arent_as_many_as_inputs() {
    let error = Plane::zeros().predict_batch(&[[1.0; 3]; 3], &mut [[0.0]; 2]).unwrap_err();
    assert_eq!(error, Error::Lengths { inputs: 3, outputs: 2 });
    assert_eq!(error.to_string(), "3 inputs need 3 places for their outputs, but there are 2");
}

#[test]
fn a_chain_of_linear_layers_is_one_linear_layer() {
    network! { #[scalar(f64)] struct Three< 3 -> 5 -> 4 -> 2 >; #[scalar(f64)] struct One< 3 -> 2 >; }
    let mut rng = ChaCha8Rng::seed_from_u64(14);
    let (mut three, mut one) = (Three::zeros(), One::zeros());
    fill(&mut three, &mut rng);
    one.layer1.bias.copy_from_slice(&three.predict(&[0.0; 3]));
    for i in 0..3 {
        let unit = std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 });
        let image = three.predict(&unit);
        one.layer1.weight[i].copy_from_slice(&[image[0] - one.layer1.bias[0], image[1] - one.layer1.bias[1]]);
    }
    for _ in 0..20 {
        let x = normal(&mut rng);
        for (a, b) in three.predict(&x).into_iter().zip(one.predict(&x)) {
            assert_close(a, b, 1e-13, "the product of the weights");
        }
    }
}

/// The loss of one sample, and its derivatives.
fn sample<T: Scalar, L: Loss<[T; N], Linear>, const N: usize>(loss: &L, z: [T; N], target: L::Target) -> (T, [T; N]) {
    let mut gradient = [T::ZERO; N];
    let value = loss.sample(&z, &target, &mut gradient);
    (value, gradient)
}

#[test]
fn the_cross_entropy_survives_logits_of_a_thousand() {
    let class = |label| Class::<3>::new(label).unwrap();
    assert_eq!(sample(&CrossEntropy, [1000.0_f32, -1000.0, 0.0], class(0)), (0.0, [0.0, 0.0, 0.0]));
    assert_eq!(sample(&CrossEntropy, [1000.0_f32, -1000.0, 0.0], class(1)), (2000.0, [1.0, -1.0, 0.0]));
    assert_eq!(
        sample(&CrossEntropy, [-1000.0_f32, -1000.0, -3000.0], class(2)),
        (2000.0 + 2.0_f32.ln(), [0.5, 0.5, -1.0])
    );
    assert_close(sample(&CrossEntropy, [-1000.0_f64; 3], class(2)).0, 3.0_f64.ln(), 1e-15, "blind guessing");

    network! { struct Sure< 1 -> 3 softmax >; }
    let mut net = Sure::zeros();
    net.layer1.bias.copy_from_slice(&[1000.0, -1000.0, 0.0]);
    let mut gradient = Gradient::<Sure>::new();
    let loss = net.gradient(&Samples::from((&[[0.0]], &[class(1)])), &CrossEntropy, &mut gradient);
    assert_eq!((loss, &gradient.layer1.bias[..]), (2000.0, &[1.0, -1.0, 0.0][..]));
}

#[test]
fn a_small_cross_entropy_keeps_its_digits() {
    for apart in [5.0, 20.0, 40.0, 80.0_f32] {
        let exact = 2.0 * f64::from(-apart).exp();
        let exact = exact.ln_1p();
        let (loss, _) = sample(&CrossEntropy, [-3.0, apart - 3.0, -3.0], Class::<3>::new(1).unwrap());
        assert!((f64::from(loss) - exact).abs() < 1e-6 * exact, "{loss} where {exact} is exact");
    }
}

#[test]
fn the_binary_cross_entropy_survives_logits_of_a_thousand_and_keeps_small_digits() {
    assert_eq!(sample(&BinaryCrossEntropy, [1000.0_f32], [1.0]), (0.0, [0.0]));
    assert_eq!(sample(&BinaryCrossEntropy, [1000.0_f32], [0.0]), (1000.0, [1.0]));
    assert_eq!(sample(&BinaryCrossEntropy, [-1000.0_f32], [1.0]), (1000.0, [-1.0]));
    assert_eq!(sample(&BinaryCrossEntropy, [-1000.0_f32, 1000.0], [0.25, 0.25]), (500.0, [-0.125, 0.375]));
    for z in [5.0, 20.0, 40.0, 80.0_f32] {
        let exact = f64::from(-z).exp().ln_1p();
        for (z, target) in [(z, 1.0), (-z, 0.0)] {
            let (loss, _) = sample(&BinaryCrossEntropy, [z], [target]);
            assert!((f64::from(loss) - exact).abs() < 1e-6 * exact, "{loss} where {exact} is exact");
        }
    }
}

#[test]
fn the_sigmoid_keeps_the_digits_of_a_small_probability() {
    for z in [-80.0, -20.0, -1.0, 0.0, 1.0, 20.0_f32] {
        let exact = 1.0 / (1.0 + f64::from(-z).exp());
        assert!((f64::from(Sigmoid::value(z)) - exact).abs() <= 3e-7 * exact);
    }
    assert_eq!((Sigmoid::value(-1000.0_f64), Sigmoid::value(1000.0_f64)), (0.0, 1.0));
}

#[test]
fn the_likeliest_class_is_the_first_of_the_largest_and_never_nan() {
    let nan = f32::NAN;
    assert_eq!(Class::most_likely(&[0.1, 0.7, 0.7, 0.2]).index(), 1);
    assert_eq!(Class::most_likely(&[-3.0, -3.0]).index(), 0);
    assert_eq!(Class::most_likely(&[nan, -5.0, -4.0]).index(), 2);
    assert_eq!(Class::most_likely(&[2.0, nan, 3.0, nan]).index(), 2);
    assert_eq!(Class::most_likely(&[0.0, f32::INFINITY, nan]).index(), 1);
    assert_eq!(Class::most_likely(&[nan, nan]).index(), 0, "there is no largest");
    assert_eq!(Class::most_likely(&[7.0]).index(), 0);
}

#[test]
fn softmax_makes_probabilities() {
    let mut rng = ChaCha8Rng::seed_from_u64(15);
    for scale in [0.1, 1.0, 10.0, 1000.0] {
        for _ in 0..50 {
            let z = normal::<7>(&mut rng).map(|z| scale * z);
            let p = softmax(&z);
            assert!(p.iter().all(|p| (0.0..=1.0).contains(p)));
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-15);
            assert_eq!(Class::most_likely(&p), Class::most_likely(&z));
            let rounded = softmax(&z.map(|z| z as f32));
            assert!((rounded.iter().sum::<f32>() - 1.0).abs() < 3e-7);
            network! { #[scalar(f64)] struct Stage< 1 -> 7 softmax >; }
            let mut net = Stage::zeros();
            net.layer1.bias[..].copy_from_slice(&z);
            for (row, p) in net.predict(&[0.0]).iter().zip(p) {
                assert!((row - p).abs() < 1e-15, "the function is the stage's");
            }
        }
    }
}

#[test]
fn the_mean_loss_of_sixty_thousand_samples_loses_no_digits() {
    const SAMPLES: usize = 60_000;
    let mut rng = ChaCha8Rng::seed_from_u64(16);
    network! { #[scalar(f64)] struct Double< 2 -> 3 tanh -> 1 >; struct Single< 2 -> 3 tanh -> 1 >; }
    let (mut double, mut single) = (Double::zeros(), Single::zeros());
    fill(&mut double, &mut rng);
    for (p, q) in double.parameters_mut().iter_mut().zip(single.parameters_mut()) {
        *q = *p as f32;
        *p = f64::from(*q);
    }
    let x32: Vec<[f32; 2]> = (0..SAMPLES).map(|_| normal(&mut rng).map(|x| x as f32)).collect();
    let y32: Vec<[f32; 1]> = (0..SAMPLES).map(|_| [100.0 + normal::<1>(&mut rng)[0] as f32]).collect();
    let x64: Vec<_> = x32.iter().map(|x| x.map(f64::from)).collect();
    let y64: Vec<_> = y32.iter().map(|y| y.map(f64::from)).collect();
    let loss64 = double.loss(&Samples::new(&x64, &y64).unwrap(), &Mse);
    let samples = Samples::new(&x32, &y32).unwrap();
    for loss32 in [single.loss(&samples, &Mse), single.gradient(&samples, &Mse, &mut Gradient::new())] {
        assert!((f64::from(loss32) - loss64).abs() < 1e-6 * loss64, "{loss32} where {loss64} is expected");
    }

    // What a running sum in f32 makes of the same samples.
    let careless: f32 = x32.iter().zip(&y32).map(|(x, y)| (single.predict(x)[0] - y[0]).powi(2)).sum();
    let careless = f64::from(careless) / SAMPLES as f64;
    assert!((careless - loss64).abs() > 1e-6 * loss64, "these samples are too easy to show anything");
}
