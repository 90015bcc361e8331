//! Samples with weights, samples chosen by their indices, and sums over many samples.

use staticnn::prelude::*;

network! {
    struct Classifier< 2 -> 3 softmax >;
    #[scalar(f64)]
    struct Exact< 2 -> 3 softmax >;
    struct Line< 1 -> 1 >;
    struct Regressor< 3 -> 12 relu -> 1 >;
    #[block(1)]
    struct OneByOne< 3 -> 12 relu -> 1 >;
}

const X: [[f64; 2]; 5] = [[0.5, -1.0], [2.0, 0.25], [-1.5, 1.0], [0.0, 3.0], [1.0, 1.0]];
const LABELS: [usize; 5] = [0, 2, 1, 1, 0];
/// The weights of the classes.
const CLASS_WEIGHTS: [f64; 3] = [1.0, 0.25, 4.0];
const PARAMETERS: [f64; 9] = [0.3, -0.5, 0.8, 1.2, 0.1, -0.7, 0.05, -0.1, 0.2];

/// What PyTorch defines for `CrossEntropyLoss(weight=...)`, the sum of w l over the sum of w, and its derivatives, by the
/// formulas: of the samples with these indices.
fn expected(indices: &[usize]) -> (f64, [f64; 9]) {
    let total: f64 = indices.iter().map(|i| CLASS_WEIGHTS[LABELS[*i]]).sum();
    let (mut loss, mut gradient) = (0.0, [0.0; 9]);
    for (x, label) in indices.iter().map(|i| (X[*i], LABELS[*i])) {
        let z: [f64; 3] = std::array::from_fn(|o| x[0] * PARAMETERS[o] + x[1] * PARAMETERS[3 + o] + PARAMETERS[6 + o]);
        let sum: f64 = z.iter().map(|z| z.exp()).sum();
        let weight = CLASS_WEIGHTS[label] / total;
        loss += weight * (sum.ln() - z[label]);
        for o in 0..3 {
            let d = weight * (z[o].exp() / sum - if o == label { 1.0 } else { 0.0 });
            gradient[o] += d * x[0];
            gradient[3 + o] += d * x[1];
            gradient[6 + o] += d;
        }
    }
    (loss, gradient)
}

fn assert_close<T: Into<f64> + Copy>(found: (T, &[T]), expected: (f64, [f64; 9]), tolerance: f64) {
    let error = (found.0.into() - expected.0).abs();
    assert!(error <= tolerance, "a loss of {} where {} is expected", found.0.into(), expected.0);
    for (found, expected) in found.1.iter().zip(expected.1) {
        let found: f64 = (*found).into();
        assert!((found - expected).abs() <= tolerance, "{found} where {expected} is expected");
    }
}

#[test]
fn weights_of_classes_are_pytorchs_weighted_mean() {
    let labels = LABELS.map(|label| Class::new(label).unwrap());
    let weights = LABELS.map(|label| CLASS_WEIGHTS[label]);

    let (mut exact, mut gradient) = (Exact::zeros(), Gradient::new());
    exact.parameters_mut().copy_from_slice(&PARAMETERS);
    let samples = Samples::weighted(&X, &labels, &weights).unwrap();
    let loss = exact.gradient(&samples, &CrossEntropy, &mut gradient);
    assert_close((loss, gradient.parameters()), expected(&[0, 1, 2, 3, 4]), 1e-14);
    assert_eq!(exact.loss(&samples, &CrossEntropy), loss);

    let x = X.map(|x| x.map(|x| x as f32));
    let (mut single, mut gradient) = (Classifier::zeros(), Gradient::new());
    single.parameters_mut().copy_from_slice(&PARAMETERS.map(|p| p as f32));
    let weights = weights.map(|w| w as f32);
    let samples = Samples::weighted(&x, &labels, &weights).unwrap();
    let loss = single.gradient(&samples, &CrossEntropy, &mut gradient);
    assert_close((loss, gradient.parameters()), expected(&[0, 1, 2, 3, 4]), 1e-6);

    // The weights go with their samples into a batch, whose mean is its own.
    for indices in [&[3, 1][..], &[4, 4, 0], &[2]] {
        let batch = samples.batch(indices).unwrap();
        let loss = single.gradient(&batch, &CrossEntropy, &mut gradient);
        assert_close((loss, gradient.parameters()), expected(indices), 1e-6);
        assert!((single.loss(&batch, &CrossEntropy) - loss).abs() <= 1e-6);
    }
}

#[test]
fn a_sample_of_weight_zero_doesnt_count_even_if_its_loss_isnt_finite() {
    let x = [[1.0], [2.0], [f32::INFINITY]];
    let y = [[1.0], [3.0], [f32::NAN]];
    let mut line = Line::zeros();
    line.parameters_mut().copy_from_slice(&[0.5, 0.25]);
    let (mut one, mut other) = (Gradient::new(), Gradient::new());
    let counted = line.gradient(&Samples::new(&x[..2], &y[..2]).unwrap(), &Mse, &mut one);
    let weighted = Samples::weighted(&x[..2], &y[..2], &[2.0, 2.0]).unwrap();
    assert_eq!(line.gradient(&weighted, &Mse, &mut other), counted);
    assert_eq!(one.parameters(), other.parameters());

    let nothing = Samples::weighted(&x[..2], &y[..2], &[0.0, 0.0]).unwrap();
    assert_eq!(line.gradient(&nothing, &Mse, &mut other), 0.0);
    assert_eq!(other.parameters(), [0.0, 0.0]);
    let targets_only = Samples::weighted(&x[..2], &[[1.0], [f32::NAN]], &[1.0, 0.0]).map(|s| line.loss(&s, &Mse));
    assert_eq!(targets_only, Ok(0.0625));
}

#[test]
fn a_training_goes_through_weights_and_batches() {
    let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [[1.0], [3.0], [5.0], [-100.0]]);
    let train = |samples: &Samples<[f32; 1], [f32; 1]>| {
        let mut line = Line::zeros();
        let mut trainer = Trainer::new(Mse, Adam::new(0.05)).epochs(600).batch_size(2);
        trainer.fit(&mut line, samples, &mut ChaCha8Rng::seed_from_u64(71)).unwrap();
        line.predict(&[4.0])[0]
    };
    let (all, order) = (Samples::from((&x, &y)), [0, 1, 2]);
    assert!((train(&all.batch(&order).unwrap()) - 9.0).abs() < 0.1);
    assert!((train(&Samples::weighted(&x, &y, &[1.0, 1.0, 1.0, 0.0]).unwrap()) - 9.0).abs() < 0.1);
    assert!(train(&all) < 0.0);
}

/// The worst relative difference between the derivatives of one sample and of many equal ones.
fn difference<N, const I: usize>(count: usize) -> f64
where
    N: Network<Scalar = f32, Input = [f32; I], Output = [f32; 1], Head = staticnn::activation::Linear>,
{
    let net = N::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(3));
    let (mut one, mut all) = (Gradient::<N>::new(), Gradient::<N>::new());
    let (x, y) = ([0.371_234_5; I], [1.234_567]);
    net.gradient(&Samples::from((&[x], &[y])), &Mse, &mut one);
    let (x, y) = (vec![x; count], vec![y; count]);
    net.gradient(&Samples::new(&x, &y).unwrap(), &Mse, &mut all);
    let pairs = one.parameters().iter().zip(all.parameters()).filter(|(one, _)| **one != 0.0);
    pairs.map(|(one, all)| (f64::from(*all) / f64::from(*one) - 1.0).abs()).fold(0.0, |a, b| if b <= a { a } else { b })
}

#[test]
fn a_derivative_over_many_equal_samples_is_that_of_one() {
    for difference in [difference::<Line, 1>(100_000), difference::<Regressor, 3>(100_000)] {
        assert!(difference <= 1e-6, "{difference:e}");
    }
    // Sums of f32 alone would be wrong by 7e-6 here, and ten times as much with ten times as many samples.
    assert!(difference::<OneByOne, 3>(50_000) <= 1e-6);
}

/// `cargo test --release -p staticnn-tests --test numbers -- --ignored ten_million`
#[test]
#[ignore = "a minute in a build without optimization"]
fn a_derivative_over_ten_million_equal_samples_is_that_of_one() {
    for difference in [difference::<Line, 1>(10_000_000), difference::<Regressor, 3>(10_000_000)] {
        assert!(difference <= 1e-6, "{difference:e}");
    }
}
