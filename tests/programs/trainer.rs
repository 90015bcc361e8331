//! The training loop handed over: what it does is what the loop written by hand does.

use std::cell::RefCell;
use std::convert::Infallible;
use std::env;
use std::process::Command;

use rand::seq::SliceRandom;
use rand::{Rng, TryRng};
use staticnn::activation::Linear;
use staticnn::loss;
use staticnn::prelude::*;
use staticnn::trainer::Error;
use staticnn_tests::drawn::normal;

network! {
    #[scalar(f64)]
    #[derive(Clone, Debug, PartialEq)]
    struct Regressor< 3 -> 12 leaky_relu(0.5) -> 1 >;
}

type Data = (Vec<[f64; 3]>, Vec<[f64; 1]>);

/// Samples of a linear law with noise.
fn data(n: usize) -> Data {
    let mut rng = ChaCha8Rng::seed_from_u64(41);
    let x: Vec<[f64; 3]> = (0..n).map(|_| normal(&mut rng)).collect();
    let y = x.iter().map(|x| [0.2 * x[0] - 1.3 * x[1] + 0.5 * x[2] + 0.1 * normal::<1>(&mut rng)[0]]).collect();
    (x, y)
}

fn samples(data: &Data) -> Samples<'_, [f64; 3], [f64; 1]> {
    Samples::new(&data.0, &data.1).unwrap()
}

fn start() -> Regressor {
    Regressor::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(42))
}

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(43)
}

/// An epoch by hand, in the samples' order: the mean loss, or nothing if a loss stops being finite.
fn epoch(
    net: &mut Regressor,
    optimizer: &mut impl Optimizer<Regressor>,
    (x, y): &Data,
    batch: usize,
    last_loss: &mut f64,
) -> Option<f64> {
    let (mut gradient, mut total) = (Gradient::<Regressor>::new(), 0.0);
    for (x, y) in x.chunks(batch).zip(y.chunks(batch)) {
        let loss = net.gradient(&Samples::new(x, y).unwrap(), &Mse, &mut gradient);
        if !loss.is_finite() {
            return None;
        }
        *last_loss = loss;
        total += loss * x.len() as f64;
        optimizer.step(net, &gradient);
    }
    Some(total / x.len() as f64)
}

/// So many epochs by hand: the network, and the mean losses.
fn by_hand(
    mut optimizer: impl Optimizer<Regressor>,
    epochs: usize,
    batch: usize,
    data: &Data,
) -> (Regressor, Vec<f64>) {
    let mut net = start();
    let losses = (0..epochs).map(|_| epoch(&mut net, &mut optimizer, data, batch, &mut 0.0).unwrap()).collect();
    (net, losses)
}

/// The squared error, which writes down every target that it sees.
struct Watching<'a>(&'a RefCell<Vec<usize>>);

impl<H> Loss<[f64; 1], H> for Watching<'_> {
    type Target = [f64; 1];

    fn sample(&self, [y]: &[f64; 1], [t]: &[f64; 1], [gradient]: &mut [f64; 1]) -> f64 {
        self.0.borrow_mut().push(*t as usize);
        *gradient = 2.0 * (y - t);
        (y - t).powi(2)
    }
}

/// The order in which so many epochs take 10 samples, in batches of 4.
fn orders(epochs: usize, shuffle: bool, rng: &mut impl Rng) -> Vec<Vec<usize>> {
    let data: Data = ((0..10).map(|i| [f64::from(i); 3]).collect(), (0..10).map(|i| [f64::from(i)]).collect());
    let seen = RefCell::new(Vec::new());
    let mut trainer = Trainer::new(Watching(&seen), Sgd::new(1e-9)).epochs(epochs).batch_size(4).shuffle(shuffle);
    trainer.fit(&mut start(), &samples(&data), rng).unwrap();
    seen.borrow().chunks(10).map(<[usize]>::to_vec).collect()
}

#[test]
fn full_batch_is_the_loop_by_hand_bit_for_bit() {
    let data = data(300);
    let (expected, losses) = by_hand(Adam::new(1e-2), 50, 300, &data);
    let mut net = start();
    let history = Trainer::new(Mse, Adam::new(1e-2)).epochs(50).full_batch().fit(&mut net, &samples(&data), &mut rng());
    let history = history.unwrap();
    assert_eq!(net, expected);
    assert_eq!(history.training(), losses);
    assert_eq!(history.last(), Some(losses[49]));
    assert!(history.validation().is_empty());
}

#[test]
fn batches_are_the_loop_by_hand_bit_for_bit_whatever_is_left_over() {
    let data = data(100);
    for batch in [1, 7, 32, 99, 100] {
        let (expected, losses) = by_hand(Momentum::new(1e-4, 0.9), 5, batch, &data);
        let mut net = start();
        let mut trainer = Trainer::new(Mse, Momentum::new(1e-4, 0.9)).epochs(5).batch_size(batch).shuffle(false);
        let history = trainer.fit(&mut net, &samples(&data), &mut rng()).unwrap();
        assert_eq!(net, expected, "batches of {batch}");
        assert_eq!(history.training(), losses, "batches of {batch}");
    }
}

#[test]
fn a_batch_larger_than_the_samples_is_all_of_them() {
    let data = data(100);
    let fit = |trainer: Trainer<'_, Regressor, Mse, Sgd<f64>>| {
        let mut net = start();
        trainer.epochs(10).fit(&mut net, &samples(&data), &mut rng()).unwrap();
        net
    };
    let all = fit(Trainer::new(Mse, Sgd::new(1e-3)).full_batch());
    assert_eq!(fit(Trainer::new(Mse, Sgd::new(1e-3)).batch_size(101)), all);
    assert_eq!(fit(Trainer::new(Mse, Sgd::new(1e-3)).batch_size(usize::MAX)), all);
    assert_ne!(fit(Trainer::new(Mse, Sgd::new(1e-3))), all, "batches of 32 unless said otherwise");
}

#[test]
fn a_batch_of_nothing_is_an_error_and_changes_nothing() {
    let mut net = start();
    let result = Trainer::new(Mse, Sgd::new(1e-3)).batch_size(0).fit(&mut net, &samples(&data(10)), &mut rng());
    assert_eq!(result, Err(Error::EmptyBatch));
    assert_eq!(Error::EmptyBatch.to_string(), "a batch of 0 samples: a batch needs 1 or more");
    assert_eq!(net, start());
}

#[test]
fn no_epochs_change_nothing() {
    let mut net = start();
    let history = Trainer::new(Mse, Sgd::new(1e-3)).epochs(0).fit(&mut net, &samples(&data(10)), &mut rng()).unwrap();
    assert_eq!((history.training(), history.validation(), history.last()), (&[][..], &[][..], None));
    assert_eq!(net, start());
}

#[test]
fn a_hundred_epochs_unless_said_otherwise() {
    let history = Trainer::new(Mse, Sgd::new(1e-4)).fit(&mut start(), &samples(&data(40)), &mut rng()).unwrap();
    assert_eq!(history.training().len(), 100);
}

#[test]
fn validation_is_measured_at_the_end_of_each_epoch() {
    let (data, (x, y)) = (data(100), data(130));
    let held_back = (x[100..].to_vec(), y[100..].to_vec());
    let mut net = start();
    let history = Trainer::new(Mse, Sgd::new(1e-3))
        .epochs(8)
        .batch_size(32)
        .shuffle(false)
        .validation(&samples(&held_back))
        .fit(&mut net, &samples(&data), &mut rng())
        .unwrap();
    let (mut expected, mut optimizer) = (start(), Sgd::new(1e-3));
    assert_eq!((history.training().len(), history.validation().len()), (8, 8));
    for (training, validation) in history.training().iter().zip(history.validation()) {
        assert_eq!(*training, epoch(&mut expected, &mut optimizer, &data, 32, &mut 0.0).unwrap());
        assert_eq!(*validation, expected.loss(&samples(&held_back), &Mse));
    }
    assert_eq!(net, expected, "nothing is learned from the validation samples");
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let data = data(100);
    let fit = |seed| {
        let mut net = start();
        let mut trainer = Trainer::new(Mse, Adam::new(1e-2)).epochs(5).batch_size(16);
        (trainer.fit(&mut net, &samples(&data), &mut ChaCha8Rng::seed_from_u64(seed)).unwrap(), net)
    };
    assert_eq!(fit(1), fit(1));
    assert_ne!(fit(1), fit(2));
}

#[test]
fn each_epoch_takes_every_sample_once_in_an_order_of_its_own() {
    let orders = orders(4, true, &mut rng());
    for (at, order) in orders.iter().enumerate() {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..10).collect::<Vec<_>>());
        assert!(!orders[..at].contains(order), "epoch {} repeats an order", at + 1);
    }
}

#[test]
fn without_shuffling_the_samples_come_in_their_own_order() {
    assert_eq!(orders(3, false, &mut rng()), vec![(0..10).collect::<Vec<_>>(); 3]);
}

#[test]
fn an_epochs_order_depends_on_the_seed_and_on_its_number_alone() {
    let seed = rng().next_u64();
    let expected = (1..=5).map(|epoch| {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(epoch);
        let mut order: Vec<usize> = (0..10).collect();
        order.shuffle(&mut stream);
        order
    });
    assert_eq!(orders(5, true, &mut rng()), expected.collect::<Vec<_>>());
}

#[test]
fn one_number_is_drawn_from_the_generator() {
    /// Counts what is drawn.
    struct Counting(u32);
    impl TryRng for Counting {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            panic!("only numbers of 64 bits are drawn")
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            self.0 += 1;
            Ok(44)
        }
        fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Infallible> {
            panic!("only numbers of 64 bits are drawn")
        }
    }
    for (epochs, shuffle) in [(0, true), (1, false), (7, true)] {
        let mut counting = Counting(0);
        orders(epochs, shuffle, &mut counting);
        assert_eq!(counting.0, 1, "{epochs} epochs");
    }
}

/// Trains until it diverges, and holds everything that comes of it to the loop by hand.
fn diverge(rate: f64, batch: usize, data: &Data) -> Error {
    let (mut expected, mut optimizer, mut last_loss) = (start(), Sgd::new(rate), f64::NAN);
    let mut losses = Vec::new();
    for _ in 0..1000 {
        let mut next = expected.clone();
        let loss = epoch(&mut next, &mut optimizer, data, batch, &mut last_loss);
        match loss.filter(|_| next.parameters().iter().all(|p| p.is_finite())) {
            Some(loss) => losses.push(loss),
            None => break,
        }
        expected = next;
    }
    let mut net = start();
    let mut trainer = Trainer::new(Mse, Sgd::new(rate)).epochs(1000).batch_size(batch).shuffle(false);
    let Err(error) = trainer.fit(&mut net, &samples(data), &mut rng()) else { panic!("a rate of {rate} converges") };
    let Error::Diverged { epoch, last_loss: found, history } = &error else { panic!("{error}") };
    assert_eq!(net, expected, "put back to the end of the last sound epoch");
    assert_eq!((*epoch, found.to_bits()), (losses.len() + 1, last_loss.to_bits()));
    assert_eq!((history.training(), history.validation().len()), (&losses[..], 0));
    error
}

#[test]
fn a_diverged_network_is_put_back_to_its_last_sound_epoch() {
    let data = data(100);
    for (rate, batch, sound) in [(1.0, 100, 3), (0.5, 32, 1), (0.5, 7, 0), (1e200, 100, 0)] {
        let error = diverge(rate, batch, &data);
        let Error::Diverged { epoch, last_loss, history } = &error else { unreachable!() };
        assert!(*epoch > sound, "{sound} epochs or more go well first");
        assert_eq!(
            error.to_string(),
            format!(
                "the training diverged in epoch {epoch}: the last finite loss was {last_loss:.6e}; try a lower learning rate, \
                 inputs and targets scaled to about unit size, or `ClipNorm` around the optimizer"
            )
        );
        assert!(last_loss.is_finite() && history.training().iter().all(|loss| loss.is_finite()));
    }
}

/// What `fit` says of this data, after which the network must be what it was.
fn refusal(data: &Data, validation: &Data) -> Error {
    let mut net = start();
    let mut trainer = Trainer::new(Mse, Sgd::new(1e-3)).validation(&samples(validation));
    let error = trainer.fit(&mut net, &samples(data), &mut rng()).unwrap_err();
    assert_eq!(net, start());
    error
}

#[test]
fn a_value_that_is_not_finite_is_named_before_the_first_step() {
    let sound = data(100);
    for (value, name) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
        let (mut input, mut target) = (data(100), data(100));
        (input.0[5][1], target.1[99][0]) = (value, value);
        let end =
            format!("is {name}, but must be finite; correct it or leave the sample out (both are counted from 0)");
        for (error, start) in [
            (refusal(&input, &sound), "training sample 5: input 1"),
            (refusal(&target, &sound), "training sample 99: target 0"),
            (refusal(&sound, &input), "validation sample 5: input 1"),
            (refusal(&sound, &target), "validation sample 99: target 0"),
        ] {
            assert_eq!(error.to_string(), format!("{start} {end}"));
        }
        assert!(matches!(refusal(&input, &sound), Error::Training(loss::Error::Input { sample: 5, column: 1, .. })));
        assert!(matches!(
            refusal(&sound, &target),
            Error::Validation(loss::Error::Target { sample: 99, column: 0, .. })
        ));
    }
}

#[test]
fn numbers_out_of_range_are_refused_before_the_first_step_and_no_rate_is_blamed() {
    fn refused<L: Loss<[f64; 1], Linear, Target = [f64; 1]>>(loss: L, optimizer: impl Optimizer<Regressor>) -> String {
        let mut net = start();
        let error = Trainer::new(loss, optimizer).fit(&mut net, &samples(&data(10)), &mut rng()).unwrap_err();
        assert_eq!(net, start());
        error.to_string()
    }
    let rate = "the learning rate is NaN, but must be finite and at least 0";
    assert_eq!(refused(Mse, Sgd::new(f64::NAN)), rate);
    assert_eq!(refused(Mse, &mut Sgd::new(f64::NAN)), rate);
    let beta = "Adam's beta2 is 1.0, but must be at least 0 and below 1";
    assert_eq!(refused(Mse, Adam::new(1e-3).betas(0.9, 1.0)), beta);
    assert_eq!(refused(Huber::new(-1.0), Sgd::new(1e-3)), "Huber's delta is -1.0, but must be finite and above 0");
    assert_eq!(refused(Quantile::new(1.5), Sgd::new(1e-3)), "Quantile's q is 1.5, but must be above 0 and below 1");
    let sign = refused(Hinge, Sgd::new(1e-3));
    assert!(sign.starts_with("training sample 0: target 0 is ") && sign.contains(", but must be -1 or 1; "), "{sign}");
}

#[test]
fn a_validation_loss_that_overflows_says_so() {
    let (data, mut large) = (data(100), data(10));
    large.1[3][0] = 1e200;
    let mut net = start();
    let mut trainer = Trainer::new(Mse, Sgd::new(1e-3)).validation(&samples(&large));
    let error = trainer.fit(&mut net, &samples(&data), &mut rng()).unwrap_err();
    let Error::ValidationDiverged { epoch: 1, last_loss, history } = &error else { panic!("{error}") };
    assert!(last_loss.is_finite() && history.training().is_empty());
    assert_eq!(
        error.to_string(),
        format!(
            "the validation loss stopped being finite in epoch 1, while the training loss was {last_loss:.6e}: scale the \
             validation samples as the training samples are, to about unit size, or try a lower learning rate"
        )
    );
    assert_eq!(net, start());
}

#[test]
#[ignore = "the next test runs it, to see what it prints"]
fn prints() {
    let data = data(40);
    for validation in [false, true] {
        let trainer = Trainer::new(Mse, Sgd::new(1e-3)).epochs(7).report_every(3);
        let mut trainer = if validation { trainer.validation(&samples(&data)) } else { trainer };
        assert_eq!(trainer.fit(&mut start(), &samples(&data), &mut rng()).unwrap().training().len(), 7);
    }
}

#[test]
fn a_report_is_printed_every_so_many_epochs_and_at_the_end() {
    let arguments = ["--exact", "trainer::prints", "--ignored", "--nocapture", "--test-threads=1"];
    let output = Command::new(env::current_exe().unwrap()).args(arguments).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = output.lines().filter_map(|line| line.split_once("epoch ")).map(|(_, line)| line).collect();
    let starts: Vec<&str> = lines.iter().map(|line| line.split(' ').find(|word| !word.is_empty()).unwrap()).collect();
    assert_eq!(starts, ["3:", "6:", "7:", "3:", "6:", "7:"], "{output}");
    assert!(lines[..3].iter().all(|line| line.contains(": loss ") && !line.contains("validation")), "{output}");
    assert!(lines[3..].iter().all(|line| line.contains(": loss ") && line.contains(", validation ")), "{output}");
}
