//! Schedules, against PyTorch's rates.

use serde_json::Value;
use staticnn::prelude::*;
use staticnn::schedule::{Constant, Cosine, Error, Exponential, OneCycle, Plateau, Polynomial, Schedule, Step};
use staticnn::trainer;

/// The rates, or losses, of this name in the file that `golden/schedules.py` wrote.
fn golden(name: &str) -> Vec<f64> {
    let all: Value = serde_json::from_str(include_str!("../golden/schedules.json")).unwrap();
    all[name].as_array().unwrap().iter().map(|rate| rate.as_f64().unwrap()).collect()
}

/// Compares a schedule from 0.1 with PyTorch's, and lets it see the losses.
fn compare(name: &str, mut schedule: impl Schedule) {
    schedule.check().unwrap();
    let (rates, losses) = (golden(name), golden("losses"));
    assert_eq!((rates.len(), losses.len()), (60, 60));
    for (t, (expected, loss)) in rates.iter().zip(losses).enumerate() {
        let rate = schedule.rate(0.1, t);
        assert!((rate - expected).abs() <= 1e-12 * expected.max(1e-3), "{name} at {t}: {rate}, not {expected}");
        schedule.observe(loss);
    }
    schedule.restart();
    assert!((schedule.rate(0.1, 0) - rates[0]).abs() <= 1e-12 * rates[0], "{name} after a restart");
}

#[test]
fn rates_are_pytorchs() {
    compare("step", Step::new(7, 0.5));
    compare("exponential", Exponential::new(0.9));
    compare("polynomial", Polynomial::new(40, 1.5));
    compare("cosine", Cosine::new(60).least(0.01));
    compare("restarts", Cosine::new(8).least(0.01).restarts(2));
    compare("one_cycle", OneCycle::new(61));
    compare("warm_up", Exponential::new(0.9).after_warm_up(8).from(0.2));
    compare("plateau", Plateau::new(0.5, 4).least(0.01));
}

#[test]
fn beyond_their_length_rates_stay() {
    assert_eq!(Cosine::new(10).least(0.02).rate(0.1, usize::MAX), 0.02);
    assert_eq!(Polynomial::new(10, 2.0).rate(0.1, usize::MAX), 0.0);
    let cycle = OneCycle::new(10);
    assert_eq!(cycle.rate(0.1, usize::MAX), cycle.rate(0.1, 9));
    assert_eq!(Constant.rate(0.1, usize::MAX), 0.1);
    assert_eq!(Cosine::new(3).restarts(1).rate(0.1, 3 * 1_000_000), 0.1);
    assert!(Cosine::new(3).restarts(usize::MAX).rate(0.1, usize::MAX).is_finite());
    assert_eq!(Exponential::new(0.5).rate(0.1, usize::MAX), 0.0);
}

#[test]
fn one_step_is_a_cycle() {
    for t in 0..3 {
        assert!(OneCycle::new(1).rate(0.1, t).is_finite(), "{t}");
    }
}

#[test]
fn numbers_out_of_range_are_refused() {
    let refused: [(Box<dyn Schedule>, &str); 12] = [
        (Box::new(Step::new(0, 0.5)), "Step's interval is 0, but must be at least 1"),
        (Box::new(Step::new(1, f64::NAN)), "Step's factor is NaN, but must be finite and above 0"),
        (Box::new(Exponential::new(0.0)), "Exponential's factor is 0.0, but must be finite and above 0"),
        (Box::new(Polynomial::new(0, 1.0)), "Polynomial's length is 0, but must be at least 1"),
        (Box::new(Polynomial::new(1, -1.0)), "Polynomial's power is -1.0, but must be finite and above 0"),
        (Box::new(Cosine::new(0)), "Cosine's length is 0, but must be at least 1"),
        (Box::new(Cosine::new(9).restarts(0)), "the growth of Cosine's restarts is 0, but must be at least 1"),
        (Box::new(Cosine::new(9).least(-1.0)), "Cosine's least rate is -1.0, but must be finite and at least 0"),
        (Box::new(OneCycle::new(9).rise(1.0)), "OneCycle's rise is 1.0, but must be above 0 and below 1"),
        (Box::new(OneCycle::new(9).divisors(0.0, 1.0)), "a divisor of OneCycle is 0.0, but must be finite and above 0"),
        (Box::new(Plateau::new(1.0, 3)), "Plateau's factor is 1.0, but must be above 0 and below 1"),
        (Box::new(Constant.after_warm_up(3).from(2.0)), "WarmUp's share is 2.0, but must be from 0 to 1"),
    ];
    for (schedule, sentence) in refused {
        assert_eq!(schedule.check().unwrap_err().to_string(), sentence);
    }
    assert_eq!(Step::new(0, 0.5).check(), Err(Error::Length { name: "Step's interval" }));
}

#[test]
fn a_trainer_sets_the_rates_and_puts_the_first_one_back() {
    network! { #[scalar(f64)] struct Line< 1 -> 1 >; }

    let samples = Samples::from((&[[1.0], [2.0], [3.0]], &[[1.0], [3.0], [5.0]]));
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(60).schedule(Step::new(7, 0.5));
    for _ in 0..2 {
        let history = trainer.fit(&mut Line::zeros(), &samples, &mut rng).unwrap();
        assert_eq!(history.rates(), golden("step"));
        assert_eq!(Optimizer::<Line>::rate(trainer.optimizer()), 0.1);
    }
    // Three steps per epoch, and the rate of the last one is recorded.
    let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(20).batch_size(1).schedule_by_step(Exponential::new(0.9));
    let history = trainer.fit(&mut Line::zeros(), &samples, &mut rng).unwrap();
    let expected: Vec<f64> = golden("exponential").into_iter().skip(2).step_by(3).collect();
    for (rate, expected) in history.rates().iter().zip(expected) {
        assert!((rate - expected).abs() < 1e-15);
    }
    // A closure that returns no rate.
    let mut net = Line::zeros();
    let falls = |start: f64, t: usize| start - 0.04 * t as f64;
    let result = Trainer::new(Mse, Sgd::new(0.1)).epochs(60).schedule(falls).fit(&mut net, &samples, &mut rng);
    let error = result.unwrap_err();
    let sentence =
        "the schedule's rate for epoch 3, counted from 0, is -0.01999999999999999, but must be finite and at least 0";
    assert_eq!(error.to_string(), sentence);
    assert_eq!(error.history().unwrap().training().len(), 3);
    assert!(net.layer1.bias[0] != 0.0);
    let refused = Trainer::new(Mse, Sgd::new(0.1)).schedule(Step::new(0, 0.5)).fit(&mut net, &samples, &mut rng);
    assert!(matches!(refused, Err(trainer::Error::Schedule(_))));
}

#[test]
fn an_optimizer_without_a_rate_takes_no_schedule() {
    /// Moves by the sign of the derivative.
    struct Signs;

    impl<N: Network<Scalar = f64>> Optimizer<N> for Signs {
        fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
            net.parameters_mut().iter_mut().zip(gradient.parameters()).for_each(|(p, g)| *p -= 1e-3 * g.signum());
        }
    }

    network! { #[scalar(f64)] struct Line< 1 -> 1 >; }

    let samples = Samples::from((&[[1.0]], &[[1.0]]));
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let result = Trainer::new(Mse, Signs).schedule(Constant).fit(&mut Line::zeros(), &samples, &mut rng);
    assert_eq!(result, Err(trainer::Error::FixedRate));
    assert!(Trainer::new(Mse, Signs).fit(&mut Line::zeros(), &samples, &mut rng).is_ok());
}
