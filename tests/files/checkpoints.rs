//! Trainings that are interrupted and go on; checkpoints that are refused, and killed writers.

use std::path::{Path, PathBuf};
use std::{env, fs};

use staticnn::history::End;
use staticnn::metric::Metric;
use staticnn::optimizer::Optimizer;
use staticnn::prelude::*;
use staticnn::schedule::{Plateau, Schedule, Step};
use staticnn::trainer::checkpoint::Error;
use staticnn::trainer::{self, NetworkMut};

use crate::killed::kill_writers;
use crate::networks::temporary;

network! {
    #[derive(Clone, Debug, PartialEq)]
    struct Small< 2 -> 6 tanh -> 1 >;
    #[derive(Clone, Debug, PartialEq)]
    struct Wider< 2 -> 7 tanh -> 1 >;
    struct Dropping< 2 -> 6 tanh -> dropout 0.3 -> 1 >;
}

type Data = (Vec<[f32; 2]>, Vec<[f32; 1]>);

fn data(n: usize) -> Data {
    let x: Vec<[f32; 2]> = (0..n).map(|i| [(0.7 * i as f32).sin(), (1.3 * i as f32).cos()]).collect();
    let y = x.iter().map(|[a, b]| [a * b + 0.2 * (7.0 * a).sin()]).collect();
    (x, y)
}

fn samples((x, y): &Data) -> Samples<'_, [f32; 2], [f32; 1]> {
    Samples::new(x, y).unwrap()
}

/// The largest output so far. It isn't defined while it is below 0.
#[derive(Default)]
struct Largest(f64);

impl Metric<[f32; 1], [f32; 1]> for Largest {
    fn clear(&mut self) {
        self.0 = f64::NEG_INFINITY;
    }
    fn add(&mut self, [y]: &[f32; 1], _: &[f32; 1]) {
        self.0 = self.0.max(f64::from(*y));
    }
    fn value(&self) -> f64 {
        if self.0 < 0.0 { f64::NAN } else { self.0 }
    }
}

/// What a training leaves.
#[derive(Debug, PartialEq)]
struct Result {
    net: Vec<u32>,
    history: History,
}

/// Trains for so many epochs with everything that changes the steps.
fn train<O>(
    optimizer: O,
    epochs: usize,
    schedule: impl Schedule + Send + 'static,
    by_step: bool,
    files: [Option<&Path>; 2],
    seed: u64,
) -> std::result::Result<Result, trainer::Error>
where
    O: Optimizer<Small> + serde::Serialize + serde::de::DeserializeOwned,
{
    let (training, unseen) = (data(37), data(12));
    let mut net = Small::init(&mut ChaCha8Rng::seed_from_u64(seed));
    let validation = samples(&unseen);
    let mut trainer = Trainer::new(Mse, optimizer)
        .epochs(epochs)
        .batch_size(8)
        .accumulate(2)
        .validation(&validation)
        .metric("largest", Largest::default())
        .early_stopping(15);
    trainer = if by_step { trainer.schedule_by_step(schedule) } else { trainer.schedule(schedule) };
    if let [Some(path), _] = files {
        trainer = trainer.checkpoint(path, 3);
    }
    if let [_, Some(path)] = files {
        trainer = trainer.resume(path);
    }
    let history = trainer.fit(&mut net, &samples(&training), &mut ChaCha8Rng::seed_from_u64(seed))?;
    Ok(Result { net: net.parameters().iter().map(|p| p.to_bits()).collect(), history })
}

fn same(one: &Result, other: &Result) -> bool {
    // NaN, where the metric isn't defined, is equal to NaN here.
    one.net == other.net && format!("{:?}", one.history) == format!("{:?}", other.history)
}

/// A training in one piece, and in two with a checkpoint in between.
fn interrupted<O>(optimizer: impl Fn() -> O, schedule: impl Schedule + Copy + Send + 'static, by_step: bool)
where
    O: Optimizer<Small> + serde::Serialize + serde::de::DeserializeOwned,
{
    let path = temporary(&format!("interrupted-{by_step}-{}", std::any::type_name::<O>().len()));
    let whole = train(optimizer(), 40, schedule, by_step, [None; 2], 1).unwrap();
    for first in [1, 8, 12, 39] {
        train(optimizer(), first, schedule, by_step, [Some(&path), None], 1).unwrap();
        // Another network and another generator: the file has both.
        let rest = train(optimizer(), 40, schedule, by_step, [None, Some(&path)], 2).unwrap();
        assert!(same(&rest, &whole), "after {first} epochs: {rest:?}\n{whole:?}");
    }
    // A training that is complete has nothing left to do.
    train(optimizer(), 40, schedule, by_step, [Some(&path), None], 1).unwrap();
    assert!(same(&train(optimizer(), 40, schedule, by_step, [None, Some(&path)], 2).unwrap(), &whole));
    fs::remove_file(path).unwrap();
}

#[test]
fn a_resumed_training_drops_what_an_uninterrupted_one_does() {
    let (training, path) = (data(37), temporary("dropping"));
    let train = |epochs, batches, files: [bool; 2], seed| {
        let mut net = Dropping::init(&mut ChaCha8Rng::seed_from_u64(seed));
        let mut trainer = Trainer::new(Mse, Adam::new(0.05)).epochs(epochs).batch_size(8).accumulate(batches);
        trainer = if files[0] { trainer.checkpoint(&path, 3) } else { trainer };
        trainer = if files[1] { trainer.resume(&path) } else { trainer };
        trainer.fit(&mut net, &samples(&training), &mut ChaCha8Rng::seed_from_u64(seed)).unwrap();
        net.parameters().iter().map(|p| p.to_bits()).collect::<Vec<_>>()
    };
    for batches in [1, 2] {
        let whole = train(10, batches, [false, false], 1);
        train(4, batches, [true, false], 1);
        assert_eq!(train(10, batches, [false, true], 2), whole);
        assert_ne!(train(10, batches, [false, false], 2), whole);
    }
    fs::remove_file(path).unwrap();
}

#[test]
fn a_resumed_training_has_the_bits_of_one_that_was_not_interrupted() {
    interrupted(|| Adam::new(0.05), Step::new(10, 0.5), false);
    interrupted(|| WeightDecay::new(1e-2, Momentum::new(0.05, 0.9)), Plateau::new(0.5, 2), false);
    interrupted(|| ClipNorm::new(0.5, Sgd::new(0.2)), Step::new(30, 0.7), true);
}

#[test]
fn a_training_that_stopped_early_stays_so() {
    let path = temporary("stopped-early");
    let rate = |start: f64, _: usize| start;
    let whole = train(Adam::new(0.3), 500, rate, false, [Some(&path), None], 1).unwrap();
    assert_eq!(whole.history.end(), Some(End::NoImprovement));
    assert!(same(&train(Adam::new(0.3), 500, rate, false, [None, Some(&path)], 2).unwrap(), &whole));
    fs::remove_file(path).unwrap();
}

/// A small training without validation.
fn plain<N: Network<Scalar = f32, Input = [f32; 2], Output = [f32; 1], Head = staticnn::activation::Linear>>(
    net: &mut impl NetworkMut<N>,
    change: impl FnOnce(Trainer<'static, N, Mse, Sgd<f32>>) -> Trainer<'static, N, Mse, Sgd<f32>>,
) -> std::result::Result<History, trainer::Error> {
    let data = data(10);
    change(Trainer::new(Mse, Sgd::new(0.1)).epochs(4)).fit(net, &samples(&data), &mut ChaCha8Rng::seed_from_u64(1))
}

fn refused(path: &Path) -> Error {
    let mut net = Small::zeros();
    let path: PathBuf = path.into();
    let Err(trainer::Error::Checkpoint { error, history }) = plain(&mut net, |trainer| trainer.resume(path)) else {
        panic!("the file isn't refused")
    };
    assert_eq!((net, history), (Small::zeros(), History::default()));
    *error
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_changed() {
    let path = temporary("misfits");
    assert!(matches!(refused(&path), Error::Read { kind: std::io::ErrorKind::NotFound, .. }));
    let says = |path: &Path, sentence: &str| {
        let error = refused(path).to_string();
        assert_eq!(error, format!("{}: {sentence}", path.display()));
    };

    plain(&mut Wider::zeros(), |trainer| trainer.checkpoint(&path, 1)).unwrap();
    says(
        &path,
        "this is a checkpoint of another network: it has `layer1: dense 2 -> 7 tanh`, and this network has `layer1: dense \
         2 -> 6 tanh`",
    );
    let none = |start: f64, _: usize| start;
    train(Adam::new(0.1), 2, none, false, [Some(&path), None], 1).unwrap();
    says(&path, "this checkpoint was written with the optimizer `Adam<_>`, and the trainer has `Sgd<f32>`");
    train(Sgd::new(0.1), 2, none, false, [Some(&path), None], 1).unwrap();
    says(
        &path,
        "this checkpoint was written with validation samples, and the trainer has no validation samples; give it the same \
         settings",
    );
    plain(&mut Small::zeros(), |trainer| trainer.checkpoint(&path, 1)).unwrap();
    let early = plain(&mut Small::zeros(), |trainer| trainer.resume(&path).early_stopping(3)).unwrap_err().to_string();
    assert!(early.ends_with(
        "was written with no early stopping, and the trainer has early stopping; give it the same settings"
    ));
    let metric = plain(&mut Small::zeros(), |trainer| trainer.resume(&path).metric("largest", Largest(0.0)));
    let metric = metric.unwrap_err().to_string();
    assert!(metric.contains("was written with no metric, and the trainer has the metrics `largest`"), "{metric}");

    fs::write(&path, "P5 4 4 255 something else").unwrap();
    says(
        &path,
        concat!(
            "this isn't a checkpoint of staticnn ",
            env!("CARGO_PKG_VERSION"),
            "; give the file that `Trainer::checkpoint` has written"
        ),
    );
    fs::remove_file(&path).unwrap();

    let every = plain(&mut Small::zeros(), |trainer| trainer.checkpoint(&path, 0)).unwrap_err().to_string();
    assert_eq!((every.as_str(), path.exists()), ("a checkpoint every 0 epochs: `checkpoint` needs 1 or more", false));
    let folder = env::temp_dir();
    let error = plain(&mut Small::zeros(), |trainer| trainer.checkpoint(&folder, 1)).unwrap_err().to_string();
    assert!(error.ends_with("the checkpoint can't be written: it is a directory; give the path of a file"), "{error}");
}

#[test]
fn a_file_that_was_cut_or_changed_anywhere_is_refused() {
    let path = temporary("damaged");
    plain(&mut Small::zeros(), |trainer| trainer.checkpoint(&path, 1)).unwrap();
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(matches!(refused(&path), Error::Length { .. } | Error::Foreign { .. }), "{length} bytes");
    }
    fs::write(&path, [&whole[..], b"more"].concat()).unwrap();
    assert!(matches!(refused(&path), Error::Length { .. }));
    for at in 0..whole.len() {
        for bit in [1, 0x80] {
            let mut changed = whole.clone();
            changed[at] ^= bit;
            fs::write(&path, &changed).unwrap();
            let error = refused(&path);
            assert!(
                matches!(error, Error::Length { .. } | Error::Foreign { .. } | Error::Damaged { .. }),
                "byte {at}: {error}"
            );
        }
    }
    fs::remove_file(path).unwrap();
}

/// Names the checkpoint that a process is to write until it is killed.
const WRITER: &str = "STATICNN_TESTS_CHECKPOINT";

#[test]
fn a_killed_training_leaves_a_whole_checkpoint() {
    if let Some(path) = env::var_os(WRITER) {
        let path = PathBuf::from(path);
        let mut net = Small::zeros();
        plain(&mut net, |trainer| trainer.epochs(usize::MAX).checkpoint(path, 1)).unwrap();
    }
    let folder = temporary("killed-training");
    let _ = fs::remove_dir_all(&folder);
    let path = folder.join("training.checkpoint");
    plain(&mut Small::zeros(), |trainer| trainer.checkpoint(&path, 1)).unwrap();
    kill_writers("checkpoints::a_killed_training_leaves_a_whole_checkpoint", WRITER, &path, |kill| {
        let history = plain(&mut Small::zeros(), |trainer| trainer.epochs(0).resume(&path)).unwrap();
        assert!(!history.training().is_empty(), "kill {kill}");
    });
    fs::remove_dir_all(folder).unwrap();
}
