//! What a trainer does beside the steps.

use std::env;
use std::process::Command;
use std::time::{Duration, Instant};

use staticnn::history::{End, Warning};
use staticnn::metric::Metric;
use staticnn::prelude::*;
use staticnn::trainer::{EpochEnd, Error, Progress};
use staticnn_tests::drawn::normal;

network! {
    #[scalar(f64)]
    #[derive(Clone, Debug, PartialEq)]
    struct Small< 2 -> 6 tanh -> 1 >;
}

type Data = (Vec<[f64; 2]>, Vec<[f64; 1]>);

/// Samples of a curved law with noise.
fn data(seed: u64, n: usize) -> Data {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let x: Vec<[f64; 2]> = (0..n).map(|_| normal(&mut rng)).collect();
    let y = x.iter().map(|[a, b]| [a.sin() * b + 0.3 * normal::<1>(&mut rng)[0]]).collect();
    (x, y)
}

fn samples((x, y): &Data) -> Samples<'_, [f64; 2], [f64; 1]> {
    Samples::new(x, y).unwrap()
}

fn start() -> Small {
    Small::init(&mut ChaCha8Rng::seed_from_u64(42))
}

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(43)
}

/// The mean absolute error.
#[derive(Default)]
struct MeanError {
    sum: f64,
    count: f64,
}

impl Metric<[f64; 1], [f64; 1]> for MeanError {
    fn clear(&mut self) {
        *self = Self::default();
    }

    fn add(&mut self, [y]: &[f64; 1], [target]: &[f64; 1]) {
        self.sum += (y - target).abs();
        self.count += 1.0;
    }

    fn value(&self) -> f64 {
        self.sum / self.count
    }
}

#[test]
fn early_stopping_puts_the_best_weights_back() {
    let (training, unseen) = (data(1, 24), data(2, 200));
    let trainer = |epochs| Trainer::new(Mse, Adam::new(0.03)).epochs(epochs).batch_size(8);
    let mut stopped = start();
    let mut stopping = trainer(5000).validation(&samples(&unseen)).early_stopping(60);
    let history = stopping.fit(&mut stopped, &samples(&training), &mut rng()).unwrap();
    let best = history.best_epoch().unwrap();
    assert_eq!((history.end(), history.training().len()), (Some(End::NoImprovement), best + 60));
    assert!(best > 5, "the training overfits from the start");
    assert_eq!(stopped.loss(&samples(&unseen), &Mse), history.validation()[best - 1]);

    // A training that ends with the best epoch has the same weights.
    let mut ended = start();
    trainer(best).fit(&mut ended, &samples(&training), &mut rng()).unwrap();
    assert_eq!(stopped, ended);

    // The best weights come back for whatever reason the training ends.
    let mut cut = start();
    let mut cut_off = trainer(best + 20).validation(&samples(&unseen)).early_stopping(60);
    let history = cut_off.fit(&mut cut, &samples(&training), &mut rng()).unwrap();
    assert_eq!((history.end(), cut == stopped), (Some(End::Epochs), true));

    // Improvements that are too small don't count, but the least loss still does.
    let mut coarse = trainer(5000).validation(&samples(&unseen)).early_stopping(5).min_improvement(0.05);
    let mut net = start();
    let history = coarse.fit(&mut net, &samples(&training), &mut rng()).unwrap();
    assert!(history.training().len() < best + 60);
    assert_eq!(net.loss(&samples(&unseen), &Mse), history.validation()[history.best_epoch().unwrap() - 1]);
}

#[test]
fn without_validation_the_training_loss_decides() {
    let line = Samples::from((&[[1.0, 0.0]], &[[0.5]]));
    let mut trainer = Trainer::new(Mse, Sgd::new(1e-30)).epochs(1000).early_stopping(7);
    let history = trainer.fit(&mut start(), &line, &mut rng()).unwrap();
    assert_eq!((history.end(), history.training().len()), (Some(End::NoImprovement), 8));
}

#[test]
fn metrics_are_measured_on_the_validation_samples_or_else_on_the_training_samples() {
    let (training, unseen) = (data(1, 40), data(2, 33));
    let mut seen = Vec::new();
    for validated in [false, true] {
        let mut trainer = Trainer::new(Mse, Adam::new(0.01)).epochs(3).metric("error", MeanError::default());
        if validated {
            trainer = trainer.validation(&samples(&unseen));
        }
        let mut net = start();
        let history = trainer.fit(&mut net, &samples(&training), &mut rng()).unwrap();
        let measured = if validated { &unseen } else { &training };
        let errors = history.metric("error").unwrap();
        assert_eq!((errors.len(), history.metric("accuracy")), (3, None));
        let expected = MeanError::default().measure(&net, &samples(measured));
        assert!((errors[2] - expected).abs() <= 1e-15 * expected, "{} {expected}", errors[2]);
        // A batch, one by one.
        let by_hand: f64 =
            measured.0.iter().zip(&measured.1).map(|(x, y)| (net.predict(x)[0] - y[0]).abs()).sum::<f64>();
        assert!((errors[2] - by_hand / measured.0.len() as f64).abs() < 1e-12);
        seen.push(errors[2]);
    }
    assert_ne!(seen[0], seen[1]);
}

#[test]
fn several_fits_go_on_with_the_optimizers_state() {
    let data = data(1, 30);
    let mut at_once = start();
    Trainer::new(Mse, Adam::new(0.02)).epochs(6).full_batch().fit(&mut at_once, &samples(&data), &mut rng()).unwrap();
    let mut in_three = start();
    let mut trainer = Trainer::new(Mse, Adam::new(0.02)).epochs(2).full_batch();
    for _ in 0..3 {
        assert_eq!(trainer.fit(&mut in_three, &samples(&data), &mut rng()).unwrap().training().len(), 2);
    }
    assert_eq!(at_once, in_three);
}

#[test]
fn callbacks_see_epochs_and_batches_and_stop_them() {
    let data = data(1, 30);
    let (mut epochs, mut batches) = (Vec::new(), Vec::new());
    let mut net = start();
    let history = Trainer::new(Mse, Sgd::new(0.01))
        .epochs(100)
        .batch_size(8)
        .validation(&samples(&data))
        .metric("error", MeanError::default())
        .on_batch(|batch| batches.push((batch.epoch(), batch.batch(), batch.loss(), batch.rate())))
        .on_epoch(|epoch: &mut EpochEnd<'_, Small>| {
            let loss = epoch.network().loss(&samples(&data), &Mse);
            assert_eq!(epoch.validation(), Some(loss));
            assert_eq!(epoch.metric("error"), epoch.history().metric("error").unwrap().last().copied());
            epochs.push((epoch.epoch(), epoch.training(), epoch.rate()));
            if epoch.epoch() == 3 {
                epoch.stop();
            }
        })
        .fit(&mut net, &samples(&data), &mut rng())
        .unwrap();
    assert_eq!((history.end(), history.training().len()), (Some(End::Stopped), 3));
    assert_eq!(epochs.iter().map(|epoch| epoch.1).collect::<Vec<_>>(), history.training());
    assert_eq!(batches.iter().map(|batch| (batch.0, batch.1)).collect::<Vec<_>>(), {
        (1..=3).flat_map(|epoch| (1..=4).map(move |batch| (epoch, batch))).collect::<Vec<_>>()
    });
    // 8, 8, 8 and 6 samples.
    let mean = (8.0 * (batches[0].2 + batches[1].2 + batches[2].2) + 6.0 * batches[3].2) / 30.0;
    assert!((mean - history.training()[0]).abs() < 1e-12);
    assert!(batches.iter().map(|batch| batch.3).chain(epochs.iter().map(|epoch| epoch.2)).all(|rate| rate == 0.01));

    // A batch that stops the training ends its epoch, which is recorded.
    let mut trainer = Trainer::new(Mse, Sgd::new(0.01)).epochs(100).batch_size(8).on_batch(|batch| {
        if (batch.epoch(), batch.batch()) == (2, 3) {
            batch.stop();
        }
    });
    let history = trainer.fit(&mut start(), &samples(&data), &mut rng()).unwrap();
    assert_eq!((history.end(), history.training().len()), (Some(End::Stopped), 2));
}

#[test]
fn accumulated_batches_are_one_larger_batch() {
    // 29 samples: a step of two batches of 8, and one of a batch of 8 and one of 5.
    let data = data(1, 29);
    let train = |batch, accumulated| {
        let mut net = start();
        let mut trainer = Trainer::new(Mse, Momentum::new(0.05, 0.9)).epochs(20).shuffle(false);
        trainer = trainer.batch_size(batch).accumulate(accumulated);
        let history = trainer.fit(&mut net, &samples(&data), &mut rng()).unwrap();
        (net, history)
    };
    let (by_two, by_two_history) = train(8, 2);
    let (large, large_history) = train(16, 1);
    for (p, q) in by_two.parameters().iter().zip(large.parameters()) {
        assert!((p - q).abs() < 1e-12, "{p} {q}");
    }
    for (p, q) in by_two_history.training().iter().zip(large_history.training()) {
        assert!((p - q).abs() < 1e-12, "{p} {q}");
    }
    assert_ne!(train(8, 1).0, large);
}

#[test]
fn the_time_limit_ends_a_training_within_an_epoch() {
    let data = data(1, 30);
    let begin = Instant::now();
    let mut trainer = Trainer::new(Mse, Sgd::new(0.01)).epochs(usize::MAX).batch_size(1).max_seconds(0.05);
    let history = trainer.fit(&mut start(), &samples(&data), &mut rng()).unwrap();
    assert_eq!(history.end(), Some(End::Time));
    assert!(begin.elapsed() >= Duration::from_millis(50) && !history.training().is_empty());
    let mut at_once = Trainer::new(Mse, Sgd::new(0.01)).epochs(9).batch_size(1).max_seconds(1e-9);
    assert_eq!(at_once.fit(&mut start(), &samples(&data), &mut rng()).unwrap().training().len(), 1);
}

#[test]
fn settings_out_of_range_are_refused_before_the_first_step() {
    let data = data(1, 30);
    let new = |rate| Trainer::new(Mse, Sgd::new(rate)).epochs(2);
    let refused = [
        (new(0.1).early_stopping(0), "a patience of 0 epochs: `early_stopping` needs 1 or more"),
        (new(0.1).accumulate(0), "a step of 0 batches: `accumulate` needs 1 or more"),
        (new(0.1).min_improvement(f64::NAN), "the least improvement is NaN, but must be finite and at least 0"),
        (new(0.1).max_seconds(0.0), "`max_seconds` is 0.0, but must be above 0"),
        (new(0.1).max_seconds(f64::NAN), "`max_seconds` is NaN, but must be above 0"),
        (new(-0.1), "the learning rate is -0.1, but must be finite and at least 0"),
        (new(f64::NAN), "the learning rate is NaN, but must be finite and at least 0"),
        (new(0.0), "the learning rate is 0, so nothing would be learnt: create the optimizer with a rate above 0"),
    ];
    for (mut trainer, sentence) in refused {
        let mut net = start();
        let error = trainer.fit(&mut net, &samples(&data), &mut rng()).unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert_eq!((error.history(), &net), (None, &start()));
    }
}

#[test]
fn data_far_from_unit_scale_is_named() {
    let fit = |x: &[[f64; 2]], y: &[[f64; 1]]| {
        let mut trainer = Trainer::new(Mse, Sgd::new(1e-12)).epochs(1);
        trainer.fit(&mut start(), &Samples::new(x, y).unwrap(), &mut rng()).unwrap().warnings().to_vec()
    };
    let sound = data(1, 50);
    assert_eq!(fit(&sound.0, &sound.1), []);
    let large: Vec<[f64; 2]> = sound.0.iter().map(|[a, b]| [*a, 40.0 + 3.0 * b]).collect();
    let [Warning::Inputs(scale)] = fit(&large, &sound.1)[..] else { panic!("one warning") };
    assert!(scale.column == 1 && (scale.mean - 40.0).abs() < 2.0 && (scale.deviation - 3.0).abs() < 1.0);
    let small: Vec<[f64; 1]> = sound.1.iter().map(|[y]| [1e-5 * y]).collect();
    let warnings = fit(&sound.0, &small);
    assert!(matches!(warnings[..], [Warning::Targets(_)]));
    let sentence = warnings[0].to_string();
    assert!(sentence.starts_with("the targets are far from unit scale: target 0 has mean "), "{sentence}");
    // Numbers that are all equal have no scale to correct.
    assert_eq!(fit(&sound.0, &[[0.0]; 50]), []);
    // Labels of classes are no numbers.
    network! { struct Classes< 2 -> 3 >; }
    let labels = [Class::new(2).unwrap(); 3];
    let inputs = [[100.0_f32, 0.0]; 3];
    let mut trainer = Trainer::new(CrossEntropy, Sgd::new(1e-6)).epochs(1);
    let history = trainer.fit(&mut Classes::zeros(), &Samples::from((&inputs, &labels)), &mut rng()).unwrap();
    assert!(matches!(history.warnings(), [Warning::Inputs(_)]));
}

#[test]
fn a_divergence_names_the_scale_of_the_data() {
    let x: Vec<[f64; 2]> = (0..20).map(|i| [f64::from(i) * 1e5, 1.0]).collect();
    let y: Vec<[f64; 1]> = x.iter().map(|[a, _]| [a * 1e5]).collect();
    network! { #[scalar(f64)] struct Plane< 2 -> 1 >; }
    let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).epochs(1000);
    let error = trainer.fit(&mut Plane::zeros(), &Samples::new(&x, &y).unwrap(), &mut rng()).unwrap_err();
    assert!(matches!(error, Error::Diverged { .. }));
    let sentence = error.to_string();
    assert!(sentence.contains("; the inputs are far from unit scale: input 0 has mean 950000 and "), "{sentence}");
    assert!(sentence.ends_with("scale them by `scaler::Standardizer`"), "{sentence}");
}

#[test]
fn nan_in_the_data_is_named_apart_for_training_and_validation() {
    let sound = data(1, 5);
    let mut broken = data(2, 5);
    broken.0[3][1] = f64::NAN;
    broken.0[4][0] = f64::NAN;
    let fit = |training: &Data, validation: &Data| {
        let mut trainer = Trainer::new(Mse, Sgd::new(0.1)).validation(&samples(validation));
        trainer.fit(&mut start(), &samples(training), &mut rng()).unwrap_err().to_string()
    };
    assert!(fit(&broken, &sound).starts_with("training sample 3: input 1 is NaN, but must be finite"));
    assert!(fit(&sound, &broken).starts_with("validation sample 3: input 1 is NaN, but must be finite"));
}

#[test]
fn learning_rates_are_tried_on_a_copy() {
    let data = data(1, 100);
    let net = start();
    let trainer = || Trainer::new(Mse, Adam::new(1e-3)).batch_size(10);
    let range = trainer().learning_rate_range(&net, &samples(&data), 1e-6..=100.0, &mut rng()).unwrap();
    assert_eq!(net, start());
    let points = range.points();
    assert!(points.len() < 100, "the loss explodes before a rate of 100");
    assert!((points[0].0 - 1e-6).abs() < 1e-18);
    assert!(points.windows(2).all(|pair| pair[1].0 > pair[0].0 && pair[1].1.is_finite()));
    let rate = range.suggestion().unwrap();
    // A training with the suggestion does better than one with a hundredth of it.
    let loss = |rate| {
        let mut net = start();
        let mut trainer = Trainer::new(Mse, Adam::new(rate)).epochs(20).batch_size(10);
        trainer.fit(&mut net, &samples(&data), &mut rng()).unwrap().last().unwrap()
    };
    assert!(loss(rate) < loss(rate / 100.0), "{rate}");
    // No order of the samples makes noise the steepest fall, or a first loss that is small by chance the end.
    for seed in 0..20 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let other = trainer().learning_rate_range(&net, &samples(&data), 1e-6..=100.0, &mut rng).unwrap();
        let suggestion = other.suggestion();
        assert!(suggestion.is_some_and(|rate| rate > 1e-4 && rate < 1.0), "{seed}: {suggestion:?}");
    }
    for range in [0.0..=1.0, 1.0..=0.1, 1e-3..=f64::INFINITY, f64::NAN..=1.0, -1.0..=1.0] {
        let refused = trainer().learning_rate_range(&net, &samples(&data), range, &mut rng());
        assert!(matches!(refused, Err(Error::RateRange { .. })));
    }
}

#[test]
#[ignore = "the next test runs it, to see what it shows"]
fn shows_its_progress() {
    let data = data(1, 40);
    for progress in [Progress::Bar, Progress::Lines] {
        eprintln!("{progress:?}");
        let mut trainer = Trainer::new(Mse, Sgd::new(1e-3)).epochs(5).validation(&samples(&data)).progress(progress);
        trainer.fit(&mut start(), &samples(&data), &mut rng()).unwrap();
    }
}

#[test]
fn progress_is_lines_where_they_are_asked_for_and_a_bar_in_a_terminal_only() {
    let arguments = ["--exact", "training::shows_its_progress", "--ignored", "--nocapture", "--test-threads=1"];
    let output = Command::new(env::current_exe().unwrap()).args(arguments).output().unwrap();
    let output = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = output.lines().collect();
    // Standard error is no terminal here. The first epoch has a line, and the last one.
    let [bar, plain, first, last] = lines[..] else { panic!("{output}") };
    assert_eq!((bar, plain), ("Bar", "Lines"));
    for (line, epoch) in [(first, "epoch 1 of 5: loss "), (last, "epoch 5 of 5: loss ")] {
        assert!(line.starts_with(epoch) && line.contains(", validation ") && line.contains(" samples/s, "), "{line}");
        assert!(line.ends_with(" left"), "{line}");
    }
    assert!(last.ends_with(" samples/s, 00:00:00 left"), "{last}");
}
