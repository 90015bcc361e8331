//! The two lessons, against numbers that golden/make.py computed with NumPy in double precision.

use serde_json::Value;
use staticnn::layer::Scalar;
use staticnn::prelude::*;
use staticnn_tests::golden::{self, numbers};

network! {
    #[scalar(f64)]
    struct LessonA64< 3 -> 32 relu -> 1 >;
    struct LessonA32< 3 -> 32 relu -> 1 >;
    #[scalar(f64)]
    struct LessonB64< 3 -> 12 relu -> 1 >;
    struct LessonB32< 3 -> 12 relu -> 1 >;
}

/// The parts of a network, in the order of its parameters.
const TENSORS: [&str; 4] = ["weight1", "bias1", "weight2", "bias2"];

/// How far a number may be off.
struct Tolerance {
    /// Of a loss, relative to it; of a parameter, relative to the largest of its tensor.
    training: f64,
    /// Of the gradient at the start, relative to the largest of its tensor.
    gradient: f64,
}

const DOUBLE: Tolerance = Tolerance { training: 1e-9, gradient: 1e-10 };
const SINGLE: Tolerance = Tolerance { training: 1e-4, gradient: 1e-5 };

/// A lesson as a network takes it, and what should come of it.
struct Lesson<T> {
    x: Vec<[T; 3]>,
    y: Vec<[T; 1]>,
    x_test: Vec<[T; 3]>,
    y_test: Vec<[T; 1]>,
    rate: T,
    epochs: usize,
    start: Vec<T>,
    gradient_at_start: Vec<Vec<f64>>,
    losses: Vec<f64>,
    test_loss_at_end: f64,
    end: Vec<Vec<f64>>,
}

fn rows<T: Scalar, const N: usize>(value: &Value) -> Vec<[T; N]> {
    let row = |row| numbers(row).try_into().expect("a row of that length");
    value.as_array().expect("rows").iter().map(|value| <[f64; N]>::map(row(value), T::from_f64)).collect()
}

impl<T: Scalar> Lesson<T> {
    fn read(name: &str) -> Self {
        let lesson = golden::read(&format!("{name}.json"));
        let tensors = |lesson: &Value| TENSORS.map(|name| numbers(&lesson[name])).to_vec();
        let read = Self {
            x: rows(&lesson["x"]),
            y: rows(&lesson["y"]),
            x_test: rows(&lesson["x_test"]),
            y_test: rows(&lesson["y_test"]),
            rate: T::from_f64(lesson["learning_rate"].as_f64().unwrap()),
            epochs: usize::try_from(lesson["epochs"].as_u64().unwrap()).unwrap(),
            start: tensors(&lesson).concat().into_iter().map(T::from_f64).collect(),
            gradient_at_start: tensors(&lesson["gradient_at_start"]),
            losses: numbers(&lesson["losses"]),
            test_loss_at_end: lesson["test_loss_at_end"].as_f64().unwrap(),
            end: tensors(&lesson["end"]),
        };
        assert_eq!((read.x.len(), read.losses.len()), (100, read.epochs + 1));
        read
    }

    fn samples(&self) -> Samples<'_, [T; 3], [T; 1]> {
        Samples::new(&self.x, &self.y).unwrap()
    }

    fn network<N: Network<Scalar = T>>(&self) -> N {
        let mut net = N::ZEROS;
        net.parameters_mut().copy_from_slice(&self.start);
        net
    }

    /// What holds at the end, however it was reached.
    fn assert_end<N: Network<Scalar = T, Input = [T; 3], Output = [T; 1]>>(&self, net: &N, tolerance: f64) {
        assert_tensors(net.parameters(), &self.end, tolerance);
        let test_loss = net.loss(&Samples::new(&self.x_test, &self.y_test).unwrap(), &Mse);
        assert_relative(test_loss.to_f64(), self.test_loss_at_end, tolerance, "the test loss");
    }
}

fn assert_relative(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} where {expected} is expected");
}

fn assert_tensors<T: Scalar>(mut found: &[T], expected: &[Vec<f64>], tolerance: f64) {
    for (name, tensor) in TENSORS.iter().zip(expected) {
        let (values, rest) = found.split_at(tensor.len());
        let largest = tensor.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        for (at, (value, expected)) in values.iter().zip(tensor).enumerate() {
            let error = (value.to_f64() - expected).abs();
            assert!(error <= tolerance * largest, "{name}[{at}]: {value} where {expected} is expected");
        }
        found = rest;
    }
    assert!(found.is_empty());
}

/// Forward pass, loss, backward pass, update: as the lessons write it.
fn by_hand<N, T: Scalar>(name: &str, tolerance: &Tolerance)
where
    N: Network<Scalar = T, Input = [T; 3], Output = [T; 1]>,
{
    let lesson = Lesson::read(name);
    let mut net: N = lesson.network();
    let mut gradient = Gradient::<N>::new();
    let mut optimizer = Sgd::new(lesson.rate);
    for (epoch, expected) in lesson.losses.iter().enumerate() {
        let loss = net.gradient(&lesson.samples(), &Mse, &mut gradient);
        assert_relative(loss.to_f64(), *expected, tolerance.training, &format!("the loss after {epoch} epochs"));
        if epoch == 0 {
            assert_tensors(gradient.parameters(), &lesson.gradient_at_start, tolerance.gradient);
        }
        if epoch < lesson.epochs {
            optimizer.step(&mut net, &gradient);
        }
    }
    lesson.assert_end(&net, tolerance.training);
}

/// Trained by `Trainer` instead of a loop written out.
fn by_trainer<N, T: Scalar>(name: &str, tolerance: &Tolerance)
where
    N: Network<Scalar = T, Input = [T; 3], Output = [T; 1]>,
{
    let lesson = Lesson::read(name);
    let mut net: N = lesson.network();
    let mut trainer = Trainer::new(Mse, Sgd::new(lesson.rate)).epochs(lesson.epochs).full_batch();
    let history = trainer.fit(&mut net, &lesson.samples(), &mut ChaCha8Rng::seed_from_u64(0)).unwrap();
    assert_eq!(history.training().len(), lesson.epochs);
    for (epoch, (loss, expected)) in history.training().iter().zip(&lesson.losses).enumerate() {
        assert_relative(*loss, *expected, tolerance.training, &format!("the loss after {epoch} epochs"));
    }
    lesson.assert_end(&net, tolerance.training);
}

#[test]
fn lesson_a_is_retold_by_hand() {
    by_hand::<LessonA64, f64>("lesson_a", &DOUBLE);
    by_hand::<LessonA32, f32>("lesson_a", &SINGLE);
}

#[test]
fn lesson_a_is_retold_by_the_trainer() {
    by_trainer::<LessonA64, f64>("lesson_a", &DOUBLE);
    by_trainer::<LessonA32, f32>("lesson_a", &SINGLE);
}

#[test]
fn lesson_b_is_retold_by_hand() {
    by_hand::<LessonB64, f64>("lesson_b", &DOUBLE);
    by_hand::<LessonB32, f32>("lesson_b", &SINGLE);
}

#[test]
fn lesson_b_is_retold_by_the_trainer() {
    by_trainer::<LessonB64, f64>("lesson_b", &DOUBLE);
    by_trainer::<LessonB32, f32>("lesson_b", &SINGLE);
}
