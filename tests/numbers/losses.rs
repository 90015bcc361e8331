//! Losses beyond the first four: against PyTorch's numbers, small differences, and their own corners.

use serde_json::Value;
use staticnn::activation::Linear;
use staticnn::prelude::*;
use staticnn_tests::drawn::assert_close;
use staticnn_tests::golden;
use staticnn_tests::slope::assert_gradient;

fn numbers<const N: usize>(value: &Value) -> [f64; N] {
    golden::numbers(value).try_into().expect("a list of that length")
}

fn sample<const N: usize, L: Loss<[f64; N], Linear>>(loss: &L, y: [f64; N], t: L::Target) -> (f64, [f64; N]) {
    let mut gradient = [f64::NAN; N];
    (loss.sample(&y, &t, &mut gradient), gradient)
}

#[test]
fn losses_and_derivatives_are_pytorchs() {
    let golden = golden::read("functions.json");
    let outputs: [f64; 4] = numbers(&golden["outputs"]);
    let mut names: Vec<&String> = golden["losses"].as_object().unwrap().keys().collect();
    macro_rules! check {
        ($($name:literal $double:expr, $single:expr;)*) => { $(
            let expected = &golden["losses"][$name];
            let targets: [f64; 4] = numbers(&golden["targets"][expected["targets"].as_str().unwrap()]);
            let (loss, gradient) = sample(&$double, outputs, targets);
            let mut rounded = [0.0; 4];
            let narrow = Loss::<[f32; 4], Linear>::sample(
                &$single, &outputs.map(|y| y as f32), &targets.map(|t| t as f32), &mut rounded,
            );
            assert_close(loss, expected["loss"].as_f64().unwrap(), 1e-14, $name);
            assert_close(f64::from(narrow), expected["loss"].as_f64().unwrap(), 1e-6, $name);
            for ((g, rounded), expected) in gradient.iter().zip(rounded).zip(numbers::<4>(&expected["gradient"])) {
                assert_close(*g, expected, 1e-14, $name);
                assert_close(f64::from(rounded), expected, 1e-6, $name);
            }
            names.retain(|name| *name != $name);
        )* };
    }
    check! {
        "mse" Mse, Mse;
        "mae" Mae, Mae;
        "huber(1)" Huber::new(1.0), Huber::new(1.0);
        "huber(0.5)" Huber::new(0.5), Huber::new(0.5);
        "log_cosh" LogCosh, LogCosh;
        "quantile(0.9)" Quantile::new(0.9), Quantile::new(0.9);
        "hinge" Hinge, Hinge;
        "kl_divergence" KlDivergence, KlDivergence;
        "binary_cross_entropy" BinaryCrossEntropy, BinaryCrossEntropy;
    }
    assert!(names.is_empty(), "not looked at: {names:?}");
}

network! {
    #[scalar(f64)] struct Numbers< 3 -> 5 tanh -> 2 >;
    #[scalar(f64)] struct Shares< 3 -> 5 tanh -> 3 softmax >;
    #[scalar(f64)] struct Many< 3 -> 19 >;
}

/// Compares the derivatives of a random network with central differences, over more samples than a block has.
fn gradient_is_the_slope<N, L, const O: usize>(loss: &L, target: impl Fn(usize, [f64; O]) -> [f64; O], what: &str)
where
    N: Network<Scalar = f64, Input = [f64; 3], Output = [f64; O]>,
    L: Loss<[f64; O], N::Head, Target = [f64; O]>,
{
    let mut net = N::init(&mut ChaCha8Rng::seed_from_u64(1));
    let x: Vec<[f64; 3]> = (0..150).map(|i| [1.0, 1.7, 2.9].map(|k| (k * f64::from(i)).sin())).collect();
    let y: Vec<[f64; O]> = x.iter().enumerate().map(|(i, x)| target(i, net.predict(x))).collect();
    let samples = Samples::new(&x, &y).unwrap();
    assert_gradient(&mut net, &samples, loss, &mut Gradient::new(), usize::MAX, what);
}

/// What is this far from the outputs: nowhere near a kink.
fn apart<const O: usize>(i: usize, y: [f64; O]) -> [f64; O] {
    let mut o = 0;
    y.map(|y| {
        o += 1;
        y + [-2.1, -0.3, 0.4, 1.9][(i + o) % 4]
    })
}

fn shares<const O: usize>(i: usize, _: [f64; O]) -> [f64; O] {
    let parts: [f64; O] = std::array::from_fn(|o| ((i + 2 * o) % 4) as f64);
    let sum: f64 = parts.iter().sum();
    parts.map(|part| part / sum)
}

#[test]
fn gradient_is_the_slope_for_every_loss() {
    gradient_is_the_slope::<Numbers, _, _>(&Huber::new(1.0), apart, "huber");
    gradient_is_the_slope::<Numbers, _, _>(&LogCosh, apart, "log cosh");
    gradient_is_the_slope::<Numbers, _, _>(&Quantile::new(0.8), apart, "quantile");
    gradient_is_the_slope::<Many, _, _>(&Huber::new(1.0), apart, "huber, wide");
    gradient_is_the_slope::<Many, _, _>(&KlDivergence, shares, "divergence, wide");
    gradient_is_the_slope::<Shares, _, _>(&KlDivergence, shares, "divergence");
    // Outputs stay well within the margin, or beyond it by the sign.
    let sides = |i: usize, y: [f64; 2]| y.map(|y| if i.is_multiple_of(2) == (y > 0.0) { 1.0 } else { -1.0 });
    gradient_is_the_slope::<Numbers, _, _>(&Hinge, sides, "hinge");
}

#[test]
fn corners_have_the_derivative_zero_or_that_of_the_inner_side() {
    assert_eq!(sample(&Huber::new(1.0), [1.0, -1.0, 0.0], [0.0; 3]).1, [1.0 / 3.0, -1.0 / 3.0, 0.0]);
    assert_eq!(sample(&Quantile::new(0.9), [2.0], [2.0]), (0.0, [0.0]));
    assert_eq!(sample(&Hinge, [1.0, -1.0], [1.0, -1.0]), (0.0, [0.0, 0.0]));
    assert_eq!(sample(&LogCosh, [2.0], [2.0]), (0.0, [0.0]));
}

#[test]
fn log_cosh_keeps_the_digits_of_a_small_loss_and_survives_a_large_error() {
    for error in [1e-8, 1e-4, 0.5, 0.99, 1.01, 20.0_f64] {
        let exact = if error < 1e-3 { error * error / 2.0 } else { error.cosh().ln() };
        let (loss, [slope]) = sample(&LogCosh, [error], [0.0]);
        assert!((loss - exact).abs() <= 1e-8 * exact, "{loss} where {exact} is expected");
        assert_close(slope, error.tanh(), 1e-15, "the slope");
    }
    assert_eq!(sample(&LogCosh, [1e300], [0.0]).1, [1.0]);
}

#[test]
fn the_divergence_is_zero_where_both_agree_and_survives_impossible_classes() {
    let z = [1.0_f64, -2.0, 0.5];
    let (loss, gradient) = sample(&KlDivergence, z, softmax(&z));
    assert!(loss.abs() < 1e-15 && gradient.iter().all(|g| g.abs() < 1e-15));
    let (loss, gradient) = sample(&KlDivergence, [1000.0, -1000.0], [0.0, 1.0]);
    assert_eq!((loss, gradient), (2000.0, [1.0, -1.0]));
    let (loss, _) = sample(&KlDivergence, [1000.0, -1000.0], [1.0, 0.0]);
    assert_eq!(loss, 0.0);
    // With all of the mass on one class it is the cross-entropy, on either head.
    let mut gradients = [[0.0; 3]; 2];
    let divergence = Loss::<[f64; 3], Linear>::sample(&KlDivergence, &z, &[0.0, 1.0, 0.0], &mut gradients[0]);
    let entropy = Loss::<[f64; 3], Linear>::sample(&CrossEntropy, &z, &Class::new(1).unwrap(), &mut gradients[1]);
    assert_close(divergence, entropy, 1e-15, "the loss");
    for (one, other) in gradients[0].iter().zip(gradients[1]) {
        assert_close(*one, other, 1e-15, "a derivative");
    }
}

/// The loss of one sample in f32 and its derivatives.
fn single<const N: usize, L: Loss<[f32; N], Linear>>(loss: &L, y: [f32; N], t: L::Target) -> (f32, [f32; N]) {
    let mut gradient = [f32::NAN; N];
    (loss.sample(&y, &t, &mut gradient), gradient)
}

#[test]
fn sure_answers_keep_their_digits_in_f32() {
    let one_hot = [1.0, 0.0, 0.0];
    let (loss, _) = single(&KlDivergence, [1e6, 1e6 - 1.0, 1e6 - 2.0], one_hot);
    assert!((loss - 0.407_605_96).abs() < 1e-7, "{loss}");
    // ln(1 + 2 exp(-16))
    let (loss, slopes) = single(&KlDivergence, [16.0, 0.0, 0.0], one_hot);
    assert!((loss / 2.250_703_2e-7 - 1.0).abs() < 1e-6, "{loss}");
    assert!((slopes[0] / -2.250_703e-7 - 1.0).abs() < 1e-6, "{slopes:?}");
    // sigmoid(18) - 1
    let (_, [slope]) = single(&BinaryCrossEntropy, [18.0], [1.0]);
    assert!((slope / -1.522_997_9e-8 - 1.0).abs() < 1e-6, "{slope}");
    let (z, infinity) = ([2.0, -1.0, 0.5], f32::INFINITY);
    let (loss, _) = single(&KlDivergence, z, softmax(&z));
    assert!((0.0..1e-12).contains(&loss), "{loss}");
    assert_eq!(single(&BinaryCrossEntropy, [infinity], [1.0]), (0.0, [0.0]));
    assert_eq!(single(&BinaryCrossEntropy, [-infinity], [0.0]), (0.0, [0.0]));
    assert_eq!(single(&BinaryCrossEntropy, [infinity], [0.0]), (infinity, [1.0]));
    assert_eq!(single(&BinaryCrossEntropy, [-infinity], [0.5]), (infinity, [-0.5]));
}

#[test]
fn a_check_refuses_what_a_loss_is_nan_for_and_nothing_else() {
    let x = [[0.5], [0.25]];
    macro_rules! refuses {
        ($($loss:expr, $good:expr, $bad:expr, $start:literal;)*) => { $(
            let (good, bad): (&[[f64; 2]], &[[f64; 2]]) = (&$good, &$bad);
            for good in good {
                assert!($loss.check(&Samples::from((&x, &[*good; 2]))).is_ok(), "{good:?}");
                assert!(!sample(&$loss, [0.5, -2.0], *good).0.is_nan(), "{good:?}");
            }
            for bad in bad {
                let error = $loss.check(&Samples::from((&x, &[*good.first().unwrap_or(bad), *bad]))).unwrap_err().to_string();
                assert!(error.starts_with($start), "{error}");
                assert!(sample(&$loss, [0.5, -2.0], *bad).0.is_nan(), "{bad:?}");
            }
        )* };
    }
    let nan = f64::NAN;
    refuses! {
        Mse, [[1.0, -1e9]], [[0.0, nan]], "sample 1: target 1 is NaN, but must be finite; ";
        Mae, [[1.0, -1e9]], [[nan, 0.0]], "sample 1: target 0 is NaN, but must be finite; ";
        LogCosh, [[1.0, -1e9]], [[nan, 0.0]], "sample 1: target 0 is NaN, but must be finite; ";
        Hinge, [[1.0, -1.0]], [[1.0, 0.0], [1.0, 1.5]], "sample 1: target 1 is ";
        BinaryCrossEntropy, [[0.0, 1.0], [0.3, 1e-300]], [[0.5, 2.0], [0.5, -1.0]], "sample 1: target 1 is ";
        KlDivergence, [[0.0, 1.0], [0.3, 0.7], [0.3, 0.7005]], [[4.0, 5.0], [0.3, 0.6], [0.0, 0.0]],
            "sample 1: the targets sum to ";
        KlDivergence, [[0.5, 0.5]], [[1.5, -0.5]], "sample 1: target 1 is -0.5, but must be finite and at least 0; ";
        Huber::new(1.0), [[1.0, -1e9]], [[nan, 0.0]], "sample 1: target 0 is NaN, ";
        Huber::new(-1.0), [], [[0.0, 0.0]], "Huber's delta is -1.0, but must be finite and above 0";
        Quantile::new(0.5), [[1.0, -1e9]], [[nan, 0.0]], "sample 1: target 0 is NaN, ";
        Quantile::new(1.5), [], [[0.0, 0.0]], "Quantile's q is 1.5, but must be above 0 and below 1";
    }
}

#[test]
fn nan_is_not_hidden() {
    let nan = f64::NAN;
    assert!(sample(&Huber::new(1.0), [nan], [0.0]).0.is_nan());
    assert!(sample(&LogCosh, [nan], [0.0]).0.is_nan());
    assert!(sample(&Quantile::new(0.5), [nan], [0.0]).0.is_nan());
    assert!(sample(&Hinge, [nan], [1.0]).0.is_nan());
    assert!(sample(&KlDivergence, [nan, 0.0], [0.5, 0.5]).0.is_nan());
    assert!(sample(&KlDivergence, [1.0, 0.0], [nan, 0.5]).0.is_nan());
}

/// One's own: what is off by less than a tolerance costs nothing.
struct Tolerant(f64);

impl<H, const N: usize> Loss<[f64; N], H> for Tolerant {
    type Target = [f64; N];

    fn sample(&self, output: &[f64; N], target: &[f64; N], gradient: &mut [f64; N]) -> f64 {
        let mut sum = 0.0;
        for ((y, t), g) in output.iter().zip(target).zip(gradient) {
            let error = y - t;
            *g = if error.abs() > self.0 { error.signum() } else { 0.0 };
            sum += (error.abs() - self.0).max(0.0);
        }
        sum
    }
}

#[test]
fn ones_own_loss_trains() {
    gradient_is_the_slope::<Numbers, _, _>(&Tolerant(0.1), apart, "one's own");
    let (x, y) = ([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [[1.0, -1.0], [-1.0, 1.0]]);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut net = Numbers::init(&mut rng);
    let mut trainer = Trainer::new(Tolerant(0.05), Adam::new(1e-2)).epochs(500).full_batch();
    let history = trainer.fit(&mut net, &Samples::from((&x, &y)), &mut rng).unwrap();
    assert!(history.last().unwrap() < 0.05, "{:?}", history.last());
}
