//! L-BFGS and Levenberg-Marquardt: where they end, and what they refuse.

use staticnn::optimizer::full_batch::Error;
use staticnn::optimizer::{Lbfgs, LevenbergMarquardt};
use staticnn::prelude::*;
use staticnn_tests::golden::{self, numbers};

network! {
    #[scalar(f64)]
    #[derive(Clone)]
    struct Smooth< 3 -> 12 tanh -> 1 >;
    #[scalar(f64)]
    #[derive(Clone)]
    struct Kinked< 3 -> 12 relu -> 1 >;
    #[scalar(f64)]
    #[derive(Clone)]
    struct Linear< 3 -> 1 >;
    #[derive(Clone)]
    struct Single< 1 -> 4 tanh -> 2 >;
}

/// The hundred observations of the first lesson.
fn lesson() -> (Vec<[f64; 3]>, Vec<[f64; 1]>) {
    let lesson = golden::read("lesson_a.json");
    let rows = |name: &str| lesson[name].as_array().unwrap().iter().map(numbers).collect::<Vec<_>>();
    let x = rows("x").into_iter().map(|row| row.try_into().unwrap()).collect();
    (x, rows("y").into_iter().map(|row| row.try_into().unwrap()).collect())
}

fn seeded<N: Network>(seed: u64) -> N {
    N::init(&mut ChaCha8Rng::seed_from_u64(seed))
}

/// The lowest loss that 20 trainings by Adam end at, from the seeds 0 to 19: 1000 steps at a rate of 1e-2.
const BEST_OF_ADAM: [f64; 2] = [0.304_335, 0.454_455];

/// How often Levenberg-Marquardt ends within 1 % of that in 49 steps, from these seeds.
fn reaches<N: Network<Scalar = f64, Input = [f64; 3], Output = [f64; 1]>>(
    seeds: impl Iterator<Item = u64>,
    best_of_adam: f64,
) -> usize {
    let (x, y) = lesson();
    let samples = Samples::new(&x, &y).unwrap();
    let mut optimizer = LevenbergMarquardt::new().iterations(49);
    let mut ends = |seed| {
        let mut net: N = seeded(seed);
        let history = optimizer.fit(&mut net, &samples).unwrap();
        assert!(history.training().len() < 50 && history.training().is_sorted_by(|one, next| next <= one));
        assert_eq!(history.last().unwrap(), net.loss(&samples, &Mse));
        history.last().unwrap() <= 1.01 * best_of_adam
    };
    seeds.filter(|seed| ends(*seed)).count()
}

#[test]
fn levenberg_marquardt_reaches_the_best_of_twenty_trainings_by_adam_in_49_steps() {
    assert_eq!(reaches::<Smooth>(0..1, BEST_OF_ADAM[0]), 1);
    assert_eq!(reaches::<Kinked>(6..7, BEST_OF_ADAM[1]), 1);
}

/// Prints what the test above stands on. A second in an optimized build.
#[test]
#[ignore = "40 trainings by Adam"]
fn twenty_trainings_by_adam() {
    fn trained<N: Network<Scalar = f64, Input = [f64; 3], Output = [f64; 1]>>() -> f64 {
        let (x, y) = lesson();
        let samples = Samples::new(&x, &y).unwrap();
        let ends = (0..20).map(|seed| {
            let (mut net, mut gradient, mut optimizer) = (seeded::<N>(seed), Gradient::new(), Adam::new(1e-2));
            for _ in 0..1000 {
                net.gradient(&samples, &Mse, &mut gradient);
                optimizer.step(&mut net, &gradient);
            }
            net.loss(&samples, &Mse)
        });
        ends.fold(f64::INFINITY, f64::min)
    }
    let best = [trained::<Smooth>(), trained::<Kinked>()];
    let reached = [reaches::<Smooth>(0..20, best[0]), reaches::<Kinked>(0..20, best[1])];
    println!("best of Adam, tanh and relu: {best:?}; reached from {reached:?} of 20 starts");
    for (best, expected) in best.iter().zip(BEST_OF_ADAM) {
        assert!((best - expected).abs() < 1e-2 * expected);
    }
    assert!(reached[0] >= 15 && reached[1] >= 4);
}

#[test]
fn both_find_the_least_squares_of_a_linear_network() {
    let (x, y) = lesson();
    let samples = Samples::new(&x, &y).unwrap();
    let at = |net: &Linear| {
        let mut gradient = Gradient::new();
        net.gradient(&samples, &Mse, &mut gradient);
        gradient.norm()
    };
    let start: Linear = seeded(1);
    let mut net = start.clone();
    let history = LevenbergMarquardt::new().tolerance(1e-10).fit(&mut net, &samples).unwrap();
    assert!(at(&net) < 1e-9 && history.training().len() < 15, "{history:?}");
    let by_squares = net.parameters().to_vec();
    let mut net = start.clone();
    let history = Lbfgs::new(Mse).tolerance(1e-10).fit(&mut net, &samples).unwrap();
    assert!(at(&net) < 1e-9 && history.training().len() < 30, "{history:?}");
    for (a, b) in by_squares.iter().zip(net.parameters()) {
        assert!((a - b).abs() < 1e-9);
    }
    // Where there is nothing to gain, nothing is done.
    let before = net.parameters().to_vec();
    assert_eq!(Lbfgs::new(Mse).fit(&mut net, &samples).unwrap().last(), None);
    assert_eq!(LevenbergMarquardt::new().fit(&mut net, &samples).unwrap().last(), None);
    assert_eq!(net.parameters(), before);
    assert_eq!(Lbfgs::new(Mse).iterations(0).fit(&mut start.clone(), &samples).unwrap().last(), None);
}

#[test]
fn l_bfgs_gets_below_the_best_of_adam_and_remembers_what_it_is_told() {
    let (x, y) = lesson();
    let samples = Samples::new(&x, &y).unwrap();
    let mut net: Smooth = seeded(2);
    let history = Lbfgs::new(Mse).iterations(300).fit(&mut net, &samples).unwrap();
    assert!(history.training().is_sorted_by(|one, next| next < one));
    assert!(history.last().unwrap() <= BEST_OF_ADAM[0]);
    // Again, by the same optimizer: what it remembers of the last training is gone.
    let mut short = Lbfgs::new(Mse).iterations(20).memory::<3>();
    let mut ends = [(); 2].map(|()| {
        let mut net: Smooth = seeded(3);
        short.fit(&mut net, &samples).unwrap().last().unwrap()
    });
    assert_eq!(ends[0], ends[1]);
    let mut net: Smooth = seeded(3);
    ends[1] = Lbfgs::new(Mse).iterations(20).memory::<1>().fit(&mut net, &samples).unwrap().last().unwrap();
    assert_ne!(ends[0], ends[1]);
}

#[test]
fn a_weight_of_two_is_a_sample_twice_and_a_weight_of_zero_none() {
    let (x, y) = lesson();
    let weights: Vec<f64> = (0..100).map(|i| f64::from(i % 3)).collect();
    let repeated = |index: usize| std::iter::repeat_n(index, index % 3);
    let (again_x, again_y): (Vec<_>, Vec<_>) = (0..100).flat_map(repeated).map(|index| (x[index], y[index])).unzip();
    let samples = Samples::weighted(&x, &y, &weights).unwrap();
    let again = Samples::new(&again_x, &again_y).unwrap();
    let close = |one: &Smooth, other: &Smooth| {
        let moved = one.parameters().iter().zip(seeded::<Smooth>(4).parameters()).any(|(a, b)| (a - b).abs() > 0.01);
        moved && one.parameters().iter().zip(other.parameters()).all(|(a, b)| (a - b).abs() <= 1e-9)
    };
    let [mut one, mut other] = [(); 2].map(|()| seeded::<Smooth>(4));
    LevenbergMarquardt::new().iterations(4).fit(&mut one, &samples).unwrap();
    LevenbergMarquardt::new().iterations(4).fit(&mut other, &again).unwrap();
    assert!(close(&one, &other));
    let [mut one, mut other] = [(); 2].map(|()| seeded::<Smooth>(4));
    Lbfgs::new(Mse).iterations(6).fit(&mut one, &samples).unwrap();
    Lbfgs::new(Mse).iterations(6).fit(&mut other, &again).unwrap();
    assert!(close(&one, &other));
    // All weights 0: the loss is 0 everywhere.
    let samples = Samples::weighted(&x, &y, &[0.0; 100]).unwrap();
    assert_eq!(Lbfgs::new(Mse).fit(&mut one, &samples).unwrap().last(), None);
    assert_eq!(LevenbergMarquardt::new().fit(&mut one, &samples).unwrap().last(), None);
}

#[test]
fn few_samples_are_fitted_by_f32_of_several_outputs() {
    for inputs in [&[[0.5]][..], &[[-1.0], [0.25], [1.0]]] {
        let targets: Vec<[f32; 2]> = inputs.iter().map(|[x]| [x * x - 3.0, 1.0 - x]).collect();
        let samples = Samples::new(inputs, &targets).unwrap();
        let mut net: Single = seeded(5);
        LevenbergMarquardt::new().fit(&mut net, &samples).unwrap();
        assert!(net.loss(&samples, &Mse) < 1e-9, "{} of {}", net.loss(&samples, &Mse), inputs.len());
        let mut net: Single = seeded(5);
        Lbfgs::new(Mse).fit(&mut net, &samples).unwrap();
        assert!(net.loss(&samples, &Mse) < 1e-9, "{} of {}", net.loss(&samples, &Mse), inputs.len());
    }
}

#[test]
fn a_step_never_ends_where_the_loss_is_not_finite() {
    /// The distance below 1; NaN from 1 on.
    struct Cliff;

    impl<H> Loss<[f64; 1], H> for Cliff {
        type Target = [f64; 1];

        fn sample(&self, [y]: &[f64; 1], _: &[f64; 1], [gradient]: &mut [f64; 1]) -> f64 {
            *gradient = if *y < 1.0 { -1.0 } else { f64::NAN };
            1.0 - y + 0.0 * *gradient
        }
    }

    let mut net = Linear::zeros();
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[0.0]]));
    let history = Lbfgs::new(Cliff).fit(&mut net, &samples).unwrap();
    let end = net.predict(&[1.0, 2.0, 3.0])[0];
    assert!(end > 0.9 && end < 1.0, "{end}");
    assert!(history.training().iter().all(|loss| *loss > 0.0));
    // Labels that can be told apart: the loss falls towards 0, and the weights grow, for as long as they may.
    let labels = Samples::from((&[[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]], &[[1.0], [0.0]]));
    let mut net = Linear::zeros();
    let history = Lbfgs::new(BinaryCrossEntropy).tolerance(0.0).iterations(10_000).fit(&mut net, &labels).unwrap();
    assert!(history.last().unwrap() < 1e-12 && net.parameters().iter().all(|p| p.is_finite()));
}

#[test]
fn what_is_refused_leaves_the_network_as_it_is() {
    let (x, mut y) = lesson();
    let start: Linear = seeded(6);
    let refused = |x: &[[f64; 3]], y: &[[f64; 1]], tolerance: f64, net: &Linear| -> [Error; 2] {
        let samples = Samples::new(x, y).unwrap();
        let [mut one, mut other] = [net.clone(), net.clone()];
        let errors = [
            Lbfgs::new(Mse).tolerance(tolerance).fit(&mut one, &samples).unwrap_err(),
            LevenbergMarquardt::new().tolerance(tolerance).fit(&mut other, &samples).unwrap_err(),
        ];
        let bits = |net: &Linear| net.parameters().iter().map(|p| p.to_bits()).collect::<Vec<_>>();
        assert_eq!((bits(&one), bits(&other)), (bits(net), bits(net)));
        errors
    };
    for tolerance in [f64::NAN, -1e-9, f64::INFINITY] {
        for (error, name) in refused(&x, &y, tolerance, &start).iter().zip(["Lbfgs", "LevenbergMarquardt"]) {
            let expected = format!("{name}'s tolerance is {tolerance:?}, but must be finite and at least 0");
            assert_eq!(error.to_string(), expected);
        }
    }
    for wrong in [f64::NAN, f64::INFINITY] {
        let mut net = start.clone();
        net.layer1.bias[0] = wrong;
        for error in refused(&x, &y, 0.0, &net) {
            assert!(matches!(error, Error::NotFinite { .. }), "{error}");
        }
        net = start.clone();
        net.layer1.weight[1][0] = 1e200; // its square is infinite
        for error in refused(&x, &y, 0.0, &net) {
            assert!(error.to_string().starts_with("the loss at the start is inf, and it"), "{error}");
        }
    }
    y[7][0] = f64::NAN;
    for error in refused(&x, &y, 0.0, &start) {
        assert!(error.to_string().starts_with("sample 7: target 0 is NaN, but must be finite"), "{error}");
    }
    let samples = Samples::new(&x, &y[..]).unwrap();
    let error = Lbfgs::new(Huber::new(f64::NAN)).fit(&mut start.clone(), &samples).unwrap_err();
    assert!(error.to_string().starts_with("Huber's"), "{error}");
}
